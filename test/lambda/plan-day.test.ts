import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import { BUCKET } from "../../src/journal";
import { planDay } from "../../src/schedule";
import { chaotic, PLAN_DAY, planIn, settingsOf, TODAY, write } from "./chaos-stage";

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

test("a day is planned: the plan and what it leaves are in the bucket, each run has a schedule that fires once, the message says why", async () => {
  const d = chaotic();
  const execution = await d.finish(PLAN_DAY);
  const { runs } = planIn(d);
  expect(runs).toHaveLength(1);
  const [run] = runs;
  expect(Date.parse(run?.at ?? "")).toBeGreaterThan(d.time.now());
  const name = `chaos-${run?.id}`;
  expect([...d.schedules.values()]).toEqual([
    {
      name,
      groupName: "chaos",
      expression: `at(${run?.at.slice(0, 19)})`,
      timezone: "UTC",
      actionAfterCompletion: "DELETE",
      input: expect.objectContaining({ kind: "run", experiment: "stop-one", runId: run?.id, drawn: { group: run?.group, date: TODAY } }),
    },
  ]);
  expect(execution.getResult()).toMatchObject({ kind: "day-planned", date: TODAY, leashed: false, schedules: [name], left: [] });
  expect(JSON.parse(d.files.get(BUCKET.planState) ?? "")).toMatchObject({ date: TODAY, state: { lastRun: { [run?.group ?? ""]: TODAY } } });
  expect(d.messages).toMatchObject([
    {
      subject: `Faultline plan of ${TODAY}: 1 of 1 drawn will run`,
      body: {
        plan: `s3://bucket/plans/${TODAY}.json`,
        explain: [{ group: run?.group, outcome: "drawn", why: expect.stringContaining("drew") }],
      },
    },
  ]);
});

test("anybody can draw the same plan again from settings, date and seed", async () => {
  const d = chaotic({ seed: "shop-2026" });
  await d.finish(PLAN_DAY);
  expect(planIn(d)).toEqual(planDay(settingsOf({ seed: "shop-2026" }), TODAY, "shop-2026", { now: Date.parse("2026-01-05T12:01:03Z") }));
});

test("a second delivery finds the plan of the first, whatever has changed since, and makes no second run", async () => {
  const d = chaotic();
  await d.finish(PLAN_DAY);
  const before = { plan: planIn(d), schedules: [...d.schedules], state: d.files.get(BUCKET.planState) };
  write(d, { seed: "another" });
  const again = await d.finish(PLAN_DAY, d.again());
  expect(again.getResult()).toMatchObject({ schedules: [...d.schedules.keys()] });
  expect({ plan: planIn(d), schedules: [...d.schedules], state: d.files.get(BUCKET.planState) }).toEqual(before);
});

test("of two that plan at the same time both take the plan of the first", async () => {
  const d = chaotic();
  const other = planDay(settingsOf(), TODAY, "the other's seed", { now: d.time.now() });
  const { writeNew } = d.bag;
  d.bag = {
    ...d.bag,
    writeNew: async (key, text, type) => {
      d.files.set(key, JSON.stringify(other));
      return writeNew(key, text, type);
    },
  };
  await d.finish(PLAN_DAY);
  expect([...d.schedules.values()].map(({ input }) => input.runId)).toEqual(other.runs.map(({ id }) => id));
});

test("the next day is given what this one left: a group within its gap is not drawn", async () => {
  const d = chaotic({ defaults: { meanWorkdaysBetween: 3, minWorkdaysBetween: 3 } });
  await d.finish(PLAN_DAY);
  await d.finish({ ...PLAN_DAY, scheduledAt: "2026-01-06T11:00:00Z" }, d.again());
  expect(planIn(d, "2026-01-06").explain).toMatchObject([{ outcome: "gap" }]);
  // One that comes out of its order would forget it.
  const stale = await d.finish({ ...PLAN_DAY, scheduledAt: "2026-01-04T11:00:00Z" }, d.again());
  expect(stale.getResult()).toMatchObject({ date: "2026-01-04", schedules: [], left: [{ code: "stale" }] });
  expect(JSON.parse(d.files.get(BUCKET.planState) ?? "")).toMatchObject({ date: "2026-01-06" });
});

