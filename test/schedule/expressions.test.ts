import fc from "fast-check";
import { checkSchedule, nextRuns, type ScheduleDefinition, startBounds } from "../../src/schedule";

const now = Date.UTC(2026, 10, 21, 12);
const runs = (at: string, zone: string, from: string, to: string) =>
  nextRuns(at, zone, Date.parse(from), Date.parse(to)).map((instant) => new Date(instant).toISOString().slice(0, 16));
const codes = (definition: Partial<ScheduleDefinition>) =>
  checkSchedule({ at: "cron(0 10 ? * MON-FRI *)", ...definition }, { now }).problems.map(({ code, path }) => `${path}: ${code}`);

describe("when an expression fires", () => {
  test("on workdays at ten in Berlin, before and after the change of clocks", () => {
    expect(runs("cron(0 10 ? * MON-FRI *)", "Europe/Berlin", "2027-03-25T00:00Z", "2027-03-31T00:00Z")).toEqual([
      "2027-03-25T09:00",
      "2027-03-26T09:00",
      "2027-03-29T08:00",
      "2027-03-30T08:00",
    ]);
  });

  test("a time that spring skips does not fire on that day", () => {
    expect(runs("cron(30 2 * * ? *)", "Europe/Berlin", "2027-03-27T00:00Z", "2027-03-30T00:00Z")).toEqual([
      "2027-03-27T01:30",
      "2027-03-29T00:30",
    ]);
  });

  test("a time that autumn repeats fires once, the first time", () => {
    expect(runs("cron(30 2 * * ? *)", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-26T12:00Z")).toEqual([
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  test("each quarter of the repeated hour fires once", () => {
    expect(runs("cron(0/15 2 25 10 ? 2026)", "Europe/Berlin", "2026-10-24T00:00Z", "2026-10-27T00:00Z")).toEqual([
      "2026-10-25T00:00",
      "2026-10-25T00:15",
      "2026-10-25T00:30",
      "2026-10-25T00:45",
    ]);
  });

  test.each([
    ["cron(0 9 ? * 2 2027)", ["2027-01-04T09:00", "2027-01-11T09:00", "2027-01-18T09:00", "2027-01-25T09:00"]],
    ["cron(0 9 ? 1 2#2 *)", ["2027-01-11T09:00"]],
    ["cron(0 9 ? JAN MONL 2027)", ["2027-01-25T09:00"]],
    ["cron(0 9 L * ? *)", ["2027-01-31T09:00"]],
    ["cron(0 9 16W * ? *)", ["2027-01-15T09:00"]],
    ["cron(0 9 ? * L 2027)", ["2027-01-02T09:00", "2027-01-09T09:00", "2027-01-16T09:00", "2027-01-23T09:00", "2027-01-30T09:00"]],
    [
      "cron(0/30 8-9 5,6 1 ? 2026-2028)",
      [
        "2027-01-05T08:00",
        "2027-01-05T08:30",
        "2027-01-05T09:00",
        "2027-01-05T09:30",
        "2027-01-06T08:00",
        "2027-01-06T08:30",
        "2027-01-06T09:00",
        "2027-01-06T09:30",
      ],
    ],
    ["rate(10 days)", ["2027-01-01T00:00", "2027-01-11T00:00", "2027-01-21T00:00", "2027-01-31T00:00"]],
    ["at(2027-01-05T10:00:00)", ["2027-01-05T10:00"]],
    ["at(2027-02-05T10:00:00)", []],
  ])("%s in January 2027", (at, expected) => {
    expect(runs(at, "UTC", "2027-01-01T00:00Z", "2027-02-01T00:00Z")).toEqual(expected);
  });

  test("a rate counts from its anchor, not from when one looks", () => {
    const anchor = Date.parse("2027-01-01T06:00Z");
    const from = Date.parse("2027-01-03T00:00Z");
    expect(nextRuns("rate(2 days)", "UTC", from, from + 4 * 86_400_000, { anchor })).toEqual([
      anchor + 2 * 86_400_000,
      anchor + 4 * 86_400_000,
    ]);
  });

  test("looking from any instant gives the later part of the same list", () => {
    const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu");
    const expressions = fc.constantFrom("cron(0/20 * * * ? *)", "cron(30 2 * * ? *)", "cron(15 1,2,3 ? * SUN *)");
    const from = Date.parse("2026-10-20T00:00Z");
    const to = Date.parse("2026-11-05T00:00Z");
    fc.assert(
      fc.property(zones, expressions, fc.integer({ min: from, max: to }), (zone, expression, middle) => {
        const all = nextRuns(expression, zone, from, to, { limit: 5_000 });
        expect(nextRuns(expression, zone, middle, to, { limit: 5_000 })).toEqual(all.filter((at) => at >= middle));
      }),
      { numRuns: 60 },
    );
  });

  test("AWS starts within the minute, or within the flexible window and a minute", () => {
    expect(startBounds({}, 0)).toEqual({ from: 0, to: 60_000 });
    expect(startBounds({ within: "15m" }, 0)).toEqual({ from: 0, to: 16 * 60_000 });
  });
});

describe("what is wrong with a schedule", () => {
  test("nothing is wrong with a good one", () => {
    expect(checkSchedule({ at: "cron(0 10 ? * MON-FRI *)", timezone: "Europe/Berlin", within: "15m" }, { now })).toEqual({
      problems: [],
      warnings: [],
    });
  });

  test("everything at once, each with its place", () => {
    const wrong = { at: "cron(61 25 ? * FUN *)", timezone: "Mars/Base", within: "90s" as const, until: "tomorrow", zone: "UTC" };
    expect(codes(wrong)).toEqual([
      "zone: unknown-member",
      "at: bad-schedule",
      "at: bad-schedule",
      "at: bad-schedule",
      "timezone: bad-timezone",
      "within: duration-out-of-range",
      "until: bad-moment",
    ]);
  });

  test.each([
    "cron(0 10 * * MON *)",
    "cron(0 10 ? * ? *)",
    "cron(0 10 * * *)",
    "cron(0/0 10 * * ? *)",
    "cron(0 10 32 * ? *)",
    "cron(0 10 ? * 0 *)",
    "cron(0 10 ? * FRI-MON *)",
    "cron(0 10 ? * MON#6 *)",
    "cron(0 10 LW * ? *)",
    "cron(0 10 ? * MON 1969)",
    "cron()",
    "rate(1 days)",
    "rate(5 minute)",
    "rate(0 days)",
    "rate(1.5 hours)",
    "at(2027-02-30T10:00:00)",
    "at(2027-02-03T24:00:00)",
    "at(2027-02-03T10:00:00Z)",
    "10 * * * *",
    "",
  ])("%s is no schedule", (at) => {
    expect(new Set(codes({ at }))).toEqual(new Set(["at: bad-schedule"]));
  });

  test.each([
    ["the 30th of February", { at: "cron(0 10 30 2 ? *)" }],
    ["a year that is over", { at: "cron(0 10 1 1 ? 2020)" }],
    ["a moment that is over", { at: "at(2026-11-21T11:00:00)" }],
    ["a moment that clocks skip", { at: "at(2027-03-28T02:30:00)", timezone: "Europe/Berlin" }],
    ["a start after its only end", { at: "cron(0 10 1 1 ? *)", until: "2026-12-01T00:00:00Z" }],
    ["a time that exists on no day but one that skips it", { at: "cron(30 2 28 3 ? 2027)", timezone: "Europe/Berlin" }],
  ])("%s never fires", (_, definition) => {
    expect(codes(definition)).toEqual(["at: never-fires"]);
  });

  test("a rate without a beginning is refused: AWS would fire it in the moment in which it is made", () => {
    const { problems } = checkSchedule({ at: "rate(7 days)" }, { now });
    expect(problems).toMatchObject([{ code: "fires-at-once", path: "from", remedy: expect.stringContaining("from which moment") }]);
    expect(codes({ at: "rate(7 days)", paused: true })).toEqual(["from: fires-at-once"]);
    expect(codes({ at: "rate(7 days)", from: "2027-01-04T10:00:00Z" })).toEqual([]);
  });

  test("offsets are no time zones: they do not know when clocks change", () => {
    expect(codes({ timezone: "+02:00" })).toEqual(["timezone: bad-timezone"]);
  });
});

describe("days on which clocks change", () => {
  const warn = (at: string, timezone: string) =>
    checkSchedule({ at, timezone, ...(at.startsWith("rate") ? { from: "2027-01-04T00:00:00Z" } : {}) }, { now }).warnings.map(
      ({ code, message }) => `${code}: ${message}`,
    );

  test("are named for a time that they skip and repeat", () => {
    expect(warn("cron(30 2 * * ? *)", "Europe/Berlin")).toEqual([
      "skipped-hour: clocks in Europe/Berlin skip 2027-03-28 02:30, 2028-03-26 02:30, 2029-03-25 02:30: AWS does not fire then",
      "doubled-hour: clocks in Europe/Berlin show 2027-10-31 02:30, 2028-10-29 02:30, 2029-10-28 02:30 twice: AWS fires once",
    ]);
  });

  test("say nothing of times that they leave alone, of zones without changes, and of rates", () => {
    expect(warn("cron(30 3 * * ? *)", "Europe/Berlin")).toEqual([]);
    expect(warn("cron(30 2 * * ? *)", "Asia/Tokyo")).toEqual([]);
    expect(warn("rate(1 day)", "Europe/Berlin")).toEqual([]);
  });

  test("know half an hour, as on Lord Howe Island", () => {
    expect(warn("cron(15 2 * * ? 2027)", "Australia/Lord_Howe")).toEqual([
      "skipped-hour: clocks in Australia/Lord_Howe skip 2027-10-03 02:15: AWS does not fire then",
    ]);
  });
});
