import fc from "fast-check";
import {
  type ChaosSettings,
  type ChaosState,
  type DayPlan,
  datesOfWeek,
  isOpen,
  NO_STATE,
  planDay,
  planWeek,
  weekOf,
} from "../../src/schedule";
import { member, settingsOf } from "./chaos";

const DAY = 86_400_000;
const MONDAY = "2026-11-23";

function datesFrom(first: string, days: number): readonly string[] {
  return Array.from({ length: days }, (_, day) => new Date(Date.parse(first) + day * DAY).toISOString().slice(0, 10));
}

/** One day after the other, each with what the days before left. */
function planDays(settings: ChaosSettings, first: string, days: number, seed = "s"): readonly DayPlan[] {
  let state: ChaosState = NO_STATE;
  return datesFrom(first, days).map((date) => {
    const plan = planDay(settings, date, seed, { state });
    state = plan.state;
    return plan;
  });
}

const runsOf = (plans: readonly DayPlan[]) => plans.flatMap(({ runs, date }) => runs.map((run) => ({ ...run, date })));
const isWorkday = (date: string) => ![0, 6].includes(new Date(date).getUTCDay());

describe("over years", () => {
  test.each([
    [1, 1],
    [2, 1],
    [5, 1],
    [5, 3],
    [10, 10],
    [2.5, 2],
  ])("a mean of %s workdays with a gap of %s is kept", (mean, gap) => {
    const members = Array.from({ length: 24 }, (_, index) => member("shop", { cluster: `shop-${index}` }));
    const settings = settingsOf({ apps: { shop: { enabled: true, meanWorkdaysBetween: mean, minWorkdaysBetween: gap } }, members });
    const days = 364;
    const found = runsOf(planDays(settings, "2025-01-06", days));
    const workdays = datesFrom("2025-01-06", days).filter(isWorkday).length * members.length;
    // Six thousand workdays of groups: five standard errors of the mean lie within a tenth and a little.
    expect(Math.abs(workdays / found.length / mean - 1)).toBeLessThan(0.12);
  });
});

const apps = fc.uniqueArray(fc.constantFrom("shop", "cart", "search", "pay", "mail"), { minLength: 1, maxLength: 5 });
const anySettings = fc
  .record({
    names: apps,
    mean: fc.integer({ min: 3, max: 6 }),
    gap: fc.integer({ min: 1, max: 3 }),
    maxPerDay: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    grouping: fc.constantFrom("app", "stack", "cluster" as const),
    regionsAreIndependent: fc.boolean(),
    hour: fc.integer({ min: 0, max: 20 }),
    length: fc.integer({ min: 1, max: 3 }),
    zone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"),
  })
  .map(({ names, mean, gap, hour, length, zone, maxPerDay, ...rate }): ChaosSettings => {
    const time = (value: number) => `${String(value).padStart(2, "0")}:00`;
    return settingsOf({
      timezone: zone,
      windows: [{ days: ["MON", "TUE", "WED", "THU", "FRI", "SUN"], from: time(hour), to: time(hour + length), timezone: zone }],
      blackouts: [{ from: "2026-10-27", to: "2026-10-28", timezone: zone }],
      ...(maxPerDay === undefined ? {} : { maxPerDay }),
      defaults: { meanWorkdaysBetween: mean, minWorkdaysBetween: gap, ...rate },
      apps: Object.fromEntries(names.map((name) => [name, { enabled: true, exceptions: [{ stack: "tmp*" }] }])),
      members: names.flatMap((name) => [
        member(name),
        member(name, { region: "us-east-1" }),
        member(name, { cluster: `${name}-b` }),
        member(name, { stack: "tmp-1" }),
      ]),
    });
  });

