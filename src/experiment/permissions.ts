import { catalogue, type PermissionFacts } from "../faults";
import { canonicalJson, hasHole } from "../words";
import { fillCondition, fillResource, isNeeded, type PlaceholderScope } from "./placeholders";
import type { ActionPlan, PermissionPlan, TargetPlan } from "./plan";

/** As much of an action as its permissions depend on. */
export type PermittedAction = Pick<ActionPlan, "name" | "actionId" | "parameters" | "targets" | "grants" | "untyped">;

/**
 * The statements of the experiment role: exactly the actions of the faults, on the ARNs of their targets where these are given, else
 * narrowed to the tags of the targets where AWS lets a condition do that. `{partition}`, `{region}` and `{account}` are filled in when the role is made.
 * `besides` is what it needs for other things than faults: its log, its report.
 */
export function permissionsOf(
  actions: readonly PermittedAction[],
  targets: readonly TargetPlan[],
  besides: readonly PermissionPlan[],
): readonly PermissionPlan[] {
  const statements = needsOf(actions, targets).map(statementOf);
  return mergeStatements([...statements, ...besides]);
}

/** One fact of a fault that an action makes true: the role needs it. */
export interface Need {
  readonly facts: PermissionFacts;
  readonly action: PermittedAction;
  readonly scope: PlaceholderScope;
}

/** Every permission that the actions need, before it is written as statements. */
export function needsOf(actions: readonly PermittedAction[], targets: readonly TargetPlan[]): readonly Need[] {
  const byName = new Map(targets.map((target) => [target.name, target]));
  return actions.flatMap((action) => {
    const scope = { action, target: byName.get(Object.values(action.targets)[0] ?? "") };
    const facts = action.untyped?.permissions ?? catalogue[action.actionId]?.permissions ?? [];
    return facts.filter(({ when }) => isNeeded(when, scope)).map((item) => ({ facts: item, action, scope }));
  });
}

/** One need as a statement of the role. */
export function statementOf({ facts, action: { name }, scope }: Need): PermissionPlan {
  const { target } = scope;
  const resources = [...new Set(facts.resources.flatMap((resource) => fillResource(resource, scope)))];
  const base = { actions: facts.actions, conditions: conditionsOf(facts, scope), neededBy: [name] };
  if (facts.narrowBy === "target-tags" && target) {
    if (target.arns.length > 0) return { ...base, resources: target.arns };
    const tags = Object.fromEntries(Object.entries(target.tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
    if (Object.keys(tags).length > 0)
      return { ...base, resources, conditions: { ...base.conditions, StringEquals: { ...base.conditions.StringEquals, ...tags } } };
  }
  return { ...base, resources };
}

function conditionsOf(facts: PermissionFacts, scope: PlaceholderScope): PermissionPlan["conditions"] {
  const filled = Object.entries(facts.conditions ?? {}).map(([operator, keys]) => {
    const known = Object.entries(keys).flatMap(([key, value]) => {
      const text = fillCondition(value, scope);
      return text === undefined ? [] : [[key, text] as const];
    });
    return [operator, Object.fromEntries(known)] as const;
  });
  return Object.fromEntries(filled.filter(([, keys]) => Object.keys(keys).length > 0));
}

/** Statements that differ only in who needs them become one; those on the same resources and conditions too. */
export function mergeStatements(statements: readonly PermissionPlan[]): readonly PermissionPlan[] {
  const merged = new Map<string, { actions: Set<string>; neededBy: Set<string>; statement: PermissionPlan }>();
  for (const item of statements) {
    const key = canonicalJson([item.resources, item.conditions]);
    const entry = merged.get(key) ?? { actions: new Set(), neededBy: new Set(), statement: item };
    for (const action of item.actions) entry.actions.add(action);
    for (const name of item.neededBy) entry.neededBy.add(name);
    merged.set(key, entry);
  }
  return [...merged.values()].map(({ actions, neededBy, statement: item }) => ({
    actions: [...actions].sort(),
    resources: item.resources,
    conditions: item.conditions,
    neededBy: [...neededBy],
  }));
}

/** Whether an action only looks. */
export function isRead(action: string): boolean {
  return /:(Describe|List|Get|BatchGet)/.test(action);
}

/** Whether a statement reaches every resource with nothing to hold it back and could change something. For checks and reports. */
export function isLoose(statement: PermissionPlan): boolean {
  const mutating = statement.actions.filter((action) => !isRead(action));
  return (
    mutating.length > 0 &&
    statement.resources.includes("*") &&
    Object.keys(statement.conditions).length === 0 &&
    !statement.resources.some(hasHole)
  );
}
