import fc from "fast-check";
import { type ChaosSettings, dayPlannedAt, nextRuns, planningTime } from "../../src/schedule";
import { minutesOf } from "../../src/schedule/random/days";
import { settingsOf } from "./chaos";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const DAY = 86_400_000;
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Santiago",
  "Asia/Tokyo",
  "Africa/Cairo",
  "Australia/Lord_Howe",
] as const;
const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);

test("a day is planned an hour before its first window opens, on the clock of the settings", () => {
  expect(planningTime(settingsOf(), NOW)).toEqual({ hour: 8, minute: 0 });
  const early = { from: "00:00", to: "04:00", timezone: "Europe/Berlin" };
  expect(planningTime(settingsOf({ windows: [early] }), NOW)).toEqual({ hour: 23, minute: 0 });
  // New York's nine o'clock is Berlin's three in the afternoon, and two on the days on which only one of them has changed its clocks.
  const far = { from: "09:00", to: "12:00", timezone: "America/New_York" };
  expect(planningTime(settingsOf({ windows: [far] }), NOW)).toEqual({ hour: 13, minute: 0 });
  // Three o'clock less an hour is a time that clocks skip in spring.
  const night = { from: "03:00", to: "05:00", timezone: "Europe/Berlin" };
  expect(planningTime(settingsOf({ windows: [night] }), NOW)).toEqual({ hour: 1, minute: 45 });
});

test("whatever the windows and zones, each workday of two years is planned once, before its first minute", () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.constantFrom(...zones), fc.constantFrom(...hours), (timezone, zone, from) => {
      const settings: ChaosSettings = settingsOf({ timezone, windows: [{ from, to: "24:00", timezone: zone }] });
      const { hour, minute } = planningTime(settings, NOW);
      const fired = nextRuns(`cron(${minute} ${hour} * * ? *)`, timezone, NOW, NOW + 2 * 366 * DAY);
      const dates = fired.map((at) => dayPlannedAt(settings, at));
      expect(new Set(dates).size).toBe(dates.length);
      const days = (Date.parse(dates.at(-1) ?? "") - Date.parse(dates[0] ?? "")) / DAY + 1;
      expect(dates).toHaveLength(days);
      // Around changes of clocks, and every tenth day.
      fired.forEach((at, index) => {
        const [first] = index % 10 === 0 ? minutesOf(settings, dates[index] ?? "") : [];
        if (first !== undefined) expect(at).toBeLessThan(first);
      });
    }),
    { numRuns: 6 },
  );
}, 120_000);
