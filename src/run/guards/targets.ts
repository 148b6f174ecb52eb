import type { Plan, TargetPlan } from "../../experiment";
import { NOT_VISIBLE, type TargetState } from "../../journal";
import { type Check, ok, refused } from "./check";

/** How many resources one target can hit, given how many match; `undefined` when that cannot be known. */
export function mostHit(target: TargetPlan, matching: number | undefined): number | undefined {
  const count = /^COUNT\((\d+)\)$/.exec(target.selectionMode)?.[1];
  if (count !== undefined) return Math.min(Number(count), matching ?? Number.POSITIVE_INFINITY);
  if (matching === undefined) return undefined;
  const percent = /^PERCENT\((\d+(?:\.\d+)?)\)$/.exec(target.selectionMode)?.[1];
  return percent === undefined ? matching : Math.floor((matching * Number(percent)) / 100);
}

interface Count {
  readonly target: string;
  readonly resourceType: string;
  readonly matching: number | undefined;
  readonly most: number | undefined;
}

function countOf(plan: Plan, states: readonly TargetState[]): readonly Count[] {
  return plan.targets.map((target) => {
    const own = states.filter((state) => state.target === target.name);
    const matching = own.some((state) => state.state === NOT_VISIBLE)
      ? undefined
      : own.filter((state) => state.condition !== "gone").length;
    return { target: target.name, resourceType: target.resourceType, matching, most: mostHit(target, matching) };
  });
}

/** A resource that two targets match is one resource: no more of a type can be hit than match. */
function mostOfType(resourceType: string, counts: readonly Count[], states: readonly TargetState[]): number {
  const own = counts.filter((count) => count.resourceType === resourceType);
  const sum = own.reduce((total, count) => total + (count.most ?? 0), 0);
  if (own.some((count) => count.matching === undefined)) return sum;
  const ids = states.filter((state) => state.resourceType === resourceType && state.target !== null).map((state) => state.id);
  return Math.min(sum, new Set(ids).size);
}

/** Every target matches something, and all together are no more than the experiment allows. */
export const targetsFound: Check = {
  name: "targets-found",
  patienceMs: 0,
  look: async ({ context: { plan }, targets }) => {
    const states = await targets();
    const counts = countOf(plan, states);
    const facts = { counts, allowed: plan.maxTargets };
    const none = counts.find((count) => count.most === 0);
    if (none)
      return refused(`target ${none.target} hits nothing (${none.matching ?? 0} match): check its tags, filters and selection`, facts);
    const unknown = counts.find((count) => count.most === undefined);
    if (unknown)
      return refused(
        `how many ${unknown.resourceType} target ${unknown.target} hits cannot be known before the start: select a number of them instead of all or a share`,
        facts,
      );
    const sum = [...new Set(counts.map((count) => count.resourceType))]
      .map((resourceType) => mostOfType(resourceType, counts, states))
      .reduce((total, most) => total + most, 0);
    if (sum > plan.maxTargets)
      return refused(`${sum} targets would be hit, and the experiment allows ${plan.maxTargets}: narrow the targets`, facts);
    return ok(`${sum} of at most ${plan.maxTargets} targets`, facts);
  },
};

/** What will be hit, and the groups around it, are well before the fault: otherwise the fault would not be the cause of what follows. */
export const targetsHealthy: Check = {
  name: "targets-healthy",
  patienceMs: 0,
  look: async ({ context: { plan }, targets }) => {
    const states = await targets();
    const bad = states.find((state) => state.state !== NOT_VISIBLE && state.condition !== "healthy");
    if (bad)
      return refused(`${bad.resourceType} ${bad.id} is ${bad.state} (${bad.condition}): run when it is well`, {
        id: bad.id,
        state: bad.state,
      });
    const hidden = states.filter((state) => state.state === NOT_VISIBLE && !isCovered(plan, state.target)).map((state) => state.id);
    if (hidden.length > 0)
      return refused(`${hidden.join(", ")} cannot be looked at, and no effect metric covers it: add an effect to the experiment`, {
        hidden,
      });
    return ok(`${states.length} targets and groups are healthy`);
  },
};

/** Whether every action on a target has a metric that shows its effect. */
function isCovered(plan: Plan, target: string | null): boolean {
  const actions = plan.actions.filter((action) => target !== null && Object.values(action.targets).includes(target));
  return actions.every((action) => plan.effects.some((effect) => effect.of.includes(action.name)));
}
