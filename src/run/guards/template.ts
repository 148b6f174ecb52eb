import type { Manifest, Plan } from "../../experiment";
import { canonicalJson, parseArn } from "../../words";
import type { TemplateObservation } from "../ports";
import { type Check, ok, refused } from "./check";

/** What is deployed is what was planned: anything changed by hand, or not deployed yet, refuses the start. */
export const templateAsPlanned: Check = {
  name: "template-as-planned",
  patienceMs: 0,
  look: async ({ context, signal }) => {
    const { manifest } = context;
    const template = await context.ports.injector.template(manifest.templateId, { signal });
    if (!template) return refused(`template ${manifest.templateId} does not exist: run pulumi up`, { templateId: manifest.templateId });
    const drift = driftOf(manifest, template);
    if (drift.length === 0) return ok(`template ${template.id} is as planned`, { templateId: template.id, planHash: manifest.plan.hash });
    return refused(`template ${template.id} is not as planned (${drift.join("; ")}): run pulumi up, and find out who changed it`, {
      drift,
    });
  },
};

/** In which respects a template differs from its plan. */
export function driftOf(manifest: Manifest, template: TemplateObservation): readonly string[] {
  const plan = placed(manifest);
  const conditions = [...manifest.alarms.map((alarm) => alarm.arn), manifest.heartbeat.alarmArn];
  const actions = plan.actions.map(
    ({ name, actionId, parameters, targets, after }) => [name, { actionId, parameters, targets, after: sorted(after) }] as const,
  );
  const targets = plan.targets.map(({ name, ...target }) => [name, normal(target)] as const);
  return [
    ...(template.roleArn === manifest.roleArn ? [] : [`its role is ${template.roleArn}`]),
    ...differences("stop condition", asMap(conditions), asMap(template.stopConditionArns)),
    ...differences(
      "action",
      new Map(actions),
      new Map(Object.entries(template.actions).map(([name, action]) => [name, { ...action, after: sorted(action.after) }])),
    ),
    ...differences("target", new Map(targets), new Map(Object.entries(template.targets).map(([name, target]) => [name, normal(target)]))),
    ...(template.emptyTargets === plan.emptyTargets ? [] : [`empty targets ${template.emptyTargets}`]),
  ];
}

/** The plan with its place filled in, as provisioning fills it: a plan is made before account and Region are known. */
function placed({ plan, accountId, region, roleArn }: Manifest): Plan {
  const partition = parseArn(roleArn)?.partition ?? "aws";
  const fill = (text: string) =>
    text.replaceAll("{partition}", partition).replaceAll("{region}", region).replaceAll("{account}", accountId);
  const filled = (map: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, fill(value)]));
  return { ...plan, actions: plan.actions.map((action) => ({ ...action, parameters: filled(action.parameters) })) };
}

function differences(what: string, planned: ReadonlyMap<string, unknown>, found: ReadonlyMap<string, unknown>): readonly string[] {
  const names = [...new Set([...planned.keys(), ...found.keys()])];
  return names.flatMap((name) => {
    if (!found.has(name)) return [`${what} ${name} is missing`];
    if (!planned.has(name)) return [`${what} ${name} is not in the plan`];
    return canonicalJson(planned.get(name)) === canonicalJson(found.get(name)) ? [] : [`${what} ${name} was changed`];
  });
}

function asMap(items: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map(items.map((item) => [item, true]));
}

function normal(target: TemplateObservation["targets"][string]): unknown {
  const filters = [...target.filters].map((filter) => ({ path: filter.path, values: sorted(filter.values) }));
  return { ...target, arns: sorted(target.arns), filters: filters.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

function sorted(items: readonly string[]): readonly string[] {
  return [...items].sort();
}
