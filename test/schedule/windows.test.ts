import fc from "fast-check";
import { blackoutAt, checkHours, isOpen, nextOpening, type OpeningHours } from "../../src/schedule";

const berlin = { days: ["MON", "TUE", "WED", "THU", "FRI"] as const, from: "09:00", to: "16:00", timezone: "Europe/Berlin" };
const at = (text: string) => Date.parse(text);

test.each([
  ["2026-11-23T07:59:59Z", false],
  ["2026-11-23T08:00:00Z", true],
  ["2026-11-23T14:59:59Z", true],
  ["2026-11-23T15:00:00Z", false],
  ["2026-11-22T10:00:00Z", false],
  ["2027-07-05T07:00:00Z", true],
  ["2027-07-05T14:00:00Z", false],
])("on %s a window of Berlin's workdays is open: %s", (moment, open) => {
  expect(isOpen({ windows: [berlin] }, at(moment))).toBe(open);
});

test("without windows it is always open, but not on blackout days", () => {
  const hours: OpeningHours = {
    windows: [],
    blackouts: [{ from: "2026-12-24", to: "2026-12-26", timezone: "Europe/Berlin", reason: "freeze" }],
  };
  expect(isOpen(hours, at("2026-12-23T22:59:59Z"))).toBe(true);
  expect(isOpen(hours, at("2026-12-23T23:00:00Z"))).toBe(false);
  expect(blackoutAt(hours, at("2026-12-26T22:59:59Z"))?.reason).toBe("freeze");
  expect(isOpen(hours, at("2026-12-26T23:00:00Z"))).toBe(true);
});

test.each([
  ["before the window", { windows: [berlin] }, "2026-11-23T01:00:00Z", "2026-11-23T08:00:00Z"],
  ["over the weekend", { windows: [berlin] }, "2026-11-27T15:00:00Z", "2026-11-30T08:00:00Z"],
  ["at once when it is open", { windows: [berlin] }, "2026-11-23T09:12:34Z", "2026-11-23T09:12:34Z"],
  [
    "after a freeze",
    { windows: [berlin], blackouts: [{ from: "2026-11-23", to: "2026-12-31" }] },
    "2026-11-23T09:00:00Z",
    "2027-01-01T08:00:00Z",
  ],
  [
    "where the window's first hour is skipped",
    { windows: [{ from: "02:15", to: "04:00", timezone: "Europe/Berlin" }] },
    "2027-03-28T00:00:00Z",
    "2027-03-28T01:00:00Z",
  ],
  [
    "the second time around",
    { windows: [{ from: "02:15", to: "02:45", timezone: "Europe/Berlin" }] },
    "2026-10-25T00:45:00Z",
    "2026-10-25T01:15:00Z",
  ],
] as const)("the next opening: %s", (_, hours, from, opening) => {
  expect(new Date(nextOpening(hours, at(from)) ?? 0).toISOString().replace(".000", "")).toBe(opening);
});

test("a window inside of a blackout without end in sight has no opening", () => {
  expect(
    nextOpening({ windows: [berlin], blackouts: [{ from: "2026-01-01", to: "2199-01-01" }] }, at("2026-11-23T00:00:00Z")),
  ).toBeUndefined();
});

test("no minute between an instant and the next opening is open, and the opening is", () => {
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
  const start = fc.integer({ min: at("2026-10-20T00:00:00Z") / 60_000, max: at("2027-04-10T00:00:00Z") / 60_000 });
  const time = fc.integer({ min: 0, max: 47 });
  const text = (halves: number) => `${String(Math.floor(halves / 2)).padStart(2, "0")}:${halves % 2 === 0 ? "00" : "30"}`;
  fc.assert(
    fc.property(zone, start, time, time, (timezone, minute, a, b) => {
      const hours: OpeningHours = { windows: [{ from: text(Math.min(a, b)), to: text(Math.max(a, b) + 1), timezone }] };
      const from = minute * 60_000;
      const opening = nextOpening(hours, from);
      expect(opening !== undefined && isOpen(hours, opening)).toBe(true);
      for (let instant = from; instant < (opening ?? 0); instant += 5 * 60_000) expect(isOpen(hours, instant)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test("wrong windows and blackouts are named all at once", () => {
  const problems = checkHours(
    {
      windows: [
        { days: ["MON", "FUN"], from: "9:00", to: "25:00", timezone: "+01:00", zone: "UTC" },
        { from: "10:00", to: "10:00", timezone: "UTC" },
        "MON",
      ],
      blackouts: [{ from: "2026-02-30" }, { from: "2026-03-02", to: "2026-03-01" }],
    },
    "settings",
  );
  expect(problems.map(({ path, code }) => `${path}: ${code}`)).toEqual([
    "settings.windows[0].zone: unknown-member",
    "settings.windows[0].days: bad-days",
    "settings.windows[0].from: bad-time",
    "settings.windows[0].to: bad-time",
    "settings.windows[0].timezone: bad-timezone",
    "settings.windows[1].to: empty-window",
    "settings.windows[2]: not-an-object",
    "settings.blackouts[0].from: bad-date",
    "settings.blackouts[1].to: bad-date",
  ]);
});
