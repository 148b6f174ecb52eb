import { flawIn } from "../../src/journal";
import { conductUntil, type PartOfRun, resumeUntil } from "../../src/run";
import { RUN, type Stage, stage, typesOf } from "./stage";
import { SECONDS } from "./world";

const short = { baselineMs: 30_000, recoveryMs: 60_000 };

function quick(): Stage {
  const s = stage(short);
  s.world.lasts = 40 * SECONDS;
  s.world.heals = 5 * SECONDS;
  return s;
}

function bad(): Stage {
  const s = quick();
  s.world.value = (metric, at) => (metric === "Errors" && s.world.isBroken(at) ? 60 : s.world.usual(metric, at));
  return s;
}

/** Conducts a run in parts of so many milliseconds, each by another conductor, with a pause between two. */
async function inParts(s: Stage, partMs: number, pauseMs: number): Promise<{ readonly end: PartOfRun; readonly parts: number }> {
  for (let parts = 1; parts < 200; parts++) {
    const handOver = new AbortController();
    const options = { ...s.options(), host: { name: "test", holder: `test/${parts}` } };
    const part = parts === 1 ? conductUntil(options, handOver.signal) : resumeUntil(options, handOver.signal);
    const over = new AbortController();
    void s.time.sleep(partMs, over.signal).then(() => handOver.abort());
    const end = await s.time.until(part);
    over.abort();
    if (end.isOver) return { end, parts };
    expect(await s.store.leaseOf(RUN)).toBeUndefined();
    await s.time.pass(pauseMs);
  }
  throw new Error("the run came to no end");
}

const longestSilence = (s: Stage, from: number, to: number) => {
  const beats = s.world.calls.filter(({ call, at }) => call === "beat" && at >= from && at <= to).map(({ at }) => at);
  return Math.max(...beats.slice(1).map((at, index) => at - (beats[index] ?? at)));
};

test.each([
  ["that passes", quick, "passed"],
  ["that a guard stops", bad, "aborted"],
] as const)(
  "a run %s, handed over again and again at whatever moment: one experiment, never stopped by it, the same verdict",
  async (_, make, verdict) => {
    for (const partMs of [1_500, 7_300, 11_000, 29_000, 61_000]) {
      const s = make();
      const { end, parts } = await inParts(s, partMs, 2_000);
      const journal = await s.entries();
      const stops = typesOf(journal).filter((type) => type === "stop-requested").length;
      expect({
        partMs,
        verdict: end.isOver ? end.result.verdict : "?",
        experiments: s.world.experiments.length,
        flaw: flawIn(journal),
        stops,
      }).toEqual({
        partMs,
        verdict,
        experiments: 1,
        flaw: undefined,
        stops: verdict === "aborted" ? 1 : 0,
      });
      expect(typesOf(journal).filter((type) => type === "handed-over")).toHaveLength(parts - 1);
      expect(typesOf(journal).filter((type) => type === "phase preflight")).toHaveLength(1);
    }
  },
  60_000,
);

test("no hand-over is silent for as long as the dead-man's switch tolerates", async () => {
  const s = quick();
  await inParts(s, 7_300, 3_000);
  const [experiment] = s.world.experiments;
  const from = experiment?.startedAt ?? 0;
  expect(longestSilence(s, from, from + s.world.lasts)).toBeLessThan(3 * s.world.manifest.heartbeat.everyMs);
});

test("a hand-over that nobody takes up for long begins again before anything was touched: what was seen is old", async () => {
  const s = quick();
  const handOver = new AbortController();
  void s.time.sleep(8_000).then(() => handOver.abort());
  expect(await s.time.until(conductUntil(s.options(), handOver.signal))).toEqual({ isOver: false });
  await s.time.pass(10 * 60_000);
  const end = await s.time.until(resumeUntil(s.options()));
  expect(end.isOver && end.result.verdict).toBe("passed");
  expect(typesOf(await s.entries()).filter((type) => type === "phase preflight")).toHaveLength(2);
});

test("a hand-over while the start is asked for waits for its answer: the next conductor looks for nothing", async () => {
  const s = quick();
  const handOver = new AbortController();
  s.world.disturb = async (call) => {
    if (call !== "start") return;
    handOver.abort();
    await s.time.sleep(3_000);
  };
  expect(await s.time.until(conductUntil(s.options(), handOver.signal))).toEqual({ isOver: false });
  expect(typesOf(await s.entries()).slice(-2)).toEqual(["start-accepted", "handed-over"]);
  s.world.disturb = () => undefined;
  const end = await s.time.until(resumeUntil(s.options()));
  expect(end.isOver && end.result.verdict).toBe("passed");
  expect(s.world.calls.filter(({ call }) => call === "findByTag")).toHaveLength(0);
});

test("a hand-over of a run that has ended meanwhile gives its result", async () => {
  const s = quick();
  await s.run();
  const handOver = new AbortController();
  handOver.abort();
  const end = await s.time.until(resumeUntil(s.options(), handOver.signal));
  expect(end.isOver && end.result.verdict).toBe("passed");
});

describe("what the door demands", () => {
  const demand = (answer: "ok" | "refused") => ({ name: "approval", look: async () => ({ answer, message: `it is ${answer}` }) });

  test("is asked before anything else and stands in the journal; yes and the run goes on", async () => {
    const s = quick();
    const result = await s.run({ demands: [demand("ok")] });
    expect(result.verdict).toBe("passed");
    const first = (await s.entries()).find(({ event }) => event.type === "preflight-answered");
    expect(first?.event).toMatchObject({ check: "approval", answer: "ok", message: "it is ok" });
  });

  test("no, and the run is blocked with the reason; nothing was started", async () => {
    const s = quick();
    const result = await s.run({ demands: [demand("refused")] });
    expect(result.verdict).toBe("blocked");
    expect(result.reasons[0]).toMatchObject({ code: "check-refused", message: "approval: it is refused" });
    expect(s.world.experiments).toHaveLength(0);
  });

  test.each(["refused", "unknown"] as const)("yes at first and %s after the baseline: nothing was started", async (later) => {
    const s = quick();
    let asked = 0;
    const look = async () => {
      asked++;
      if (asked === 1) return { answer: "ok" as const, message: "nobody tells of an outage" };
      if (later === "unknown") throw new Error("nobody answers");
      return { answer: "refused" as const, message: "there is an outage" };
    };
    const result = await s.run({ demands: [{ name: "outage-gate", look }] });
    const facts = { check: "start/outage-gate", answer: later };
    expect([result.verdict, result.reasons[0]?.facts]).toEqual(["blocked", expect.objectContaining(facts)]);
    expect((await s.entries()).map(({ event }) => (event.type === "phase-entered" ? event.phase : null))).toContain("baseline");
    expect([asked, s.world.experiments.length]).toEqual([2, 0]);
  });

  test("a conductor that cannot tell refuses: consent is not lost on the way", async () => {
    const s = quick();
    const handOver = new AbortController();
    handOver.abort();
    await s.time.until(conductUntil({ ...s.options(), demands: [demand("ok")] }, handOver.signal));
    const result = await s.resume();
    expect(result.verdict).toBe("blocked");
    expect(s.world.experiments).toHaveLength(0);
  });
});
