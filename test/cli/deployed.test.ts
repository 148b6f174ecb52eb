import type { Context } from "../../src/cli/context";
import { liveView } from "../../src/cli/live";
import { output } from "../../src/cli/output";
import { type Asked, begun } from "../../src/cli/rehearse/deployed/begun";
import type { News } from "../../src/cli/rehearse/deployed/news";
import { keepJournal } from "../../src/cli/rehearse/deployed/run";
import type { Started } from "../../src/cli/rehearse/deployed/start";
import { watched } from "../../src/cli/rehearse/deployed/watched";
import type { DeployedWay } from "../../src/cli/rehearse/deployed/way";
import { unasked } from "../../src/cli/rehearse/here";
import { settingsOf } from "../../src/cli/rehearse/program";
import type { ExecutionView } from "../../src/cli/remote/execution";
import { type Entry, memoryStore } from "../../src/journal";
import type { Evaluation } from "../../src/rehearsal";
import { tiny } from "../journeys/tiny";
import { RUN, stage } from "../run/stage";
import { SECONDS } from "../run/world";
import { json } from "./faultline";

const LONG = 600_000;
const STARTED: Started = { said: "", isIt: () => true, schedule: "stop-one", withinRealMs: LONG };

/** A journal as a whole run leaves it. */
async function journal(): Promise<readonly Entry[]> {
  const s = stage({ baselineMs: 30_000, recoveryMs: 60_000 });
  s.world.lasts = 40 * SECONDS;
  await s.run();
  return s.entries();
}

/** A deployed Orchestrator of which everything is said by the test, seen by a rehearsal. */
async function scene({ entries = [], news = [] }: { readonly entries?: readonly Entry[]; readonly news?: readonly News[] } = {}) {
  const store = memoryStore(() => 0);
  const write = async (more: readonly Entry[]) => {
    for (const { seq, at, event } of more) await store.append(RUN, seq, at, event);
  };
  await write(entries);
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) > 0 };
  const out = output({ json: false, stdout: stream, stderr: stream, colour: false, ci: true });
  const away = new AbortController();
  const gone = new AbortController();
  const did: string[] = [];
  const seen = {
    store,
    news: {
      heard: [...news],
      look: async () => undefined,
      endOf: (runId: string) => news.find(({ kind, runId: of }) => kind === "run-ended" && of === runId),
    },
    executionOf: async (): Promise<ExecutionView | undefined> => ({ status: "RUNNING", result: undefined, error: undefined }),
    approve: async (runId: string) => {
      did.push(`approve ${runId}`);
      await write((await journal()).slice(0, 1));
      return "approved";
    },
    callOff: async (schedule: string | undefined) => {
      did.push(`call off ${schedule}`);
      return true;
    },
  };
  const context: Context = {
    out,
    env: {},
    cwd: "/",
    debug: false,
    by: "alice@test",
    host: "test/1",
    onInterrupt: () => () => undefined,
  };
  const clock = { now: () => 9_000_000_000_000, sleep: async () => undefined, speed: 60 };
  const way: DeployedWay<Asked> = { context, seen, clock, away: away.signal, gone: gone.signal };
  return { way, seen, away, gone, said, did, write, view: liveView(out, () => 0) };
}

const told = (kind: string, more: Partial<News> = {}): News => ({ kind, runId: RUN, experiment: "stop-one", ...more });

describe("watching a run that the function conducts", () => {
  test("ends with the end in the journal", async () => {
    const whole = await journal();
    const { way, view } = await scene({ entries: whole });
    const { entries, missingEnd } = await watched(way, view, RUN, LONG);
    expect({ entries: entries.length, missingEnd }).toEqual({ entries: whole.length, missingEnd: undefined });
  });

  test("ends when the function says on the topic that it gave up, with its reason", async () => {
    const entries = (await journal()).slice(0, 5);
    const reasons = [{ code: "run-broken", message: "the run cannot go on: no table", supports: "errored" }];
    const { way, view } = await scene({ entries, news: [told("run-ended", { verdict: "errored", reasons })] });
    expect(await watched(way, view, RUN, LONG)).toMatchObject({
      entries: { length: 5 },
      missingEnd: "the run cannot go on: no table",
    });
  });

  test("ends when its durable execution is over without a message, with the execution's error", async () => {
    const { way, view, seen } = await scene({ entries: (await journal()).slice(0, 5) });
    seen.executionOf = async () => ({ status: "FAILED", result: undefined, error: "Run run-1: it broke" });
    expect((await watched(way, view, RUN, LONG)).missingEnd).toBe("Run run-1: it broke");
    seen.executionOf = async () => ({ status: "TIMED_OUT", result: undefined, error: undefined });
    expect((await watched(way, view, RUN, LONG)).missingEnd).toContain("TIMED_OUT");
  });

  test("takes the journal's end where that came while Lambda was asked", async () => {
    const whole = await journal();
    const { way, view, seen, write } = await scene({ entries: whole.slice(0, 5) });
    seen.executionOf = async () => {
      await write(whole.slice(5));
      return { status: "SUCCEEDED", result: undefined, error: undefined };
    };
    expect(await watched(way, view, RUN, LONG)).toMatchObject({ entries: { length: whole.length }, missingEnd: undefined });
  });

  test("ends in bounded time, whatever nobody says", async () => {
    const { way, view } = await scene({ entries: (await journal()).slice(0, 5) });
    expect((await watched(way, view, RUN, 600)).missingEnd).toContain("no end within 1 seconds");
  });

  test("ends when the sandbox is gone", async () => {
    const { way, view, gone } = await scene({ entries: (await journal()).slice(0, 5) });
    gone.abort("the sandbox is gone");
    expect((await watched(way, view, RUN, LONG)).missingEnd).toBe("the sandbox is gone");
  });

  test("keeps what was read when the sandbox goes away under a call; any other failure is thrown", async () => {
    const { way, view, seen, gone } = await scene({ entries: (await journal()).slice(0, 5) });
    const failing = (also: () => void) => ({
      ...seen.store,
      read: async (runId: string, after?: number) => {
        if (after === undefined || after === 0) return seen.store.read(runId, after);
        also();
        throw new Error("connection refused");
      },
    });
    const lost = (also: () => void) => watched({ ...way, seen: { ...seen, store: failing(also) } }, view, RUN, LONG);
    await expect(lost(() => undefined)).rejects.toThrow("connection refused");
    expect(await lost(() => gone.abort("the sandbox is gone"))).toMatchObject({
      entries: { length: 5 },
      missingEnd: "the sandbox is gone",
    });
  });

  test("asks the run to stop when the rehearsal is to end, also when that was so before it began", async () => {
    const { way, view, seen, away, said } = await scene({ entries: (await journal()).slice(0, 5) });
    away.abort("Ctrl-C");
    await watched(way, view, RUN, 600);
    expect(said.join("")).toContain(`Stopping run ${RUN}`);
    const last = (await seen.store.read(RUN)).at(-1)?.event;
    expect(last).toMatchObject({ type: "stop-requested", cause: { kind: "person", by: "alice@test", reason: "Ctrl-C" } });
  });
});

