import { flawIn, GENESIS, type JournalStore, type RunEvent } from "../../src/journal";
import { manifestOf } from "../run/manifest";

/** A store under test; `other` is a second writer on the same journals, `tick` moves the time of leases on. */
export interface StoreUnderTest {
  readonly store: JournalStore;
  readonly other: JournalStore;
  readonly tick: (ms: number) => void;
}

const created = (name = "stop-one"): RunEvent => ({
  type: "run-created",
  manifest: manifestOf({ name }),
  attempt: 1,
  clientToken: "token",
  by: "alice@test",
  host: "test",
  speed: 1,
  platform: "sandbox",
  version: "test",
});
const entered = (phase: "preflight" | "baseline"): RunEvent => ({ type: "phase-entered", phase });

/** What every journal store must do. */
export function journalStoreContract(open: () => Promise<StoreUnderTest>): void {
  let on: StoreUnderTest;
  beforeEach(async () => {
    on = await open();
  });
  afterEach(async () => {
    await on.store.close();
    await on.other.close();
  });

  test("an unknown run has no entries", async () => {
    expect(await on.store.read("nobody")).toEqual([]);
  });

  test("entries come back in order, numbered from 1, chained, and exactly as they were given", async () => {
    const first = await on.store.append("r", 1, 1_000, created());
    const second = await on.store.append("r", 2, 2_000, entered("preflight"));
    expect([first.seq, second.seq]).toEqual([1, 2]);
    const read = await on.store.read("r");
    expect(read).toEqual([first, second]);
    expect(read[0]?.event).toEqual(created());
    expect(flawIn(read)).toBeUndefined();
    expect(first.hash).not.toBe(GENESIS);
  });

  test("what another process appended is read, and only what is new when asked so", async () => {
    await on.store.append("r", 1, 1_000, created());
    await on.other.append("r", 2, 2_000, entered("preflight"));
    expect((await on.store.read("r", 1)).map((entry) => entry.seq)).toEqual([2]);
    expect(await on.store.read("r", 2)).toEqual([]);
  });

  test("an append behind another writer's is a conflict, and writes nothing", async () => {
    await on.store.append("r", 1, 1_000, created());
    await on.other.append("r", 2, 2_000, entered("preflight"));
    await expect(on.store.append("r", 2, 2_000, entered("baseline"))).rejects.toMatchObject({ code: "journal-conflict" });
    await expect(on.store.append("r", 4, 2_000, entered("baseline"))).rejects.toMatchObject({ code: "journal-conflict" });
    expect(await on.store.read("r")).toHaveLength(2);
  });

  test("of many writers at once exactly one gets each number", async () => {
    await on.store.append("r", 1, 1_000, created());
    const tries = Array.from({ length: 20 }, (_, index) => (index % 2 ? on.store : on.other).append("r", 2, 2_000, entered("preflight")));
    const done = await Promise.allSettled(tries);
    expect(done.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(flawIn(await on.store.read("r"))).toBeUndefined();
  });

  test("time never runs backwards in a journal", async () => {
    await on.store.append("r", 1, 5_000, created());
    expect((await on.store.append("r", 2, 4_000, entered("preflight"))).at).toBe(5_000);
  });

  test("a change of the given event afterwards does not reach the journal", async () => {
    const event = { type: "sampled" as const, series: { traffic: [{ at: 1, value: 1 }] } };
    await on.store.append("r", 1, 1_000, created());
    await on.store.append("r", 2, 2_000, event);
    event.series.traffic.push({ at: 2, value: 2 });
    expect((await on.store.read("r"))[1]?.event).toEqual({ type: "sampled", series: { traffic: [{ at: 1, value: 1 }] } });
  });

  test("the history has a line for each run, newest first, kept up to date", async () => {
    await on.store.append("old", 1, 1_000, created());
    await on.store.append("new", 1, 2_000, created("other"));
    await on.store.append("old", 2, 3_000, { type: "start-accepted", fisExperimentId: "EXP1", fisExperimentArn: "arn" });
    await on.store.append("old", 3, 4_000, { type: "judged", verdict: { kind: "passed", reasons: [] } });
    await on.store.append("old", 4, 5_000, { type: "run-ended" });
    const old = { runId: "old", experiment: "stop-one", startedAt: 1_000, endedAt: 5_000, verdict: "passed", fisExperimentId: "EXP1" };
    const fresh = { runId: "new", experiment: "other", startedAt: 2_000, endedAt: null, verdict: null, fisExperimentId: null };
    expect(await on.other.list()).toEqual([fresh, old]);
    expect(await on.store.list({ experiment: "stop-one" })).toEqual([old]);
    expect(await on.store.list({ limit: 1 })).toEqual([fresh]);
  });

  test("a lease is held by one, extended by the same, and free again when it has ended or was released", async () => {
    expect(await on.store.lease("r", "a", 1_000)).toBeDefined();
    expect(await on.other.lease("r", "b", 1_000)).toBeUndefined();
    expect((await on.other.leaseOf("r"))?.holder).toBe("a");
    expect(await on.store.lease("r", "a", 1_000)).toBeDefined();
    on.tick(1_001);
    expect(await on.store.leaseOf("r")).toBeUndefined();
    expect(await on.other.lease("r", "b", 1_000)).toBeDefined();
    await on.store.release("r", "a");
    expect(await on.store.lease("r", "a", 1_000)).toBeUndefined();
    await on.other.release("r", "b");
    expect(await on.store.lease("r", "a", 1_000)).toBeDefined();
  });
}
