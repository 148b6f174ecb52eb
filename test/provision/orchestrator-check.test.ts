import fc from "fast-check";
import type { RunWindow } from "../../src/experiment";
import type { RunSchedule } from "../../src/provision";
import { scheduleProblems } from "../../src/provision/orchestrator/check-schedule";
import { windowProblems } from "../../src/provision/orchestrator/check-windows";

const problems = (schedule: object) => scheduleProblems(schedule as RunSchedule, "s").map(({ path, message }) => `${path}: ${message}`);
const at = (expression: string) => problems({ at: expression });

describe("schedules that EventBridge Scheduler takes are taken", () => {
  test.each([
    "cron(0 10 ? * MON-FRI *)",
    "cron(15 10 * * ? *)",
    "cron(0/15 8-17 ? * 2-6 *)",
    "cron(0 18 L * ? *)",
    "cron(0 9 15W * ? 2027-2030)",
    "cron(0 10 ? 1/3 WED#1 *)",
    "cron(0,30 0 ? JAN,JUL 6L *)",
    "rate(1 hour)",
    "rate(90 minutes)",
    "rate(7 days)",
    "at(2027-03-01T10:00:00)",
  ])("%s", (expression) => expect(at(expression)).toEqual([]));
});

describe("schedules that it refuses, or that say something else than they seem to, are refused with the reason", () => {
  test.each([
    ["0 10 * * MON", "this is not a schedule"],
    ["cron(0 10 * * MON)", "a cron schedule has six fields, this has 5"],
    ["cron(0 10 * * MON *)", "exactly one of day of month and day of week must be ?"],
    ["cron(0 10 ? * ? *)", "exactly one of day of month and day of week must be ?"],
    ["cron(60 10 ? * MON *)", '"60" cannot stand for the minutes'],
    ["cron(0 24 ? * MON *)", '"24" cannot stand for the hours'],
    ["cron(0 10 ? * 0 *)", '"0" cannot stand for the day of week'],
    ["cron(0 10 32 * ? *)", '"32" cannot stand for the day of month'],
    ["cron(0 10 ? FOO MON *)", '"FOO" cannot stand for the month'],
    ["cron(0/0 10 ? * MON *)", '"0/0" cannot stand for the minutes'],
    ["cron(0 10 ? * MON 1969)", '"1969" cannot stand for the year'],
    ["rate(1 hours)", '"1 hours" is not English: AWS wants 1 hour, 2 hours'],
    ["rate(2 hour)", '"2 hour" is not English: AWS wants 1 hour, 2 hours'],
    ["rate(0 days)", "a rate is a whole number and minutes, hours or days"],
    ["rate(1 week)", "a rate is a whole number and minutes, hours or days"],
    ["at(2027-03-01T10:00:00Z)", "this is not a date and time without zone (the zone stands in timezone)"],
    ["at(2027-02-30T10:00:00)", "this is not a date and time without zone (the zone stands in timezone)"],
    ["", "this is not a schedule"],
  ])("%s", (expression, reason) => expect(at(expression)).toEqual([`s.at: ${reason}`]));
});

test("a schedule's other members are checked each at its place, all at once", () => {
  const given = { at: "rate(1 day)", timezone: "+02:00", within: "25h", from: "2027-01-01", until: "never", flexible: true };
  expect(problems(given)).toEqual([
    "s.flexible: there is no such member",
    "s.timezone: this is not a time zone",
    "s.within: EventBridge Scheduler has no such window",
    "s.from: this is not a moment",
    "s.until: this is not a moment",
  ]);
});

test("a schedule that ends before it begins is refused, across time zones", () => {
  const between = (from: string, until: string) => problems({ at: "rate(1 day)", from, until });
  expect(between("2027-01-01T00:00:00Z", "2027-01-01T01:00:00+02:00")).toEqual(["s.until: the schedule ends before it begins"]);
  expect(between("2027-01-01T00:00:00Z", "2027-01-01T00:00:01Z")).toEqual([]);
});

test("any whole number of minutes up to a day is a window to start in; nothing else is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_440 }), (minutes) => {
      expect(problems({ at: "rate(1 day)", within: `${minutes}m` })).toEqual([]);
      expect(problems({ at: "rate(1 day)", within: `${minutes * 60 + 1}s` })).toHaveLength(1);
      expect(problems({ at: "rate(1 day)", within: `${minutes + 1_440}m` })).toHaveLength(1);
    }),
  );
});

test("whatever a schedule is given as, it is refused or taken, never a crash", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.anything(),
      (text, thing) => void [at(text), at(`cron(${text})`), problems({ at: thing, within: thing, timezone: thing, from: thing })],
    ),
  );
});

const clock = fc.record({ hours: fc.integer({ min: 0, max: 23 }), minutes: fc.integer({ min: 0, max: 59 }) });
const written = ({ hours, minutes }: { hours: number; minutes: number }) =>
  [hours, minutes].map((n) => String(n).padStart(2, "0")).join(":");

test("a window is right exactly when it ends after it begins", () => {
  fc.assert(
    fc.property(clock, clock, (from, to) => {
      const window: RunWindow = { from: written(from), to: written(to), timezone: "Europe/Berlin" };
      const right = from.hours * 60 + from.minutes < to.hours * 60 + to.minutes;
      expect(windowProblems([window], "w").length === 0).toBe(right);
    }),
  );
});

test("a window may end at midnight, and never is open without days", () => {
  const window = (given: object) => windowProblems([{ from: "22:00", to: "24:00", timezone: "UTC", ...given } as RunWindow], "w");
  expect(window({})).toEqual([]);
  expect(window({ days: [] }).map(({ path }) => path)).toEqual(["w[0].days"]);
  expect(window({ days: ["MONDAY"], timezone: "Mars/Olympus" }).map(({ path }) => path)).toEqual(["w[0].days", "w[0].timezone"]);
  expect(window({ to: "02:00" })[0]?.remedy).toContain("two windows");
});
