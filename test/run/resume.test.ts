import { flawIn, lastOf } from "../../src/journal";
import { conduct, type RunResult, resume } from "../../src/run";
import { type Death, Mortal } from "./mortal";
import { RUN, type Stage, stage, typesOf } from "./stage";
import { SECONDS } from "./world";

const short = { baselineMs: 30_000, recoveryMs: 60_000 };

function quick(): Stage {
  const s = stage(short);
  s.world.lasts = 40 * SECONDS;
  s.world.heals = 5 * SECONDS;
  return s;
}

/** A scenario that a guard stops. */
function bad(): Stage {
  const s = quick();
  s.world.value = (metric, at) => (metric === "Errors" && s.world.isBroken(at) ? 60 : s.world.usual(metric, at));
  return s;
}

/** Runs, kills the process at a point, resumes in another process; `undefined` when the run was over before the point. */
async function killed(s: Stage, death: Death, awayMs = 0): Promise<RunResult | undefined> {
  const mortal = new Mortal(death);
  const first = conduct({ ...s.options(), ports: mortal.ports(s.world.ports()), store: mortal.store(s.store) });
  const end = await s.time.until(Promise.race([first.then(() => "ended" as const), mortal.died.then(() => "died" as const)]));
  if (end === "ended") return undefined;
  await s.time.pass(awayMs);
  const host = { name: "other", holder: "other/2", isDead: (holder: string) => holder === "test/1" };
  const exists = (await s.store.read(RUN)).length > 0;
  return exists ? s.resume({ host }) : s.run({ host });
}

async function countOf(make: () => Stage): Promise<{ readonly appends: number; readonly calls: number; readonly verdict: string }> {
  const s = make();
  const mortal = new Mortal(undefined);
  const result = await s.time.until(conduct({ ...s.options(), ports: mortal.ports(s.world.ports()), store: mortal.store(s.store) }));
  return { appends: mortal.appends, calls: mortal.calls, verdict: result.verdict };
}

async function expectSame(make: () => Stage, death: Death, verdict: string): Promise<void> {
  const s = make();
  const result = await killed(s, death);
  if (!result) return;
  const tokens = new Set(s.world.calls.filter((call) => call.call === "start").map((call) => call.token));
  const journal = await s.store.read(RUN);
  expect({
    death,
    verdict: result.verdict,
    experiments: s.world.experiments.length,
    tokens: tokens.size,
    flaw: flawIn(journal),
    ends: typesOf(journal).filter((type) => type === "run-ended").length,
  }).toEqual({
    death,
    verdict,
    experiments: 1,
    tokens: 1,
    flaw: undefined,
    ends: 1,
  });
}

describe.each([
  ["that passes", quick, "passed"],
  ["that a guard stops", bad, "aborted"],
] as const)("a run %s, killed and resumed", (_, make, verdict) => {
  test("before and after every append: one experiment, one token, the same verdict", async () => {
    const { appends, verdict: undisturbed } = await countOf(make);
    expect(undisturbed).toBe(verdict);
    expect(appends).toBeGreaterThan(30);
    for (let nth = 1; nth <= appends; nth++) {
      await expectSame(make, { at: "append", nth, when: "before" }, verdict);
      await expectSame(make, { at: "append", nth, when: "after" }, verdict);
    }
  }, 120_000);

  test("before and after calls of the ports all along: one experiment, one token, the same verdict", async () => {
    const { calls } = await countOf(make);
    expect(calls).toBeGreaterThan(100);
    for (let nth = 1; nth <= calls; nth += 7) {
      await expectSame(make, { at: "call", nth, when: "before" }, verdict);
      await expectSame(make, { at: "call", nth, when: "after" }, verdict);
    }
  }, 120_000);
});

