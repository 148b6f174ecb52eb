import fc from "fast-check";
import { LAST_LOOK, PREFLIGHT } from "../../src/analysis";
import type { Entry, RunEvent } from "../../src/journal";
import { type Effect, effectsOf, keyOf, NOTHING, PATIENCE, type RunState, stateOf, step } from "../../src/run";
import { manifestOf } from "./manifest";

const T0 = 1_000_000;

/** The state and what should be going on after these events, each a second after the one before. */
function after(...events: (RunEvent | { readonly event: RunEvent; readonly at: number })[]): {
  state: RunState;
  types: string[];
  effects: readonly Effect[];
} {
  let state = NOTHING;
  let effects: readonly Effect[] = [];
  events.forEach((given, index) => {
    const { event, at } = "event" in given ? given : { event: given, at: T0 + index * 1_000 };
    ({ state, effects } = step(state, { seq: index + 1, runId: "r", at, event, hash: "" }));
  });
  return { state, effects, types: effects.map((effect) => (effect.type === "record" ? `record ${nameOf(effect.event)}` : effect.type)) };
}

const nameOf = (event: RunEvent) => (event.type === "phase-entered" ? event.phase : event.type);
const enter = (phase: Extract<RunEvent, { type: "phase-entered" }>["phase"]): RunEvent => ({ type: "phase-entered", phase });
const answers = (names: readonly string[], answer: "ok" | "refused" | "unknown" = "ok"): RunEvent[] =>
  names.map((check) => ({ type: "preflight-answered", check, answer, message: "", facts: {} }));
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
const baselineOk: RunEvent = { type: "baseline-judged", answer: "ok", message: "" };
const requested: RunEvent = { type: "start-requested", templateId: "EXT123", clientToken: "token" };
const accepted: RunEvent = { type: "start-accepted", fisExperimentId: "EXP1", fisExperimentArn: "arn" };
const stopBy = (kind: "person" | "guard"): RunEvent => ({
  type: "stop-requested",
  cause: kind === "person" ? { kind, by: "bob", reason: "enough" } : { kind, guard: "errors-high" },
});
const breached: RunEvent = {
  type: "guard-breached",
  guard: "errors-high",
  seenIn: "metric",
  value: 60,
  threshold: "above 20%",
  breachAt: 1,
  firstBadAt: 1,
  sample: 1,
};
const observed = (status: Extract<RunEvent, { type: "experiment-observed" }>["status"]): RunEvent => ({
  type: "experiment-observed",
  status,
  reason: "",
  errorCode: null,
  startedAt: null,
  endedAt: null,
  actions: {},
});
const failed = (rung: "stop-experiment" | "safety-lever" | "page"): RunEvent => ({ type: "stop-failed", rung, message: "no" });

const inBaseline = [created, enter("preflight"), ...answers(PREFLIGHT), enter("baseline")];
const inStart = [...inBaseline, baselineOk, enter("start")];
const inFault = [...inStart, ...answers(LAST_LOOK), requested, accepted, enter("fault")];

test("the way of a run without trouble, each step due from the state alone", () => {
  expect(after(created).types).toEqual(["record preflight"]);
  expect(after(created, enter("preflight")).types).toEqual(["run-checks"]);
  expect(after(created, enter("preflight"), ...answers(["experiment-free"])).types).toEqual(["beat", "run-checks"]);
  expect(after(created, enter("preflight"), ...answers(PREFLIGHT)).types).toContain("record baseline");
  expect(after(...inBaseline).types).toEqual(["beat", "sample", "watch-guards", "watch-baseline"]);
  expect(after(...inBaseline, baselineOk).types).toContain("record start");
  expect(after(...inStart).types).toContain("run-checks");
  expect(after(...inStart, ...answers(LAST_LOOK)).types).toContain("record start-requested");
  expect(after(...inStart, ...answers(LAST_LOOK), requested).types).toContain("start-experiment");
  expect(after(...inStart, ...answers(LAST_LOOK), requested, accepted).types).toContain("record fault");
  expect(after(...inFault).types).toEqual(["beat", "sample", "watch-guards", "observe", "watch-targets", "deadline"]);
  expect(after(...inFault, observed("running")).types).toContain("resolve-targets");
  expect(after(...inFault, observed("completed")).types).toContain("record recovery");
});

test.each([
  "refused",
  "unknown",
] as const)("a check that is answered %s before the start ends in judgement, and the start is never due", (answer) => {
  for (const name of PREFLIGHT) {
    const others = PREFLIGHT.filter((other) => other !== name);
    expect(after(created, enter("preflight"), ...answers(others), ...answers([name], answer)).types).toContain("record judgement");
  }
  for (const name of LAST_LOOK) {
    const others = LAST_LOOK.filter((other) => other !== name);
    expect(after(...inStart, ...answers(others), ...answers([name], answer)).types).toContain("record judgement");
  }
});

