import type { ActionPlan, EffectPlan } from "../experiment";
import type { Sample } from "../journal";
import { faultActions, type RunFacts } from "./facts";
import { samplesIn, type Window } from "./samples";

/** The samples of an effect metric that can speak for one action. */
export interface Shown {
  readonly samples: readonly Sample[];
  /** Faults that the metric cannot tell from it: what was measured while they were on speaks for them. */
  readonly besides: readonly string[];
}

/**
 * What a metric shows of one action: what was measured from its start on, until the run is over. Where other faults move the same metric (the
 * same effect covers them, or they are the same action, as the steps of a scenario are), each speaks for its own time only: nothing that was
 * measured while another was on, or after a later one began. Faults that were on at the same time share what was measured.
 */
export function shownBy(facts: RunFacts, probe: EffectPlan, action: ActionPlan): Shown {
  const { fault, recovery } = facts.windows;
  if (!fault) return { samples: [], besides: [] };
  const { periodMs } = probe.metric;
  const alike = faultActions(facts.plan).filter(
    ({ name, actionId }) => name !== action.name && (probe.of.includes(name) || actionId === action.actionId),
  );
  const known = timeOf(facts, action.name);
  if (!known && alike.length > 0) return { samples: [], besides: alike.map(({ name }) => name) };
  const own = known ?? fault;
  const rivals = alike.flatMap((other) => {
    const time = timeOf(facts, other.name);
    const isApart = time !== undefined && (time.to <= own.from ? time.from < own.from : time.from >= own.to && time.from > own.from);
    return isApart ? [{ name: other.name, time }] : [];
  });
  const until = { from: own.from, to: recovery?.to ?? fault.to };
  const samples = samplesIn(facts.series.get(`effect:${probe.name}`), periodMs, until, "touching").filter(({ at }) =>
    rivals.every(({ time }) => (time.to <= own.from ? at >= time.to : at + periodMs <= time.from)),
  );
  return { samples, besides: rivals.map(({ name }) => name) };
}

/** When FIS ran an action; `undefined` when it never began, or when that is not known. */
function timeOf(facts: RunFacts, name: string): Window | undefined {
  const { fault } = facts.windows;
  const seen = facts.observed?.event.actions[name];
  if (!fault || !seen || seen.startedAt === null) return undefined;
  return { from: seen.startedAt, to: Math.max(seen.startedAt, seen.endedAt ?? fault.to) };
}
