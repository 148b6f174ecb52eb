import type { Plan } from "../experiment";
import type { Phase, RunEvent } from "../journal";
import type { Effect } from "./effects";
import { PATIENCE } from "./patience";
import { endedByItself, isTerminal, type RunState, type StopState } from "./state";

type Wants = (state: RunState, plan: Plan) => readonly Effect[];

/** What goes on in each phase. */
export const WANTS: Readonly<Record<Phase, Wants>> = {
  // Two runs of one experiment have one dead-man's switch: until this one has the experiment to itself, its beats might keep the other's quiet.
  preflight: (state) => [...(state.answers["experiment-free"] === "ok" ? [BEAT] : []), { type: "run-checks", list: "preflight" }],
  baseline: (state) => [...watching(state), { type: "watch-baseline", from: baselineFrom(state) }],
  start: (state) => [...watching(state), starting(state)],
  // A stop that is asked for begins at once, and not only when the phase for it has been written down.
  fault: (state, plan) => [...watching(state), ...following(state), ...bounding(state, plan), ...attributing(state), ...stopCall(state)],
  stopping: (state) => [
    ...sampling(state),
    ...(isFailing(state) ? [] : [BEAT]),
    ...following(state),
    ...attributing(state),
    ...stopping(state),
  ],
  recovery: (state) => [
    ...sampling(state),
    ...resolving(state),
    { type: "watch-recovery", from: state.faultEndedAt ?? 0, hurry: wantsOut(state) },
  ],
  judgement: (state) => [state.experiment === null || state.settled ? { type: "judge" } : settling(state)],
  ended: () => [],
};

const BEAT: Effect = { type: "beat" };

function baselineFrom(state: RunState): number {
  return state.begun.baseline ?? 0;
}

function sampling(state: RunState): readonly Effect[] {
  return [{ type: "sample", from: baselineFrom(state) }];
}

function watching(state: RunState): readonly Effect[] {
  return [BEAT, ...sampling(state), { type: "watch-guards", from: baselineFrom(state) }];
}

function starting(state: RunState): Effect {
  const { start, stop } = state;
  if (start === null) return { type: "run-checks", list: "last-look" };
  if (start.answer === "unanswered" && (stop !== null || start.tries === 0)) return { type: "find-experiment" };
  return { type: "start-experiment", notBefore: start.tries === 0 ? 0 : start.lastAt + PATIENCE.startPause, tries: start.tries };
}

function following(state: RunState): readonly Effect[] {
  if (state.experiment === null) return [];
  const observe: Effect = { type: "observe", experimentId: state.experiment.id, closely: state.stop !== null };
  return [...(isTerminal(state.status) ? [] : [observe]), ...resolving(state), { type: "watch-targets" }];
}

function resolving(state: RunState): readonly Effect[] {
  const isResolved = state.resolved !== null || state.resolveFailures >= PATIENCE.resolveTries;
  if (state.experiment === null || isResolved || state.status === null || state.status === "pending") return [];
  return [{ type: "resolve-targets", experimentId: state.experiment.id }];
}

function bounding(state: RunState, plan: Plan): readonly Effect[] {
  if (state.experiment === null || isTerminal(state.status)) return [];
  const event: RunEvent = { type: "stop-requested", cause: { kind: "max-duration" } };
  return [{ type: "deadline", name: "max-duration", at: state.experiment.acceptedAt + plan.maxDurationMs, event }];
}

function attributing(state: RunState): readonly Effect[] {
  return endedByItself(state) && !state.attributed ? [{ type: "attribute-stop" }] : [];
}

/** The first rung, and the last resort when all have failed. Its answer is waited for even when the experiment ends meanwhile. */
function stopCall({ stop, experiment, status }: RunState): readonly Effect[] {
  if (stop === null || experiment === null || stop.acceptedAt !== null) return [];
  const again = stop.failed.includes("page");
  const isDue = again ? !isTerminal(status) : !stop.failed.includes("stop-experiment");
  return isDue ? [{ type: "stop-experiment", experimentId: experiment.id, again }] : [];
}

/** The ladder: StopExperiment, the safety lever, a person. Each rung is stepped on when the one before has failed. */
function stopping(state: RunState): readonly Effect[] {
  const { stop, experiment, status } = state;
  if (stop === null) return [];
  if (isTerminal(status)) return stopCall(state);
  const experimentId = experiment?.id ?? null;
  const out: Effect[] = [giveUp(stop), ...stopCall(state)];
  if (experimentId === null) out.push({ type: "find-experiment" });
  if (stop.failed.includes("stop-experiment") && stop.leverAt === null && !stop.failed.includes("safety-lever"))
    out.push({ type: "engage-lever", experimentId });
  if (stop.failed.includes("safety-lever") && !stop.failed.includes("page")) out.push({ type: "page", experimentId });
  if (stop.acceptedAt !== null && !stop.failed.includes("stop-experiment") && status !== "stopping")
    out.push(failAt("stop-experiment", stop.acceptedAt + PATIENCE.stopIgnored, "the stop was accepted, and the experiment still runs"));
  if (stop.acceptedAt !== null && !stop.failed.includes("page"))
    out.push(
      failAt("page", stop.acceptedAt + PATIENCE.stopSlow, `experiment ${experimentId ?? "?"} is still not over long after its stop`),
    );
  if (stop.leverAt !== null && !stop.failed.includes("safety-lever") && status !== "stopping")
    out.push(failAt("safety-lever", stop.leverAt + PATIENCE.stopIgnored, "the safety lever is engaged, and the experiment still runs"));
  return out;
}

function failAt(rung: "stop-experiment" | "safety-lever" | "page", at: number, message: string): Effect {
  return { type: "deadline", name: `${rung} failed`, at, event: { type: "stop-failed", rung, message } };
}

function giveUp(stop: StopState): Effect {
  const message = "the platform reported no end of the experiment: it may still run, look at it in the FIS console and stop it there";
  return {
    type: "deadline",
    name: "given up",
    at: stop.requestedAt + PATIENCE.stopGivenUp,
    event: { type: "stop-failed", rung: "page", message },
  };
}

/** The stop has failed once: silence lets the dead-man's switch stop the fault from FIS's own side. */
function isFailing(state: RunState): boolean {
  return (state.stop?.failed.length ?? 0) > 0;
}

/** A person asked to end while nothing was left to be stopped: look once more, and do not wait. */
function wantsOut(state: RunState): boolean {
  return state.stop !== null && state.stop.requestedAt >= (state.begun.recovery ?? Number.POSITIVE_INFINITY);
}

function settling(state: RunState): Effect {
  const from = baselineFrom(state);
  return { type: "settle-samples", from, to: state.begun.judgement ?? from, hurry: wantsOut(state) };
}
