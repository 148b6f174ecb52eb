import type { Entry, FisStatus, Phase, ResolvedTarget, RunEvent, StopCause, VerdictShape } from "../journal";
import { PATIENCE } from "./patience";

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;
export type Rung = EventOf<"stop-failed">["rung"];

/** Where a start stands. `open`: asked for, not answered yet; `unanswered`: a call failed, so it may or may not have begun. */
export type StartAnswer = "open" | "unanswered" | "refused" | "not-found";

export interface StopState {
  readonly cause: StopCause;
  readonly requestedAt: number;
  readonly acceptedAt: number | null;
  readonly failed: readonly Rung[];
  readonly leverAt: number | null;
  readonly givenUp: boolean;
}

/** All that decides what a run does next. A fold over its journal and nothing else, so a resumed run knows what the killed one knew. */
export interface RunState {
  readonly seq: number;
  readonly created: EventOf<"run-created"> | null;
  readonly phase: Phase | null;
  /** When each phase was entered last. */
  readonly begun: Readonly<Partial<Record<Phase, number>>>;
  /** The answers of the checks before the start, by name. */
  readonly answers: Readonly<Record<string, EventOf<"preflight-answered">["answer"]>>;
  /** When the run was handed over to the next conductor, while that has not taken over. */
  readonly handedOverAt: number | null;
  /** The host was away before anything was started: what it knew of the system is old. */
  readonly stale: boolean;
  readonly baseline: EventOf<"baseline-judged">["answer"] | null;
  readonly start: {
    readonly requestedAt: number;
    readonly lastAt: number;
    readonly tries: number;
    readonly answer: StartAnswer;
    /** No further try: refused for good, or asked for too long. */
    readonly final: boolean;
  } | null;
  readonly experiment: { readonly id: string; readonly arn: string; readonly acceptedAt: number } | null;
  readonly status: FisStatus | null;
  /** When the experiment ended, by FIS's own word where it gave one. */
  readonly faultEndedAt: number | null;
  readonly resolved: readonly ResolvedTarget[] | null;
  readonly resolveFailures: number;
  readonly breach: EventOf<"guard-breached"> | null;
  readonly stop: StopState | null;
  readonly attributed: boolean;
  readonly attributeFailures: number;
  readonly effectGone: boolean;
  readonly recovery: "recovered" | "not-recovered" | null;
  readonly settled: boolean;
  readonly verdict: VerdictShape | null;
  readonly ended: boolean;
}

export const NOTHING: RunState = {
  seq: 0,
  created: null,
  phase: null,
  begun: {},
  answers: {},
  handedOverAt: null,
  stale: false,
  baseline: null,
  start: null,
  experiment: null,
  status: null,
  faultEndedAt: null,
  resolved: null,
  resolveFailures: 0,
  breach: null,
  stop: null,
  attributed: false,
  attributeFailures: 0,
  effectGone: false,
  recovery: null,
  settled: false,
  verdict: null,
  ended: false,
};

const TERMINAL: ReadonlySet<FisStatus> = new Set(["completed", "stopped", "failed", "cancelled"]);

export function isTerminal(status: FisStatus | null): boolean {
  return status !== null && TERMINAL.has(status);
}

/**
 * Whether the experiment ended before its end, and not because we asked for it: nobody did, or somebody did when it was over already and nobody knew, as
 * a conductor that takes over may.
 */
export function endedByItself({ status, stop, faultEndedAt }: RunState): boolean {
  if (status !== "stopped" && status !== "cancelled") return false;
  return stop === null || (faultEndedAt !== null && faultEndedAt + PATIENCE.clocksApart < stop.requestedAt);
}

type Takers = { readonly [T in RunEvent["type"]]?: (state: RunState, event: EventOf<T>, at: number) => Partial<RunState> };

