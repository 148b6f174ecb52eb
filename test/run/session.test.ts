import { memoryStore, type RunEvent } from "../../src/journal";
import { Session } from "../../src/run/session";
import { manifestOf } from "./manifest";

const created: RunEvent = {
  type: "run-created",
  manifest: manifestOf(),
  attempt: 1,
  clientToken: "token",
  by: "alice",
  host: "h",
  speed: 1,
  platform: "sandbox",
  version: "test",
};
const beat = (attempt: number): RunEvent => ({ type: "call-failed", call: "x", message: "", attempt });
const stop: RunEvent = { type: "stop-requested", cause: { kind: "person", by: "bob", reason: "enough" } };

async function open() {
  const store = memoryStore(() => 0);
  const first = await store.append("r", 1, 1_000, created);
  const told: [number, boolean][] = [];
  let now = 2_000;
  const session = new Session(
    "r",
    store,
    () => now++,
    [first],
    (entry, isForeign) => told.push([entry.seq, isForeign]),
  );
  return { store, session, told };
}

test("events get their numbers in the order in which they were given, however many at once", async () => {
  const { session } = await open();
  const entries = await Promise.all([1, 2, 3, 4, 5].map((attempt) => session.record(beat(attempt))));
  expect(entries.map((entry) => entry?.seq)).toEqual([2, 3, 4, 5, 6]);
  expect(session.entries.slice(1).map(({ event }) => (event.type === "call-failed" ? event.attempt : 0))).toEqual([1, 2, 3, 4, 5]);
});

test("when another process was first, its entries are taken in and told as foreign, and ours comes after them", async () => {
  const { store, session, told } = await open();
  await store.append("r", 2, 1_500, stop);
  const entry = await session.record(beat(1));
  expect(entry?.seq).toBe(3);
  expect(session.state.stop?.cause).toEqual({ kind: "person", by: "bob", reason: "enough" });
  expect(told).toEqual([
    [2, true],
    [3, false],
  ]);
});

test("an event that was overtaken is dropped: it is asked again after what another process wrote", async () => {
  const { store, session } = await open();
  await store.append("r", 2, 1_500, stop);
  expect(await session.record(stop, (state) => state.stop === null)).toBeUndefined();
  expect(await store.read("r")).toHaveLength(2);
});

test("an event that is no longer wanted is not written", async () => {
  const { store, session } = await open();
  const [first, second] = await Promise.all([
    session.record(stop, (state) => state.stop === null),
    session.record(stop, (state) => state.stop === null),
  ]);
  expect([first?.seq, second]).toEqual([2, undefined]);
  expect(await store.read("r")).toHaveLength(2);
});

test("a failed append is told to the one who asked, and the next one goes on", async () => {
  const { store, session } = await open();
  const append = store.append;
  store.append = async () => Promise.reject(new Error("disk full"));
  await expect(session.record(beat(1))).rejects.toThrow("disk full");
  store.append = append;
  expect((await session.record(beat(2)))?.seq).toBe(2);
});
