import fc from "fast-check";
import { nextAfter, parseExpression } from "../../../src/sandbox/scheduler/expression";
import { instantOf, localOf } from "../../../src/sandbox/scheduler/zone";

function times(text: string, zone: string, from: string, count: number): string[] {
  const expression = parseExpression(text);
  if (!expression) throw new Error(`${text} is no expression`);
  const found: string[] = [];
  let at: number | undefined = Date.parse(from);
  while (found.length < count) {
    at = nextAfter(expression, zone, at, Date.parse(from));
    if (at === undefined) break;
    found.push(new Date(at).toISOString().slice(0, 16));
  }
  return found;
}
const newYork = "America/New_York";

test("a local time that the change to summer skips does not fire that day", () => {
  expect(times("cron(30 2 * * ? *)", newYork, "2026-03-07T00:00:00Z", 2)).toEqual(["2026-03-07T07:30", "2026-03-09T06:30"]);
  expect(times("at(2026-03-08T02:30:00)", newYork, "2026-03-01T00:00:00Z", 1)).toEqual([]);
});

test("a local time that comes twice fires once", () => {
  expect(times("cron(30 1 * * ? *)", newYork, "2026-10-31T12:00:00Z", 2)).toEqual(["2026-11-01T05:30", "2026-11-02T06:30"]);
});

test.each([
  ["cron(0 10 L * ? *)", ["2026-01-31T10:00", "2026-02-28T10:00"]],
  ["cron(0 10 ? * 6L *)", ["2026-01-30T10:00", "2026-02-27T10:00"]],
  ["cron(0 10 ? * 6#3 *)", ["2026-01-16T10:00", "2026-02-20T10:00"]],
  ["cron(0 10 ? * 2-6 *)", ["2026-01-01T10:00", "2026-01-02T10:00", "2026-01-05T10:00"]],
  ["cron(0 10 ? * MON-FRI 2027)", ["2027-01-01T10:00", "2027-01-04T10:00"]],
  ["cron(0 10 15W * ? *)", ["2026-01-15T10:00", "2026-02-16T10:00", "2026-03-16T10:00"]],
  ["cron(0 10 LW * ? *)", ["2026-01-30T10:00", "2026-02-27T10:00"]],
  ["cron(0/30 8 1 JAN ? 2026-2027)", ["2026-01-01T08:00", "2026-01-01T08:30", "2027-01-01T08:00", "2027-01-01T08:30"]],
  ["cron(0 0 29 2 ? *)", ["2028-02-29T00:00"]],
])("%s is due as AWS says", (text, expected) => {
  expect(times(text, "UTC", "2025-12-31T23:59:00Z", expected.length)).toEqual(expected);
});

test("a rate is due at its start and every interval after", () => {
  expect(nextAfter({ kind: "rate", ms: 60_000 }, "UTC", 999, 1_000)).toBe(1_000);
  expect(nextAfter({ kind: "rate", ms: 60_000 }, "UTC", 1_000, 1_000)).toBe(61_000);
});

test.each([
  "cron(* * * * *)",
  "cron(0 0 * * * *)",
  "cron(0 0 ? * ? *)",
  "cron(60 0 * * ? *)",
  "rate(0 hours)",
  "rate(1 week)",
  "at(2026-02-30T00:00:00)",
  "daily",
])("%s is no expression", (text) => {
  expect(parseExpression(text)).toBeUndefined();
});

test("an instant and what clocks show lead to one another", () => {
  const zones = fc.constantFrom("UTC", newYork, "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata");
  const seconds = fc.integer({ min: Date.UTC(2020, 0) / 1_000, max: Date.UTC(2035, 0) / 1_000 });
  fc.assert(
    fc.property(zones, seconds, (zone, second) => {
      const local = localOf(second * 1_000, zone);
      const back = instantOf(local, zone);
      expect(back === undefined ? undefined : localOf(back, zone)).toBe(local);
      expect(back).toBeLessThanOrEqual(second * 1_000);
    }),
    { numRuns: 200 },
  );
});