/** What each event changes. Events that are not here are evidence for the verdict and change nothing that is done. */
const TAKE: Takers = {
  "run-created": (_, created) => ({ created }),
  "phase-entered": (state, { phase }, at) => ({
    phase,
    begun: { ...state.begun, [phase]: at },
    ...(phase === "preflight" ? { answers: {}, stale: false, baseline: null, start: null } : {}),
  }),
  "preflight-answered": (state, { check, answer }) => ({ answers: { ...state.answers, [check]: answer } }),
  "baseline-judged": (_, { answer }) => ({ baseline: answer }),
  "start-requested": (state, _, at) => ({
    start: { requestedAt: state.start?.requestedAt ?? at, lastAt: at, tries: 0, answer: "open", final: false },
  }),
  "start-accepted": (state, event, at) =>
    state.experiment ? {} : { experiment: { id: event.fisExperimentId, arn: event.fisExperimentArn, acceptedAt: at } },
  "start-refused": (state, { retryable }, at) =>
    tried(state, at, "refused", (start) => !retryable || at - start.requestedAt >= PATIENCE.startFor),
  "start-not-found": (state, _, at) => tried(state, at, "not-found", () => false),
  "call-failed": (state, { call }, at) => {
    if (call === "start-experiment") return tried(state, at, "unanswered", (start) => at - start.requestedAt >= PATIENCE.startFor);
    if (call === "resolve-targets") return { resolveFailures: state.resolveFailures + 1 };
    if (call === "attribute-stop") return { attributeFailures: state.attributeFailures + 1 };
    return {};
  },
  "targets-resolved": (_, { targets }) => ({ resolved: targets }),
  "experiment-observed": (state, { status, endedAt }, at) => {
    if (isTerminal(state.status)) return {};
    if (!isTerminal(status)) return { status };
    const earliest = state.experiment?.acceptedAt ?? at;
    return { status, faultEndedAt: Math.min(at, Math.max(earliest, endedAt ?? at)) };
  },
  "guard-breached": (state, breach) => (state.breach ? {} : { breach }),
  "stop-requested": (state, { cause }, at) =>
    state.stop ? {} : { stop: { cause, requestedAt: at, acceptedAt: null, failed: [], leverAt: null, givenUp: false } },
  "stop-accepted": (state, { by }, at) =>
    stopped(state, (stop) => (by === "safety-lever" ? { leverAt: stop.leverAt ?? at } : { acceptedAt: stop.acceptedAt ?? at })),
  "stop-failed": (state, { rung }, at) =>
    stopped(state, (stop) => ({
      failed: stop.failed.includes(rung) ? stop.failed : [...stop.failed, rung],
      givenUp: stop.givenUp || (rung === "page" && at - stop.requestedAt >= PATIENCE.stopGivenUp),
    })),
  "stop-attributed": () => ({ attributed: true }),
  "effect-gone": () => ({ effectGone: true }),
  recovered: () => ({ recovery: "recovered" }),
  "not-recovered": () => ({ recovery: "not-recovered" }),
  "samples-settled": () => ({ settled: true }),
  "handed-over": (_, __, at) => ({ handedOverAt: at }),
  adopted: (state, _, at) => ({ handedOverAt: null, ...adopted(state, at) }),
  judged: (_, { verdict }) => ({ verdict }),
  "run-ended": () => ({ ended: true }),
};
/** Another conductor goes on. */
function adopted(state: RunState, at: number): Partial<RunState> {
  if (state.experiment) return {};
  const { start } = state;
  // Asked for, and the answer may have been lost with the host: look for it. Refused for the moment: nothing runs, begin again.
  if (start && (start.answer === "open" || start.answer === "unanswered")) return { start: { ...start, answer: "unanswered", tries: 0 } };
  if (start?.answer === "refused" && !start.final) return { start: { ...start, answer: "not-found" } };
  // Handed over a moment ago: the two conductors have seen all of it between them.
  const speed = state.created?.speed ?? 1;
  if (state.handedOverAt !== null && at - state.handedOverAt <= PATIENCE.handOverReal * speed) return {};
  return state.phase === "preflight" || state.phase === "baseline" || state.phase === "start" ? { stale: true } : {};
}

/** Takes one entry in. Never throws, whatever the order in which entries come. */
export function take(state: RunState, entry: Entry): RunState {
  const taker = TAKE[entry.event.type] as ((state: RunState, event: RunEvent, at: number) => Partial<RunState>) | undefined;
  return { ...state, ...(taker?.(state, entry.event, entry.at) ?? {}), seq: entry.seq };
}

type StartState = NonNullable<RunState["start"]>;

function tried(state: RunState, at: number, answer: StartAnswer, isFinal: (start: StartState) => boolean): Partial<RunState> {
  const { start } = state;
  return start ? { start: { ...start, answer, tries: start.tries + 1, lastAt: at, final: isFinal(start) } } : {};
}

function stopped(state: RunState, change: (stop: StopState) => Partial<StopState>): Partial<RunState> {
  return state.stop ? { stop: { ...state.stop, ...change(state.stop) } } : {};
}
