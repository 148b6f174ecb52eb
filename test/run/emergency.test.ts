import type { JournalStore, RunEvent } from "../../src/journal";
import { type Stage, stage } from "./stage";
import { SECONDS } from "./world";

/** A store that fails for good from the first event on for which `when` holds. */
function failing(s: Stage, when: (event: RunEvent) => boolean): JournalStore {
  let isBroken = false;
  const check = async () => {
    if (isBroken) throw Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
  };
  return {
    ...s.store,
    append: async (runId, seq, at, event) => {
      isBroken ||= when(event);
      await check();
      return s.store.append(runId, seq, at, event);
    },
    read: async (...args) => {
      await check();
      return s.store.read(...args);
    },
  };
}

const statuses = (s: Stage) => s.world.experiments.map((experiment) => s.world.status(experiment));

test("a disk that is full during the fault stops the experiment, though nothing can be written any more", async () => {
  const s = stage();
  const store = failing(s, (event) => event.type === "experiment-observed");
  await expect(s.run({ store })).rejects.toMatchObject({
    code: "run-broken",
    details: { exitCode: 6, facts: { experimentId: "EXP1", isOver: true } },
  });
  expect(statuses(s)).toEqual(["stopped"]);
});

test("a disk that is full when the answer to the start is to be written stops that experiment", async () => {
  const s = stage();
  const store = failing(s, (event) => event.type === "start-accepted");
  await expect(s.run({ store })).rejects.toMatchObject({ code: "run-broken", details: { facts: { experimentId: "EXP1", isOver: true } } });
  expect(statuses(s)).toEqual(["stopped"]);
});

test("a disk that is full while a slow start is under way waits for its answer and stops what it began", async () => {
  const s = stage();
  let isAsked = false;
  s.world.disturb = async (call) => {
    if (call !== "start") return;
    isAsked = true;
    await s.time.sleep(8 * SECONDS);
  };
  const store = failing(s, () => isAsked);
  await expect(s.run({ store })).rejects.toMatchObject({ code: "run-broken", details: { facts: { experimentId: "EXP1", isOver: true } } });
  expect(statuses(s)).toEqual(["stopped"]);
});

test("a disk that is full when the start is to be written starts nothing", async () => {
  const s = stage();
  const store = failing(s, (event) => event.type === "start-requested");
  await expect(s.run({ store })).rejects.toMatchObject({ code: "run-broken" });
  expect(s.world.experiments).toEqual([]);
});

test("a disk that is full when the stop is to be written stops all the same", async () => {
  const s = stage({ maxDurationMs: 30_000 });
  const store = failing(s, (event) => event.type === "stop-requested");
  await expect(s.run({ store })).rejects.toMatchObject({ code: "run-broken", details: { facts: { isOver: true } } });
  expect(statuses(s)).toEqual(["stopped"]);
});

test("when the emergency stop is refused, the lever is engaged", async () => {
  const s = stage();
  s.world.disturb = (call) => {
    if (call === "stop") throw new Error("throttled");
  };
  const store = failing(s, (event) => event.type === "targets-resolved");
  await expect(s.run({ store })).rejects.toMatchObject({ details: { facts: { isOver: true } } });
  expect(s.world.lever).toBe("engaged");
  expect(statuses(s)).toEqual(["stopped"]);
});

test("when nothing stops it, the error says what still runs and how to stop it, and the beats have ceased", async () => {
  const s = stage();
  s.world.lasts = 3_600 * SECONDS;
  s.world.disturb = (call) => {
    if (call === "stop" || call === "engageSafetyLever") throw new Error("denied");
  };
  const store = failing(s, (event) => event.type === "targets-resolved");
  const broken = await s.run({ store }).catch((thrown: unknown) => thrown);
  expect(broken).toMatchObject({
    code: "run-broken",
    details: { facts: { isOver: false }, remedy: expect.stringContaining("aws fis stop-experiment --id EXP1 --region us-east-1") },
  });
  const lastBeat = s.world.calls.findLast((call) => call.call === "beat")?.at ?? 0;
  expect(s.time.now() - lastBeat).toBeGreaterThan(100 * SECONDS);
});

test("a broken run can be resumed and judged when the disk has room again", async () => {
  const s = stage();
  const store = failing(s, (event) => event.type === "experiment-observed");
  await s.run({ store }).catch(() => undefined);
  const result = await s.resume();
  expect(result.verdict).toBe("aborted");
  expect(s.world.experiments).toHaveLength(1);
});

test("a listener that throws disturbs nothing", async () => {
  const s = stage();
  const onEntry = () => {
    throw new Error("a screen that is gone");
  };
  expect((await s.run({ onEntry })).verdict).toBe("passed");
});