test.each([
  ["from the beginning", { leashed: true }],
  ["because nothing was said", { leashed: undefined }],
])("a plan on its leash, %s, is written and told, and nothing is made", async (_, change) => {
  const d = chaotic();
  const { leashed: _leash, ...free } = settingsOf();
  d.files.set(
    BUCKET.chaos,
    (d.files.get(BUCKET.chaos) ?? "").replace(
      JSON.stringify(settingsOf()),
      JSON.stringify(change.leashed ? { ...free, leashed: true } : free),
    ),
  );
  const execution = await d.finish(PLAN_DAY);
  expect(planIn(d).runs).toHaveLength(1);
  expect(d.schedules.size).toBe(0);
  expect(execution.getResult()).toMatchObject({ leashed: true, schedules: [], left: [{ code: "leashed" }] });
  expect(d.messages[0]?.subject).toBe(`Faultline plan of ${TODAY}: 1 drawn, on a leash`);
});

test("a leash that comes after the plan holds for a delivery that comes after it", async () => {
  const d = chaotic();
  await d.finish(PLAN_DAY);
  d.schedules.clear();
  write(d, { leashed: true });
  await d.finish(PLAN_DAY, d.again());
  expect(d.schedules.size).toBe(0);
});

test("nothing is made for a time that is over, also when making it took so long", async () => {
  const d = chaotic();
  let asked = 0;
  const { now } = d.bag;
  d.bag = { ...d.bag, now: async () => (asked++ === 0 ? now() : Date.parse("2026-01-05T13:30:00Z")) };
  const execution = await d.finish(PLAN_DAY);
  expect(planIn(d).runs).toHaveLength(1);
  expect(d.schedules.size).toBe(0);
  expect(execution.getResult()).toMatchObject({ schedules: [], left: [{ code: "too-late" }] });
});

test("a schedule that cannot be made is left out and told, and the execution fails for an alarm to see", async () => {
  const d = chaotic();
  d.bag = { ...d.bag, scheduleOnce: () => Promise.reject(new Error("ThrottlingException")) };
  const execution = await d.finish(PLAN_DAY);
  expect(execution.getStatus()).toBe("FAILED");
  expect(execution.getError().errorMessage).toContain("ThrottlingException");
  expect(d.messages.at(-1)?.body).toMatchObject({ left: [{ code: "not-made", message: expect.stringContaining("Throttling") }] });
});

test("the plan is on record before anything is made of it", async () => {
  const d = chaotic();
  const seen: boolean[] = [];
  d.bag = { ...d.bag, scheduleOnce: async () => void seen.push(d.files.has(BUCKET.plan(TODAY)) && d.files.has(BUCKET.planState)) };
  await d.finish(PLAN_DAY);
  expect(seen).toEqual([true]);
});

test.each([
  ["no settings", BUCKET.chaos, undefined, "no settings of randomised chaos"],
  ["settings of another version", BUCKET.chaos, '{"version":2,"deployment":{}}', "version 2"],
  ["settings that are damaged", BUCKET.chaos, "{", "not JSON"],
  ["settings with problems", BUCKET.chaos, '{"version":1,"deployment":{},"settings":{"version":1,"apps":{}}}', "windows"],
  ["a record of gaps that cannot be read", BUCKET.planState, "{", "is not what this version"],
])("with %s nothing is planned, and the failure says so", async (_, key, text, says) => {
  const d = chaotic();
  if (text === undefined) d.files.delete(key);
  else d.files.set(key, text);
  const execution = await d.finish(PLAN_DAY);
  expect(execution.getStatus()).toBe("FAILED");
  expect(execution.getError().errorMessage).toContain(says);
  expect(d.schedules.size).toBe(0);
});
