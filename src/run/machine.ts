import { askedFirst, askedLast } from "../analysis";
import { type Entry, type Phase, type RunEvent, replay } from "../journal";
import { type Effect, enter } from "./effects";
import { PATIENCE } from "./patience";
import { endedByItself, isTerminal, NOTHING, type RunState, type StopState, take } from "./state";
import { WANTS } from "./wants";

/** A step from phase to phase: taken as soon as the condition holds, the first row that fits first. */
interface Transition {
  readonly from: Phase;
  readonly to: Phase;
  readonly when: (state: RunState) => boolean;
}

type NamesOf = (created: RunState["created"]) => readonly string[];

/** Whether every check of a list answered yes, and whether any answered otherwise. Not knowing counts as no. */
const allOk = (namesOf: NamesOf) => (state: RunState) => namesOf(state.created).every((name) => state.answers[name] === "ok");
const anyNo = (namesOf: NamesOf) => (state: RunState) => {
  const names = namesOf(state.created);
  return names.every((name) => state.answers[name] !== undefined) && names.some((name) => state.answers[name] !== "ok");
};

const isUntouched = (state: RunState) => state.start === null;
const mayHaveBegun = (state: RunState) => state.experiment === null && state.start?.answer === "unanswered";
const saidNo = (state: RunState) => state.start?.answer === "refused" || state.start?.answer === "not-found";
const endedEarly = (state: RunState) => state.status === "stopped" || state.status === "cancelled";
/** The stop has its answer: the instants of a stop are told in the order in which they are known. */
const isAnswered = (stop: StopState) => stop.acceptedAt !== null || stop.leverAt !== null || stop.failed.length > 0;

const isResolvedOrGivenUp = (state: RunState) => state.resolved !== null || state.resolveFailures >= PATIENCE.resolveTries;

const TRANSITIONS: readonly Transition[] = [
  { from: "preflight", to: "judgement", when: (state) => state.stop !== null },
  { from: "preflight", to: "judgement", when: (state) => anyNo(askedFirst)(state) },
  { from: "preflight", to: "baseline", when: (state) => allOk(askedFirst)(state) },

  { from: "baseline", to: "judgement", when: (state) => state.stop !== null || state.breach !== null },
  { from: "baseline", to: "judgement", when: (state) => state.baseline === "bad" || state.baseline === "unknown" },
  { from: "baseline", to: "start", when: (state) => state.baseline === "ok" },

  { from: "start", to: "stopping", when: (state) => state.experiment !== null && state.stop !== null },
  { from: "start", to: "fault", when: (state) => state.experiment !== null },
  { from: "start", to: "judgement", when: (state) => isUntouched(state) && (state.stop !== null || state.breach !== null) },
  { from: "start", to: "judgement", when: (state) => isUntouched(state) && anyNo(askedLast)(state) },
  { from: "start", to: "judgement", when: (state) => saidNo(state) && (state.stop !== null || state.start?.final === true) },
  { from: "start", to: "stopping", when: (state) => state.stop !== null && mayHaveBegun(state) },

  { from: "fault", to: "recovery", when: (state) => state.effectGone },
  { from: "fault", to: "recovery", when: (state) => isTerminal(state.status) && !endedEarly(state) && state.stop === null },
  { from: "fault", to: "stopping", when: (state) => state.stop !== null },

  { from: "stopping", to: "recovery", when: (state) => state.effectGone },
  { from: "stopping", to: "judgement", when: (state) => state.experiment === null && state.start?.answer === "not-found" },
  { from: "stopping", to: "judgement", when: (state) => state.stop?.givenUp === true },

  { from: "recovery", to: "judgement", when: (state) => state.recovery !== null && isResolvedOrGivenUp(state) },
  { from: "judgement", to: "ended", when: (state) => state.verdict !== null },
];

/** An event that follows from the state alone. */
interface Due {
  readonly in: readonly Phase[];
  readonly when: (state: RunState) => boolean;
  readonly event: (state: RunState) => RunEvent;
}

const stopRequested = (reason: string): RunEvent => ({ type: "stop-requested", cause: { kind: "orchestrator", reason } });