describe("whatever the settings, over three weeks with a change of clocks", () => {
  const planned = fc.tuple(anySettings, fc.string(), fc.constantFrom("2026-10-19", "2027-03-15")).map(([settings, seed, first]) => ({
    settings,
    seed,
    first,
    plans: planDays(settings, first, 21, seed),
  }));

  test("runs start within windows and outside of blackouts, on their own day, at a whole minute", () => {
    fc.assert(
      fc.property(planned, ({ settings, plans }) => {
        for (const { at, date } of runsOf(plans)) {
          expect(isOpen(settings, Date.parse(at))).toBe(true);
          const local = new Intl.DateTimeFormat("sv-SE", { timeZone: settings.timezone ?? "UTC", dateStyle: "short" });
          expect(local.format(Date.parse(at))).toBe(date);
          expect(Date.parse(at) % 60_000).toBe(0);
        }
      }),
      { numRuns: 12 },
    );
  });

  test("groups keep their gap, run once a day at most, and days keep their limit", () => {
    fc.assert(
      fc.property(planned, ({ settings, plans }) => {
        const open = plans.filter(({ explain }) => explain.every(({ outcome }) => outcome !== "closed")).map(({ date }) => date);
        const gap = settings.defaults?.minWorkdaysBetween ?? 1;
        for (const { runs } of plans) expect(runs.length).toBeLessThanOrEqual(settings.maxPerDay ?? Number.POSITIVE_INFINITY);
        const found = runsOf(plans);
        for (const group of new Set(found.map((run) => run.group))) {
          const days = found.filter((run) => run.group === group).map(({ date }) => open.indexOf(date));
          for (const [index, day] of days.slice(1).entries()) expect(day - (days[index] ?? 0)).toBeGreaterThanOrEqual(gap);
        }
      }),
      { numRuns: 12 },
    );
  });

  test("the order in which apps and members are written changes nothing, and again gives the same", () => {
    fc.assert(
      fc.property(planned, ({ settings, seed, first, plans }) => {
        const turned: ChaosSettings = {
          ...settings,
          apps: Object.fromEntries(Object.entries(settings.apps).reverse()),
          members: [...settings.members].reverse(),
        };
        expect(planDays(turned, first, 21, seed)).toEqual(plans);
      }),
      { numRuns: 6 },
    );
  });

  test("members that exceptions name are never hit", () => {
    fc.assert(
      fc.property(planned, ({ plans }) => expect(runsOf(plans).filter((run) => run.member.stack === "tmp-1")).toEqual([])),
      { numRuns: 6 },
    );
  });

  test("a group that was drawn and found no room runs before any that was drawn later", () => {
    fc.assert(
      fc.property(planned, ({ plans }) => {
        for (const [index, { state, runs }] of plans.entries()) {
          const before = plans[index - 1]?.state.waiting ?? {};
          const left = Object.entries(state.waiting).filter(
            ([group]) => group in before && plans[index]?.explain.find((one) => one.group === group)?.outcome === "no-room",
          );
          for (const [, since] of left) for (const run of runs) expect((before[run.group] ?? plans[index]?.date ?? "") <= since).toBe(true);
        }
      }),
      { numRuns: 12 },
    );
  });
});

test("nobody starves when the days have too little room: forty groups that want every day share two places evenly", () => {
  const names = Array.from({ length: 40 }, (_, index) => `app${index}`);
  const settings = settingsOf({
    maxPerDay: 2,
    defaults: { meanWorkdaysBetween: 1 },
    apps: Object.fromEntries(names.map((name) => [name, { enabled: true }])),
    members: names.map((name) => member(name)),
  });
  const counts = new Map<string, number>(names.map((name) => [name, 0]));
  for (const { member: hit } of runsOf(planDays(settings, MONDAY, 28 * 5))) counts.set(hit.app, (counts.get(hit.app) ?? 0) + 1);
  expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
});

test("the members of a group take turns", () => {
  const clusters = ["a", "b", "c"].map((cluster) => member("shop", { cluster }));
  const settings = settingsOf({ apps: { shop: { enabled: true, grouping: "app", meanWorkdaysBetween: 1 } }, members: clusters });
  const hit = runsOf(planDays(settings, MONDAY, 14)).map((run) => run.member.cluster ?? "");
  expect(hit.length).toBe(10);
  expect(new Set(hit.slice(0, 3)).size).toBe(3);
  expect(hit.slice(3, 6)).toEqual(hit.slice(0, 3));
});

