import { catalogue, type PermissionFacts } from "../faults";
import { canonicalJson, hasHole } from "../words";
import { fillCondition, fillResource, isNeeded, type PlaceholderScope } from "./placeholders";
import type { ActionPlan, PermissionPlan, TargetPlan } from "./plan";

/** What the experiment role needs when FIS writes its log to CloudWatch Logs. https://docs.aws.amazon.com/fis/latest/userguide/monitoring-logging.html */
const LOG_DELIVERY = ["logs:CreateLogDelivery", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups"];

/**
 * The statements of the experiment role: exactly the actions of the faults, on the ARNs of their targets where these are given, else
 * narrowed to the tags of the targets where AWS lets a condition do that. `{partition}`, `{region}` and `{account}` are filled in when the role is made.
 */
export function permissionsOf(actions: readonly ActionPlan[], targets: readonly TargetPlan[]): readonly PermissionPlan[] {
  const byName = new Map(targets.map((target) => [target.name, target]));
  const statements = actions.flatMap((action) => {
    const scope = { action, target: byName.get(Object.values(action.targets)[0] ?? "") };
    const facts = action.untyped?.permissions ?? catalogue[action.actionId]?.permissions ?? [];
    return facts.filter(({ when }) => isNeeded(when, scope)).map((item) => statement(item, action.name, scope));
  });
  return merge([...statements, { actions: LOG_DELIVERY, resources: ["*"], conditions: {}, neededBy: ["the experiment's log"] }]);
}

function statement(facts: PermissionFacts, name: string, scope: PlaceholderScope): PermissionPlan {
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
function merge(statements: readonly PermissionPlan[]): readonly PermissionPlan[] {
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
  const mutating = statement.actions.filter((action) => !isRead(action) && !LOG_DELIVERY.includes(action));
  return (
    mutating.length > 0 &&
    statement.resources.includes("*") &&
    Object.keys(statement.conditions).length === 0 &&
    !statement.resources.some(hasHole)
  );
}