describe("waiting for a run to begin", () => {
  test("gives the run that was not there before", async () => {
    const { way } = await scene({ entries: (await journal()).slice(0, 1) });
    expect(await begun(way, "stop-one", STARTED)).toBe(RUN);
    await expect(begun(way, "stop-one", { ...STARTED, isIt: () => false, withinRealMs: 100 })).rejects.toThrow("no run of stop-one began");
  });

  test("approves a run that asks, once, and says so", async () => {
    const { way, said, did } = await scene({ news: [told("approval-requested")] });
    expect(await begun(way, "stop-one", STARTED)).toBe(RUN);
    expect({ did, said: said.join("") }).toEqual({ did: [`approve ${RUN}`], said: "  approved\n" });
  });

  test("throws what the function says to a run that it refuses", async () => {
    const reasons = [{ code: "manifest-version", message: "it is of version 2", supports: "blocked" }];
    const { way } = await scene({ news: [told("run-ended", { verdict: "blocked", reasons })] });
    await expect(begun(way, "stop-one", STARTED)).rejects.toThrow("refused to run stop-one: it is of version 2");
  });

  test("Ctrl-C: nothing begins any more, and nothing is approved", async () => {
    const plain = await scene();
    plain.away.abort("Ctrl-C");
    expect(await begun(plain.way, "stop-one", STARTED)).toBeUndefined();
    expect(plain.did).toEqual(["call off stop-one"]);
    const asking = await scene({ news: [told("approval-requested")] });
    asking.away.abort("Ctrl-C");
    expect(await begun(asking.way, "stop-one", STARTED)).toBeUndefined();
    expect(asking.did).toEqual([]);
  });

  test("Ctrl-C: a run that is under way already is waited for, to be stopped", async () => {
    const { way, seen, away, write } = await scene();
    away.abort("Ctrl-C");
    seen.callOff = async () => {
      await write((await journal()).slice(0, 1));
      return false;
    };
    expect(await begun(way, "stop-one", STARTED)).toBe(RUN);
  });
});

test("a journal of the cloud is kept in the folder hash by hash; what is there of the same id stays", async () => {
  const whole = await journal();
  const store = memoryStore(() => 0);
  await keepJournal(store, RUN, whole);
  const kept = await store.read(RUN);
  expect(kept.map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
  await keepJournal(store, RUN, whole.slice(0, 3));
  expect(await store.read(RUN)).toEqual(kept);
});

test("conducted here instead, what an Orchestrator would ask before a run is told: whose approval, which windows", async () => {
  const cwd = tiny({ orchestrated: true, approvers: ["anna", "bob"] });
  const { told: listed } = await json<Pick<Evaluation, "registrations">>(["rehearse", "--list"], { cwd });
  const settings = settingsOf(listed, "instance-loss");
  expect(settings?.approval?.by).toEqual(["anna", "bob"]);
  if (!settings) throw new Error("no settings");
  const windows = [{ from: "10:00", to: "15:00", timezone: "UTC" }];
  expect(unasked({ ...settings, windows })).toEqual([
    "a run in AWS waits for approval by anna or bob: this process runs it, and does not ask; --as-deployed does",
    "a run in AWS starts only within its windows: this process runs it, and does not ask; --as-deployed does",
  ]);
  expect(unasked({ version: 1, experiment: "other", windows: [] })).toEqual([]);
  expect(settingsOf(listed, "other")).toBeUndefined();
}, 180_000);
