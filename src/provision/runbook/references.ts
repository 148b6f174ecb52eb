import type { Problem } from "../../words";
import type { AutomationDocument } from "./document";

const REFERENCE = /\{\{\s*([^{}\s]+)\s*\}\}/g;
/** What Automation itself knows. https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-variables.html */
const BUILT_IN = /^(?:automation|global):[A-Z_]+$/;
const ASSUMED_ROLE = "AutomationAssumeRole";

/** Every `{{ … }}` leads to a parameter, to an output of an earlier step or to what Automation knows; and every parameter is used. */
export function referenceProblems({ parameters, mainSteps, assumeRole }: AutomationDocument): readonly Problem[] {
  const problems: Problem[] = [];
  const used = new Set<string>();
  const known = new Set(Object.keys(parameters));
  for (const name of referencesIn(assumeRole)) used.add(name);
  if (assumeRole !== `{{ ${ASSUMED_ROLE} }}` || parameters[ASSUMED_ROLE]?.type !== "AWS::IAM::Role::Arn")
    problems.push({
      code: "no-role",
      path: "assumeRole",
      message: "the runbook would act in the role of whoever starts it",
      given: assumeRole,
      remedy: `Write "{{ ${ASSUMED_ROLE} }}" and a parameter of the type AWS::IAM::Role::Arn.`,
    });
  mainSteps.forEach((step, index) => {
    for (const name of referencesIn(step.inputs)) {
      used.add(name);
      if (!known.has(name) && !BUILT_IN.test(name))
        problems.push({
          code: "unknown-reference",
          path: `mainSteps[${index}].inputs`,
          message: `nothing before this step is called "${name}"`,
          given: name,
          allowed: [...known].join(", "),
          remedy: "Name a parameter, or an output of an earlier step.",
        });
    }
    for (const { Name } of step.outputs ?? []) known.add(`${step.name}.${Name}`);
  });
  for (const [name, { description, default: preset, allowedPattern }] of Object.entries(parameters)) {
    const add = (code: string, message: string, remedy: string) => problems.push({ code, path: `parameters.${name}`, message, remedy });
    if (!used.has(name)) add("unused-parameter", "no step uses it", "Use it, or remove it.");
    if (description.trim() === "") add("missing", "nothing says what it means", "Describe it.");
    if (allowedPattern !== undefined && typeof preset === "string" && !new RegExp(`^(?:${allowedPattern})$`).test(preset))
      add("bad-default", "its default does not match its own pattern", "Correct one of them.");
  }
  return problems;
}

function referencesIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [...value.matchAll(REFERENCE)].map(([, name = ""]) => name);
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(referencesIn) : [];
}