describe("on one day", () => {
  const always = { enabled: true, meanWorkdaysBetween: 1 };
  const outcome = (settings: ChaosSettings, date = MONDAY, options = {}) =>
    planDay(settings, date, "s", options).explain.map((one) => one.outcome);

  test("only what opted in takes part; with opt-out, all that did not opt out", () => {
    const change = {
      defaults: { meanWorkdaysBetween: 1 },
      members: [member("a"), member("b"), member("c")],
      apps: { a: { enabled: true }, b: {}, c: { enabled: false } },
    };
    expect(outcome(settingsOf(change))).toEqual(["drawn", "not-enabled", "not-enabled"]);
    expect(outcome(settingsOf({ ...change, participation: "opt-out" }))).toEqual(["drawn", "drawn", "not-enabled"]);
    expect(outcome(settingsOf({ ...change, participation: "opt-out", apps: {} }))).toEqual(["drawn", "drawn", "drawn"]);
  });

  test("settings that do not say leashed: false are on a leash, and so are their runs", () => {
    const { leashed: _, ...unsaid } = settingsOf({ apps: { shop: always } });
    const plan = planDay(unsaid, MONDAY, "s");
    expect([plan.leashed, ...plan.runs.map((run) => run.leashed)]).toEqual([true, true]);
    expect(planDay(settingsOf({ apps: { shop: always } }), MONDAY, "s").runs.map((run) => run.leashed)).toEqual([false]);
  });

  test("nothing is planned on weekends and blackout days", () => {
    expect(outcome(settingsOf({ apps: { shop: always } }), "2026-11-28")).toEqual(["closed"]);
    expect(outcome(settingsOf({ apps: { shop: always }, blackouts: [{ from: MONDAY, timezone: "Europe/Berlin" }] }))).toEqual(["closed"]);
  });

  test("a minute that is over is not planned: the group waits for the next workday", () => {
    const settings = settingsOf({ apps: { shop: always } });
    const [run] = planDay(settings, MONDAY, "s").runs;
    const now = Date.parse(run?.at ?? "");
    expect(planDay(settings, MONDAY, "s", { now: now - 1 }).runs).toEqual([run]);
    const late = planDay(settings, MONDAY, "s", { now });
    expect([late.runs, late.explain[0]?.outcome, late.state.waiting]).toEqual([[], "too-late", { [run?.group ?? ""]: MONDAY }]);
    expect(planDay(settings, "2026-11-24", "s", { state: late.state }).explain[0]).toMatchObject({
      outcome: "drawn",
      why: "drawn on 2026-11-23, waiting since",
    });
  });

  test("every decision says why", () => {
    const rare = settingsOf({ apps: { shop: { enabled: true, meanWorkdaysBetween: 1_000 } } });
    const [decision] = planDay(rare, MONDAY, "s").explain;
    expect(decision).toMatchObject({ outcome: "not-drawn", chance: 0.001 });
    expect(decision?.why).toMatch(/^drew 0\.\d{4} of 0\.0010: not below$/);
    const gap = settingsOf({ apps: { shop: { enabled: true, minWorkdaysBetween: 3, meanWorkdaysBetween: 3 } } });
    const state = planDay(gap, "2026-11-20", "s").state;
    expect(
      planDay(gap, MONDAY, "s", { state: { ...state, lastRun: { "shop/123456789012/prod/shop-prod/eu-central-1": "2026-11-20" } } })
        .explain[0]?.why,
    ).toBe("its last run was on 2026-11-20: 1 of at least 3 workdays ago");
  });

  test("exceptions with wildcards match by all that they say", () => {
    const with_ = (exception: object) => outcome(settingsOf({ apps: { shop: { ...always, exceptions: [exception] } } }))[0];
    expect(with_({ region: "eu-*" })).toBe("excepted");
    expect(with_({ region: "eu-*", stack: "staging" })).toBe("drawn");
    expect(with_({ account: "*", region: "*", stack: "prod", detail: "" })).toBe("excepted");
    expect(with_({ region: "eu.central-1" })).toBe("drawn");
    expect(with_({ detail: "canary" })).toBe("drawn");
  });
});

describe("a week", () => {
  test("has its ISO number, also around New Year", () => {
    expect(weekOf(Date.UTC(2026, 10, 23))).toBe("2026-W48");
    expect(weekOf(Date.UTC(2027, 0, 1))).toBe("2026-W53");
    expect(datesOfWeek("2026-W53")?.[0]).toBe("2026-12-28");
    expect(datesOfWeek("2027-W53")).toBeUndefined();
    expect(datesOfWeek("2026-W00")).toBeUndefined();
  });

  test("is its days, one after the other", () => {
    const settings = settingsOf();
    expect(planWeek(settings, "2026-W48", { seed: "s" }).days).toEqual(planDays(settings, MONDAY, 7));
  });

  test("every date lies in the week that its number names", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), (day) => {
        const date = new Date(day * DAY).toISOString().slice(0, 10);
        expect(datesOfWeek(weekOf(day * DAY))).toContain(date);
      }),
    );
  });
});
