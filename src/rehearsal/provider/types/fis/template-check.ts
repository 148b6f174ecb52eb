import type { fis } from "@pulumi/aws";
import { PROVIDER_TARGET_KEYS } from "../../../../experiment";
import { type Plain, type PropertyFailure, UNKNOWN } from "../../../contract";
import type { Plainly } from "../../resource-type";

type Args = Plainly<fis.ExperimentTemplateArgs>;
type Action = Args["actions"][number];
type Target = NonNullable<Args["targets"]>[number];

const SELECTION = /^(ALL|COUNT\(\d+\)|PERCENT\(\d+\))$/;
const MOST_ARNS = 5;
const LONGEST_PARAMETER = 1_024;
const SOURCES = ["aws:cloudwatch:alarm", "none"];

/** What AWS's provider checks before it calls FIS. */
export function checkTemplate(inputs: Args): readonly PropertyFailure[] {
  return [
    ...each(inputs.actions, (action, index) => checkAction(action, `actions[${index}]`)),
    ...each(inputs.targets, (target, index) => checkTarget(target, `targets[${index}]`)),
    ...each(inputs.stopConditions, ({ source, value }, index) => checkStop(source, value, `stopConditions[${index}]`)),
    ...(inputs.experimentReportConfiguration === undefined
      ? []
      : [{ property: "experimentReportConfiguration", reason: "experiment reports are not rehearsed: leave it out in this stack" }]),
  ];
}

/** In a preview a whole list may be unknown. */
function each<T>(
  items: readonly T[] | undefined,
  check: (item: T, index: number) => readonly PropertyFailure[],
): readonly PropertyFailure[] {
  return Array.isArray(items) ? items.flatMap((item, index) => (known(item as Plain) ? check(item as T, index) : [])) : [];
}

function known(value: Plain | undefined): boolean {
  return value !== undefined && value !== UNKNOWN;
}

function checkAction(action: Action, path: string): readonly PropertyFailure[] {
  const failures: PropertyFailure[] = [];
  const key = action.target?.key;
  if (key !== undefined && known(key) && !PROVIDER_TARGET_KEYS.includes(key)) {
    failures.push({
      property: `${path}.target.key`,
      reason: `expected target.0.key to be one of ${JSON.stringify(PROVIDER_TARGET_KEYS)}, got ${key}`,
    });
  }
  for (const [index, parameter] of (action.parameters ?? []).entries()) {
    if (parameter.value.length > LONGEST_PARAMETER) {
      failures.push({
        property: `${path}.parameters[${index}].value`,
        reason: `is ${parameter.value.length} characters long; at most ${LONGEST_PARAMETER}`,
      });
    }
  }
  return failures;
}

function checkTarget(target: Target, path: string): readonly PropertyFailure[] {
  const failures: PropertyFailure[] = [];
  const { resourceArns, resourceTags, selectionMode } = target;
  if (known(selectionMode) && !SELECTION.test(selectionMode)) {
    failures.push({ property: `${path}.selectionMode`, reason: `is "${selectionMode}"; allowed: ALL, COUNT(n), PERCENT(n)` });
  }
  if (Array.isArray(resourceArns) && resourceArns.length > MOST_ARNS) {
    failures.push({ property: `${path}.resourceArns`, reason: `has ${resourceArns.length} ARNs; at most ${MOST_ARNS}` });
  }
  if (resourceArns?.length && resourceTags?.length)
    failures.push({ property: `${path}.resourceTags`, reason: "conflicts with resourceArns: give one of them" });
  return failures;
}

function checkStop(source: string, value: string | undefined, path: string): readonly PropertyFailure[] {
  if (known(source) && !SOURCES.includes(source))
    return [{ property: `${path}.source`, reason: `is "${source}"; allowed: ${SOURCES.join(", ")}` }];
  if (source === "aws:cloudwatch:alarm" && value === undefined)
    return [{ property: `${path}.value`, reason: "is missing: the ARN of an alarm" }];
  return [];
}
