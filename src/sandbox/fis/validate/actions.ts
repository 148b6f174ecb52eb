import { type ActionFact, actionFact, QUOTAS } from "../catalogue";
import { invalid, notFound, quotaExceeded } from "../errors";
import { findCycle, maxParallel } from "../graph";
import type { TemplateAction, TemplateContent } from "../records";
import { checkName } from "./names";
import { problemWith } from "./values";

/** Checks all actions of a template against the catalogue, the targets and one another. Throws the first problem. */
export function checkActions({ actions, targets }: Pick<TemplateContent, "actions" | "targets">): void {
  const names = Object.keys(actions);
  if (names.length === 0) throw invalid("An experiment template must have at least one action.");
  if (names.length > QUOTAS.actionsPerTemplate) {
    throw quotaExceeded(`The experiment template has ${names.length} actions. The maximum is ${QUOTAS.actionsPerTemplate}.`);
  }
  for (const [name, action] of Object.entries(actions)) {
    checkName("action", name);
    const fact = actionFact(action.actionId);
    if (!fact) throw notFound(`Action with ID ${action.actionId} not found.`);
    checkTargets(name, action, fact, targets);
    checkParameters(name, action, fact);
  }
  checkOrder(actions);
}

function checkTargets(name: string, action: TemplateAction, fact: ActionFact, targets: TemplateContent["targets"]): void {
  for (const [key, targetName] of Object.entries(action.targets ?? {})) {
    const wanted = fact.targets[key];
    if (wanted === undefined) throw invalid(`Unexpected target "${key}" found in action "${name}".`);
    const target = targets[targetName];
    if (!target) throw invalid(`Target "${targetName}" of action "${name}" is not defined in the experiment template.`);
    if (target.resourceType !== wanted) {
      throw invalid(`Target "${targetName}" of action "${name}" has resource type ${target.resourceType}, but ${wanted} is required.`);
    }
  }
  for (const key of Object.keys(fact.targets)) {
    if (action.targets?.[key] === undefined) throw invalid(`Missing required target "${key}" in action "${name}".`);
  }
}

function checkParameters(name: string, action: TemplateAction, fact: ActionFact): void {
  const given = action.parameters ?? {};
  for (const [key, value] of Object.entries(given)) {
    const known = fact.parameters[key];
    if (!known) throw invalid(`Unexpected parameter "${key}" found in action "${name}".`);
    const problem = problemWith(value, known);
    if (problem) throw invalid(`Invalid value "${value}" for parameter "${key}" of action "${name}": it ${problem}.`);
  }
  for (const [key, known] of Object.entries(fact.parameters)) {
    if (given[key] !== undefined) continue;
    const because = Object.entries(known.requiredIf ?? {}).every(([other, value]) => given[other] === value);
    if (known.required || (known.requiredIf && because)) throw invalid(`Missing required parameter "${key}" in action "${name}".`);
  }
}

function checkOrder(actions: TemplateContent["actions"]): void {
  const graph = Object.fromEntries(Object.entries(actions).map(([name, action]) => [name, action.startAfter ?? []]));
  for (const [name, before] of Object.entries(graph)) {
    const unknown = before.find((other) => actions[other] === undefined);
    if (unknown !== undefined) throw invalid(`Action "${unknown}" in startAfter of action "${name}" is not defined.`);
  }
  const cycle = findCycle(graph);
  if (cycle) throw invalid(`The startAfter of the actions makes a cycle: ${cycle.join(" -> ")}.`);
  const parallel = maxParallel(graph);
  if (parallel > QUOTAS.parallelActions) {
    throw quotaExceeded(`The experiment template runs ${parallel} actions in parallel. The maximum is ${QUOTAS.parallelActions}.`);
  }
}