const DUE: readonly Due[] = [
  // The host was away before anything began: look at everything again.
  { in: ["preflight", "baseline", "start"], when: (state) => state.stale && isUntouched(state), event: () => enter("preflight") },
  {
    in: ["start"],
    when: (state) => state.experiment === null && state.start?.answer === "not-found" && state.stop === null,
    event: () => enter("preflight"),
  },
  {
    in: ["start", "fault"],
    when: (state) => state.breach !== null && state.stop === null && !isUntouched(state),
    event: ({ breach }) => ({ type: "stop-requested", cause: { kind: "guard", guard: breach?.guard ?? "?" } }),
  },
  {
    in: ["fault"],
    when: (state) => state.stop === null && !isTerminal(state.status) && hitCount(state) > (state.created?.manifest.plan.maxTargets ?? 0),
    event: (state) =>
      stopRequested(`FIS chose ${hitCount(state)} targets, and the experiment allows ${state.created?.manifest.plan.maxTargets ?? 0}`),
  },
  {
    in: ["fault"],
    when: (state) => state.stop === null && state.resolved === null && !isTerminal(state.status) && isResolvedOrGivenUp(state),
    event: () => stopRequested("FIS did not say which targets it chose"),
  },
  {
    in: ["start"],
    when: (state) => mayHaveBegun(state) && state.start?.final === true && state.stop === null,
    event: () => stopRequested("StartExperiment gave no answer: the experiment may or may not run"),
  },
  {
    in: ["start"],
    when: (state) =>
      isUntouched(state) && state.stop === null && state.breach === null && state.baseline === "ok" && allOk(askedLast)(state),
    event: ({ created }) => ({
      type: "start-requested",
      templateId: created?.manifest.templateId ?? "",
      clientToken: created?.clientToken ?? "",
    }),
  },
  {
    in: ["fault", "stopping"],
    when: (state) =>
      isTerminal(state.status) &&
      !state.effectGone &&
      (endedByItself(state) ? state.attributed : state.stop !== null) &&
      (state.stop === null || isAnswered(state.stop)),
    event: () => ({ type: "effect-gone" }),
  },
  { in: ["ended"], when: (state) => !state.ended, event: () => ({ type: "run-ended" }) },
];

/** Resources that FIS chose, each counted once. */
function hitCount(state: RunState): number {
  return new Set((state.resolved ?? []).map((target) => `${target.resourceType} ${target.id}`)).size;
}

/** What must be appended now, if anything. */
function due(state: RunState): RunEvent | undefined {
  if (state.created === null || state.ended) return undefined;
  if (state.phase === null) return enter("preflight");
  const { phase } = state;
  const event = DUE.find((row) => row.in.includes(phase) && row.when(state))?.event(state);
  if (event) return event;
  const transition = TRANSITIONS.find((row) => row.from === phase && row.when(state));
  return transition && enter(transition.to);
}

/** What should be going on in a state. While something is due to be recorded, that comes first, and what goes on anyway goes on. */
export function effectsOf(state: RunState): readonly Effect[] {
  if (state.created === null || state.phase === null || state.ended) {
    const event = due(state);
    return event ? [{ type: "record", event }] : [];
  }
  const event = due(state);
  const wanted = WANTS[state.phase](state, state.created.manifest.plan);
  return event ? [{ type: "record", event }, ...wanted.filter(goesOnAnyway)] : wanted;
}

/** Watching, beating and stopping do not pause between two phases; other deeds wait for the phase that they belong to. */
function goesOnAnyway(effect: Effect): boolean {
  return ["stop-experiment", "beat", "sample", "watch-guards", "observe", "resolve-targets", "watch-targets"].includes(effect.type);
}

/** Takes one entry in and says what should be going on now. Pure, total, and the same for a live run and a resumed one. */
export function step(state: RunState, entry: Entry): { readonly state: RunState; readonly effects: readonly Effect[] } {
  const next = take(state, entry);
  return { state: next, effects: effectsOf(next) };
}

/** The state after a whole journal, or its beginning. */
export function stateOf(entries: readonly Entry[]): RunState {
  return replay(entries, NOTHING, take);
}