test("killed on both sides of the start itself, the one experiment is found again", async () => {
  const s = quick();
  const mortal = new Mortal(undefined);
  const ports = mortal.ports(s.world.ports());
  const first = conduct({
    ...s.options(),
    store: mortal.store(s.store),
    ports: {
      ...ports,
      injector: {
        ...ports.injector,
        start: async (request) => {
          const answer = await s.world.ports().injector.start(request);
          mortal.isDead = true;
          return answer.ok ? new Promise(() => undefined) : answer;
        },
      },
    },
  });
  await s.time.until(
    Promise.race([
      first,
      (async () => {
        while (!mortal.isDead) await s.time.sleep(100);
      })(),
    ]),
  );
  // A list that is a moment behind does not yet have the experiment: one empty look is not believed.
  const real = s.world.ports();
  let looks = 0;
  const findByTag: typeof real.injector.findByTag = async (...args) => (++looks < 3 ? undefined : real.injector.findByTag(...args));
  const behind = { ...real, injector: { ...real.injector, findByTag } };
  const result = await s.resume({ ports: behind, host: { name: "other", holder: "other/2", isDead: () => true } });
  expect(result.verdict).toBe("passed");
  expect(s.world.experiments).toHaveLength(1);
  expect(typesOf(await s.entries()).filter((type) => type === "phase baseline")).toHaveLength(1);
});

test("killed before the start and resumed an hour later, everything is checked and measured again before the fault", async () => {
  const s = quick();
  const started = (
    await (async () => {
      const probe = quick();
      await probe.run();
      return typesOf(await probe.entries());
    })()
  ).indexOf("start-requested");
  const result = await killed(s, { at: "append", nth: started, when: "after" }, 3_600 * SECONDS);
  expect(result?.verdict).toBe("passed");
  expect(s.world.experiments).toHaveLength(1);
  const types = typesOf(await s.entries());
  expect(types.filter((type) => type === "phase preflight")).toHaveLength(2);
  expect(types.filter((type) => type === "phase baseline")).toHaveLength(2);
});

test("killed during the fault and resumed after its end, the samples of the gap are caught up with and the verdict is the same", async () => {
  const s = quick();
  const probe = quick();
  await probe.run();
  const nth = typesOf(await probe.entries()).indexOf("phase fault") + 2;
  const result = await killed(s, { at: "append", nth, when: "after" }, 300 * SECONDS);
  expect(result?.verdict).toBe("inconclusive");
  expect(result?.reasons[0]?.code).toBe("no-effect");
  const samples = (await s.entries()).flatMap(({ event }) => (event.type === "sampled" ? (event.series["check:errors"] ?? []) : []));
  expect(samples.filter((sample) => sample.value === 2).length).toBeGreaterThanOrEqual(4);
});

test("killed during the fault so long that the dead-man's switch stops it, the run ends as aborted by the dead man", async () => {
  const s = quick();
  s.world.lasts = 600 * SECONDS;
  const probe = quick();
  await probe.run();
  const nth = typesOf(await probe.entries()).indexOf("phase fault") + 2;
  const mortal = new Mortal({ at: "append", nth, when: "after" });
  const first = conduct({ ...s.options(), ports: mortal.ports(s.world.ports()), store: mortal.store(s.store) });
  await s.time.until(Promise.race([first, mortal.died]));
  await s.time.pass(60 * SECONDS);
  s.world.stopByCondition();
  await s.time.pass(60 * SECONDS);
  const result = await s.resume({ host: { name: "other", holder: "other/2", isDead: () => true } });
  expect(result.verdict).toBe("aborted");
  expect(result.reasons[0]?.code).toBe("dead-man");
  expect(result.reasons.filter((reason) => reason.code.startsWith("restor")).map((reason) => reason.code)).toEqual([
    "restored",
    "restored",
  ]);
});