test("nothing is started while a single check has no answer", () => {
  for (const name of LAST_LOOK)
    expect(after(...inStart, ...answers(LAST_LOOK.filter((other) => other !== name))).types).not.toContain("record start-requested");
  for (const name of PREFLIGHT)
    expect(after(created, enter("preflight"), ...answers(PREFLIGHT.filter((other) => other !== name))).types).not.toContain(
      "record baseline",
    );
});

test.each(["bad", "unknown"] as const)("a baseline that is %s starts nothing", (answer) => {
  expect(after(...inBaseline, { type: "baseline-judged", answer, message: "" }).types).toContain("record judgement");
});

test("a breach before the start starts nothing; during the fault it asks for the stop", () => {
  expect(after(...inBaseline, breached).types).toContain("record judgement");
  expect(after(...inStart, breached).types).toContain("record judgement");
  expect(after(...inStart, ...answers(LAST_LOOK), breached).types).toContain("record judgement");
  expect(after(...inStart, ...answers(LAST_LOOK), stopBy("person")).types).toContain("record judgement");
  expect(after(...inFault, breached).types).toContain("record stop-requested");
});

test("the stop is a phase of its own: it is stopped, observed closely, and sampled; guards are watched no more", () => {
  const { types, effects } = after(...inFault, observed("running"), stopBy("guard"), enter("stopping"));
  expect(types).toEqual(expect.arrayContaining(["sample", "beat", "observe", "stop-experiment"]));
  expect(types).not.toContain("watch-guards");
  expect(effects.find((effect) => effect.type === "observe")).toMatchObject({ closely: true });
});

test("the ladder: StopExperiment, the lever, a person, and StopExperiment again; the beats cease at the first failure", () => {
  const stopping = [...inFault, observed("running"), stopBy("guard"), enter("stopping")] as const;
  expect(after(...stopping, failed("stop-experiment")).types).toContain("engage-lever");
  expect(after(...stopping, failed("stop-experiment")).types).not.toContain("beat");
  expect(after(...stopping, failed("stop-experiment"), failed("safety-lever")).types).toContain("page");
  const last = after(...stopping, failed("stop-experiment"), failed("safety-lever"), failed("page"));
  expect(last.effects).toContainEqual({ type: "stop-experiment", experimentId: "EXP1", again: true });
});

test("a stop is over only when the platform reports a terminal state", () => {
  const stopping: RunEvent[] = [
    ...inFault,
    observed("running"),
    stopBy("person"),
    enter("stopping"),
    { type: "stop-accepted", by: "stop-experiment" },
  ];
  expect(after(...stopping).types).not.toContain("record effect-gone");
  expect(after(...stopping, observed("stopping")).types).not.toContain("record effect-gone");
  for (const status of ["stopped", "completed", "failed", "cancelled"] as const)
    expect(after(...stopping, observed(status)).types).toContain("record effect-gone");
});

test.each(["stopped", "cancelled"] as const)("an experiment that ends %s by itself is attributed before anything else", (status) => {
  expect(after(...inFault, observed(status)).types).toContain("attribute-stop");
  expect(after(...inFault, observed(status)).types).not.toContain("record recovery");
});

test("a stop that is asked for when the experiment has been over for long, unknown to all, is not what ended it", () => {
  const over = (endedAt: number): RunEvent => ({ ...observed("stopped"), endedAt }) as RunEvent;
  const stoppedBy: RunEvent = { type: "stop-accepted", by: "stop-experiment" };
  const late = [...inFault, observed("running"), { event: stopBy("guard"), at: T0 + 300_000 }];
  const ended = (endedAt: number) => [...late, { event: over(endedAt), at: T0 + 301_000 }, { event: stoppedBy, at: T0 + 301_000 }] as const;
  expect(after(...ended(T0 + 200_000)).types).toContain("record stopping");
  const inStopping = { event: enter("stopping"), at: T0 + 301_000 };
  expect(after(...ended(T0 + 200_000), inStopping).types).toContain("attribute-stop");
  const attributed: RunEvent = { type: "stop-attributed", to: "dead-man", guard: null, since: T0 + 190_000, message: "silent" };
  expect(after(...ended(T0 + 200_000), inStopping, { event: attributed, at: T0 + 302_000 }).types).toContain("record effect-gone");
  // Clocks may differ by seconds: what ended about then was ended by the stop.
  expect(after(...ended(T0 + 298_000), inStopping).types).toContain("record effect-gone");
});

test("a start that a throttle refused is tried again after a pause, for two minutes and no longer", () => {
  const refused: RunEvent = { type: "start-refused", code: "ThrottlingException", message: "", retryable: true };
  const base = [...inStart, ...answers(LAST_LOOK), requested];
  const at = T0 + base.length * 1_000;
  const again = after(...base, { event: refused, at });
  expect(again.effects).toContainEqual({ type: "start-experiment", tries: 1, notBefore: at + PATIENCE.startPause });
  expect(after(...base, { event: refused, at: at + PATIENCE.startFor }).types).toContain("record judgement");
  expect(after(...base, { ...refused, retryable: false }).types).toContain("record judgement");
});

