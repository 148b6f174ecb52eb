import type { ActionPlan, Manifest, Plan } from "../experiment";
import {
  type Entry,
  type EntryOf,
  entriesOf,
  firstOf,
  lastOf,
  type ResolvedTarget,
  type RunEvent,
  type SeriesBook,
  seriesIn,
  type TargetState,
} from "../journal";
import type { Window } from "./samples";

type EventOf<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

/** Everything a verdict is made from, read once from a journal that has a beginning. */
export interface RunFacts {
  readonly entries: readonly Entry[];
  readonly manifest: Manifest;
  readonly plan: Plan;
  readonly series: SeriesBook;
  /** The phases; `null` where one was not reached or its end is not known. */
  readonly windows: { readonly baseline: Window | null; readonly fault: Window | null; readonly recovery: Window | null };
  readonly startRequested: EntryOf<"start-requested"> | undefined;
  readonly startAccepted: EntryOf<"start-accepted"> | undefined;
  /** The last observation, and whether it is of a terminal state. */
  readonly observed: EntryOf<"experiment-observed"> | undefined;
  readonly isOver: boolean;
  /** What FIS chose, each resource once per target; `null` when that is not known. */
  readonly resolved: readonly ResolvedTarget[] | null;
  readonly before: readonly TargetState[];
  readonly during: readonly TargetState[];
  readonly after: readonly TargetState[];
  readonly stop: EntryOf<"stop-requested"> | undefined;
  readonly breach: EntryOf<"guard-breached"> | undefined;
  readonly attributed: EventOf<"stop-attributed"> | undefined;
  /** Answers of the last round of checks before the start. */
  readonly answers: readonly EntryOf<"preflight-answered">[];
}

const TERMINAL: ReadonlySet<string> = new Set(["completed", "stopped", "failed", "cancelled"]);

/** Reads a journal; `undefined` when it does not begin with the creation of a run. `now` ends a recovery that is still going on. */
export function factsOf(entries: readonly Entry[], now?: number): RunFacts | undefined {
  const created = firstOf(entries, "run-created");
  if (!created) return undefined;
  const startRequested = lastOf(entries, "start-requested");
  const startAccepted = firstOf(entries, "start-accepted");
  const observations = entriesOf(entries, "experiment-observed");
  const over = observations.find(({ event }) => TERMINAL.has(event.status));
  const observed = over ?? observations.at(-1);
  const observedStates = entriesOf(entries, "targets-observed");
  const lastPreflight = lastPhase(entries, "preflight");
  return {
    entries,
    manifest: created.event.manifest,
    plan: created.event.manifest.plan,
    series: seriesIn(entries),
    windows: windowsOf(entries, startRequested, startAccepted, over, now),
    startRequested,
    startAccepted,
    observed,
    isOver: over !== undefined,
    resolved: lastOf(entries, "targets-resolved")?.event.targets ?? null,
    before: observedStates.findLast(({ event }) => event.when === "before")?.event.states ?? [],
    during: observedStates.filter(({ event }) => event.when === "during").flatMap(({ event }) => event.states),
    after: observedStates.findLast(({ event }) => event.when === "after")?.event.states ?? [],
    stop: firstOf(entries, "stop-requested"),
    breach: firstOf(entries, "guard-breached"),
    attributed: lastOf(entries, "stop-attributed")?.event,
    answers: entriesOf(entries, "preflight-answered").filter(({ seq }) => seq > (lastPreflight?.seq ?? 0)),
  };
}

function lastPhase(entries: readonly Entry[], phase: EventOf<"phase-entered">["phase"]): EntryOf<"phase-entered"> | undefined {
  return entriesOf(entries, "phase-entered").findLast(({ event }) => event.phase === phase);
}

function windowsOf(
  entries: readonly Entry[],
  requested: EntryOf<"start-requested"> | undefined,
  accepted: EntryOf<"start-accepted"> | undefined,
  over: EntryOf<"experiment-observed"> | undefined,
  now: number | undefined,
): RunFacts["windows"] {
  const baselineFrom = lastPhase(entries, "baseline")?.at;
  const faultFrom = accepted && Math.min(accepted.at, Math.max(requested?.at ?? accepted.at, over?.event.startedAt ?? accepted.at));
  const faultTo = over && Math.min(over.at, Math.max(faultFrom ?? over.at, over.event.endedAt ?? over.at));
  const recoveryTo = lastPhase(entries, "judgement")?.at ?? now;
  return {
    baseline:
      baselineFrom === undefined || requested === undefined
        ? null
        : { from: baselineFrom, to: Math.min(requested.at, faultFrom ?? requested.at) },
    fault: faultFrom === undefined || faultTo === undefined ? null : { from: faultFrom, to: Math.max(faultTo, faultFrom + 1) },
    recovery: faultTo === undefined || recoveryTo === undefined ? null : { from: faultTo, to: recoveryTo },
  };
}

/** The targets that FIS chose for one action. */
export function chosenFor(facts: RunFacts, action: ActionPlan): readonly ResolvedTarget[] {
  const names = Object.values(action.targets);
  return (facts.resolved ?? []).filter((target) => names.includes(target.target));
}

/** The actions that do something to the system. */
export function faultActions(plan: Plan): readonly ActionPlan[] {
  return plan.actions.filter((action) => action.injectsFault);
}

/** Whether FIS chooses what an action hits. For a runbook it does not. */
export function hasTargets(action: ActionPlan): boolean {
  return Object.keys(action.targets).length > 0;
}

export function stateIn(states: readonly TargetState[], resourceType: string, id: string): TargetState | undefined {
  return states.find((state) => state.id === id && state.resourceType === resourceType);
}