test("the same where FIS does not tell it for so long that a stop is asked for: the dead man is still what ended it", async () => {
  const s = quick();
  s.world.lasts = 600 * SECONDS;
  const probe = quick();
  await probe.run();
  const nth = typesOf(await probe.entries()).indexOf("phase fault") + 2;
  const mortal = new Mortal({ at: "append", nth, when: "after" });
  const first = conduct({ ...s.options(), ports: mortal.ports(s.world.ports()), store: mortal.store(s.store) });
  await s.time.until(Promise.race([first, mortal.died]));
  await s.time.pass(60 * SECONDS);
  s.world.stopByCondition();
  await s.time.pass(60 * SECONDS);
  const resumedAt = s.time.now();
  s.world.disturb = (call) => {
    if (call === "observe" && s.time.now() < resumedAt + 20 * SECONDS) throw new Error("no answer");
  };
  const result = await s.resume({ host: { name: "other", holder: "other/2", isDead: () => true } });
  expect(typesOf(await s.entries())).toContain("stop-requested");
  expect([result.verdict, result.reasons[0]?.code, result.reasons[1]?.code]).toEqual(["aborted", "dead-man", "stopped-by-orchestrator"]);
  expect(result.abort?.effectGoneAt).not.toBeNull();
});

test("a lease that a living host holds is respected", async () => {
  const s = quick();
  const mortal = new Mortal({ at: "append", nth: 3, when: "after" });
  const first = conduct({ ...s.options(), ports: mortal.ports(s.world.ports()), store: mortal.store(s.store) });
  await s.time.until(Promise.race([first, mortal.died]));
  await s.store.release(RUN, "test/1");
  await s.store.lease(RUN, "alive/1", 1_000_000);
  await expect(s.resume({ host: { name: "other", holder: "other/2" } })).rejects.toMatchObject({ code: "run-held" });
});

test("a dead host's lease is waited for when nobody knows that it is dead", async () => {
  const s = quick();
  const mortal = new Mortal({ at: "append", nth: 20, when: "after" });
  const first = conduct({ ...s.options(), ports: mortal.ports(s.world.ports()), store: mortal.store(s.store) });
  await s.time.until(Promise.race([first, mortal.died]));
  const result = await s.resume({ host: { name: "other", holder: "other/2" } });
  expect(["passed", "blocked"]).toContain(result.verdict);
});

test("a conductor whose run was adopted by another stops conducting, and leaves the experiment to it", async () => {
  const s = quick();
  const run = conduct(s.options());
  const watched = run.catch((thrown: unknown) => thrown);
  await s.time.pass(60 * SECONDS);
  await s.store.release(RUN, "test/1");
  const other = resume({ ...s.options(), host: { name: "other", holder: "other/2" } });
  expect(await s.time.until(watched)).toMatchObject({ code: "run-lost" });
  expect((await s.time.until(other)).verdict).toBe("passed");
  expect(s.world.experiments).toHaveLength(1);
});

test("a run that has ended gives its result again, and nothing happens", async () => {
  const s = quick();
  const result = await s.run();
  const calls = s.world.calls.length;
  expect(await s.resume()).toEqual(result);
  expect(s.world.calls).toHaveLength(calls);
});

test("a journal that was changed afterwards is not resumed", async () => {
  const s = quick();
  const mortal = new Mortal({ at: "append", nth: 20, when: "after" });
  await s.time.until(
    Promise.race([conduct({ ...s.options(), ports: mortal.ports(s.world.ports()), store: mortal.store(s.store) }), mortal.died]),
  );
  const forged = {
    ...s.store,
    read: async (runId: string) => (await s.store.read(runId)).map((entry) => (entry.seq === 5 ? { ...entry, at: entry.at + 1 } : entry)),
  };
  await expect(s.resume({ store: forged })).rejects.toMatchObject({ code: "journal-broken" });
});

test("an unknown run is not resumed", async () => {
  await expect(quick().resume()).rejects.toMatchObject({ code: "run-not-found" });
});

test("a second run on the same experiment is blocked while the first goes on", async () => {
  const s = quick();
  const first = conduct(s.options());
  await s.time.pass(40 * SECONDS);
  const second = await s.run({ runId: "run-2", host: { name: "test", holder: "test/2" } });
  expect(second.verdict).toBe("blocked");
  expect(second.reasons.map((reason) => reason.facts.check)).toContain("experiment-free");
  expect((await s.time.until(first)).verdict).toBe("passed");
  expect(lastOf(await s.store.read("run-2"), "run-ended")).toBeDefined();
});