test("a start whose answer may be lost is looked for, and asked for again only when FIS says that it is not there", () => {
  const adopted: RunEvent = { type: "adopted", by: "alice", host: "h" };
  const open = [...inStart, ...answers(LAST_LOOK), requested];
  expect(after(...open, adopted).types).toContain("find-experiment");
  expect(after(...open, adopted).types).not.toContain("start-experiment");
  expect(after(...open, adopted, { type: "start-not-found" }).types).toContain("record preflight");
  expect(after(...open, adopted, accepted).types).toContain("record fault");
});

test("what was known before the host was away is not trusted: a run that had not started begins again", () => {
  const adopted: RunEvent = { type: "adopted", by: "alice", host: "h" };
  for (const begun of [inBaseline, inStart, [...inStart, ...answers(LAST_LOOK)]])
    expect(after(...begun, adopted).types).toContain("record preflight");
  expect(after(...inFault, adopted).types).not.toContain("record preflight");
});

test("a stop that is asked for while the start is unanswered is not forgotten", () => {
  const open = [...inStart, ...answers(LAST_LOOK), requested];
  const lost: RunEvent = { type: "call-failed", call: "start-experiment", message: "reset", attempt: 1 };
  expect(after(...open, stopBy("person")).types).toContain("start-experiment");
  expect(after(...open, lost, stopBy("person")).types).toContain("record stopping");
  expect(after(...open, lost, stopBy("person"), enter("stopping")).types).toContain("find-experiment");
  expect(after(...open, stopBy("person"), accepted).types).toContain("record stopping");
});

const anyEvent: fc.Arbitrary<RunEvent> = fc.constantFrom(
  ...inFault,
  ...answers(LAST_LOOK, "refused"),
  breached,
  stopBy("person"),
  ...(["pending", "running", "stopping", "stopped", "completed", "failed", "cancelled"] as const).map(observed),
  ...(["stop-experiment", "safety-lever", "page"] as const).map(failed),
  ...(["stopping", "recovery", "judgement", "ended"] as const).map(enter),
  { type: "adopted", by: "a", host: "h" } as const,
  { type: "start-not-found" } as const,
  { type: "stop-accepted", by: "stop-experiment" } as const,
  { type: "effect-gone" } as const,
  { type: "recovered", afterMs: 1 } as const,
  { type: "samples-settled", missing: 0 } as const,
  { type: "judged", verdict: { kind: "passed", reasons: [] } } as const,
  { type: "run-ended" } as const,
);
const anyJournal = fc
  .array(anyEvent, { maxLength: 60 })
  .map((events): Entry[] =>
    [created, ...events].map((event, index) => ({ seq: index + 1, runId: "r", at: T0 + index * 1_000, event, hash: "" })),
  );

test("a step never throws, for any events in any order, and wants no two pieces of work of one key", () => {
  fc.assert(
    fc.property(anyJournal, (entries) => {
      let state = NOTHING;
      for (const entry of entries) {
        const taken = step(state, entry);
        ({ state } = taken);
        const keys = taken.effects.map(keyOf);
        expect(new Set(keys).size).toBe(keys.length);
      }
    }),
  );
});

test("a resumed run knows exactly what the live one knew", () => {
  fc.assert(
    fc.property(anyJournal, (entries) => {
      let state = NOTHING;
      for (const entry of entries) ({ state } = step(state, entry));
      expect(stateOf(entries)).toEqual(state);
      expect(effectsOf(stateOf(entries))).toEqual(effectsOf(state));
    }),
  );
});

test("once a stop is asked for, nothing is ever started anew", () => {
  fc.assert(
    fc.property(anyJournal, (entries) => {
      let state = NOTHING;
      for (const entry of entries) {
        const taken = step(state, entry);
        ({ state } = taken);
        const starts = taken.effects.some((effect) => effect.type === "record" && effect.event.type === "start-requested");
        if (state.stop !== null || state.breach !== null) expect(starts).toBe(false);
      }
    }),
  );
});

test("while an experiment may run and a stop is wanted, something is always being done about it", () => {
  fc.assert(
    fc.property(anyJournal, (entries) => {
      let state = NOTHING;
      for (const entry of entries) {
        const taken = step(state, entry);
        ({ state } = taken);
        if (state.phase !== "stopping" || state.experiment === null || state.stop === null || state.effectGone || state.ended) continue;
        expect(taken.effects.map((effect) => effect.type)).toEqual(
          expect.arrayContaining([expect.stringMatching(/^(stop-experiment|engage-lever|page|observe|attribute-stop|record)$/)]),
        );
      }
    }),
  );
});
