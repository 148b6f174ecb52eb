import { NOT_VISIBLE, type RunEvent, type TargetState } from "../journal";
import { canonicalJson } from "../words";
import { faultActions, hasTargets, type RunFacts, stateIn } from "./facts";
import { samplesIn } from "./samples";
import { meets } from "./threshold";
import { GOOD_IN_A_ROW } from "./timing";

/** Whether one thing is as it was before the fault. */
export type RestorationFinding = Omit<Extract<RunEvent, { type: "restoration-checked" }>, "type">;

/**
 * Compares what was hit, and the groups around it, with what it was before the fault. One answer for each. A fault without targets (a runbook, for
 * which FIS chooses nothing) answers for what it did itself, by its effect metric.
 */
export function restorationOf(facts: RunFacts): readonly RestorationFinding[] {
  const chosen = new Map((facts.resolved ?? []).map((target) => [`${target.resourceType} ${target.id}`, target]));
  const around = facts.before.filter((state) => state.target === null);
  const untargeted = faultActions(facts.plan).filter((action) => !hasTargets(action));
  return [
    ...[...chosen.values()].map(({ resourceType, id, target }) => ({ target: id, ...resourceRestored(facts, resourceType, id, target) })),
    ...around
      .filter((state) => !chosen.has(`${state.resourceType} ${state.id}`))
      .map((state) => ({ target: state.id, ...compare(state, stateIn(facts.after, state.resourceType, state.id), facts) })),
    ...untargeted.map(({ name }) => ({ target: name, ...restoredInMetric(facts, [name]) })),
  ];
}

/** Every resource of which the restoration must be proven. */
export function restorable(facts: RunFacts): readonly string[] {
  return restorationOf(facts).map(({ target }) => target);
}

type Answer = Omit<RestorationFinding, "target">;

function resourceRestored(facts: RunFacts, resourceType: string, id: string, target: string): Answer {
  const before = stateIn(facts.before, resourceType, id);
  const after = stateIn(facts.after, resourceType, id);
  const isHidden = [...facts.before, ...facts.after].some(
    (state) => state.target === target && state.resourceType === resourceType && state.state === NOT_VISIBLE,
  );
  return isHidden && (!after || after.state === NOT_VISIBLE)
    ? restoredInMetric(facts, actionsOn(facts, target))
    : compare(before, after, facts);
}

function compare(before: TargetState | undefined, after: TargetState | undefined, facts: RunFacts): Answer {
  if (!before) return { answer: "unknown", message: "it was not looked at before the fault" };
  if (!after || after.condition === "unknown") return { answer: "unknown", message: "nobody could see it after the fault" };
  if (after.condition === "gone") return replaced(before, facts);
  if (after.condition === "impaired") return { answer: "not-restored", message: `it is ${after.state}, and was ${before.state}` };
  const lost = [capacityLost(before, after), changed(before, after)].find((message) => message !== undefined);
  return lost === undefined
    ? { answer: "restored", message: `${after.state}, as healthy as before` }
    : { answer: "not-restored", message: lost };
}

function capacityLost(before: TargetState, after: TargetState): string | undefined {
  const [was, is] = [before.facts.capacity, after.facts.capacity];
  if (typeof was !== "number") return undefined;
  if (typeof is !== "number") return "its capacity is not known any more";
  return is < was ? `its capacity is ${is}, and was ${was}` : undefined;
}

function changed(before: TargetState, after: TargetState): string | undefined {
  if (before.facts.as === undefined || canonicalJson(before.facts.as) === canonicalJson(after.facts.as)) return undefined;
  return `it is ${canonicalJson(after.facts.as)}, and was ${canonicalJson(before.facts.as)}`;
}

/** What is gone for good is made good by its group: as many members in service as before. */
function replaced(before: TargetState, facts: RunFacts): Answer {
  const name = before.facts.group;
  if (typeof name !== "string") return { answer: "not-restored", message: "it is gone, and nothing replaces it" };
  const isGroup = (state: TargetState) => state.facts.name === name && state.id !== before.id;
  const group = compareGroups(facts.before.find(isGroup), facts.after.find(isGroup));
  return group === undefined
    ? { answer: "unknown", message: `it is gone, and its group ${name} could not be looked at` }
    : group
      ? { answer: "restored", message: `it is gone, and its group ${name} has replaced it` }
      : { answer: "not-restored", message: `it is gone, and its group ${name} has not its former capacity yet` };
}

function compareGroups(before: TargetState | undefined, after: TargetState | undefined): boolean | undefined {
  const [was, is] = [before?.facts.capacity, after?.facts.capacity];
  if (typeof was !== "number" || typeof is !== "number" || after?.condition === "unknown") return undefined;
  return after?.condition === "healthy" && is >= was;
}

function actionsOn({ plan }: RunFacts, target: string): readonly string[] {
  return plan.actions.filter((action) => Object.values(action.targets).includes(target)).map(({ name }) => name);
}

/** What nobody can look at is back when the metric that showed these actions has left the fault's range. */
function restoredInMetric(facts: RunFacts, actions: readonly string[]): Answer {
  const { recovery } = facts.windows;
  const probes = facts.plan.effects.filter((effect) => effect.of.some((name) => actions.includes(name)));
  if (!recovery || probes.length === 0) return { answer: "unknown", message: "it cannot be looked at, and no effect metric covers it" };
  for (const probe of probes) {
    const last = samplesIn(facts.series.get(`effect:${probe.name}`), probe.metric.periodMs, recovery, "inside")
      .filter((sample) => sample.value !== null)
      .slice(-GOOD_IN_A_ROW);
    if (last.length < GOOD_IN_A_ROW) return { answer: "unknown", message: `too few samples of ${probe.name} after the fault` };
    if (last.some((sample) => sample.value !== null && meets(probe.becomes, sample.value)))
      return { answer: "not-restored", message: `${probe.name} is still ${probe.becomes.text}` };
  }
  return { answer: "restored", message: `${probes.map((probe) => probe.name).join(", ")} left the range of the fault` };
}
