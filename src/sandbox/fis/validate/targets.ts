import { parseArn } from "../../../words";
import { QUOTAS, targetTypeFact } from "../catalogue";
import { invalid, notFound } from "../errors";
import type { TemplateContent, TemplateTarget } from "../records";
import { checkSelectionMode } from "../selection";
import { checkName } from "./names";

/** Checks all targets of a template. Throws the first problem. */
export function checkTargets(targets: TemplateContent["targets"]): void {
  for (const [name, target] of Object.entries(targets)) {
    checkName("target", name);
    checkTarget(name, target);
  }
}

function checkTarget(name: string, target: TemplateTarget): void {
  const { resourceType } = target;
  const fact = targetTypeFact(resourceType);
  if (!fact) throw notFound(`TargetResourceType with ID ${resourceType} not found.`);
  const arns = target.resourceArns ?? [];
  const tags = Object.entries(target.resourceTags ?? {});
  const filters = target.filters ?? [];

  if (arns.length > 0 && !fact.identifiableBy.includes("arns")) {
    throw invalid(`TargetResourceType ${resourceType} does not support resourceArns.`);
  }
  if (tags.length > 0 && !fact.identifiableBy.includes("tags")) {
    throw invalid(`TargetResourceType ${resourceType} does not support resourceTags.`);
  }
  if (filters.length > 0 && !fact.filters) throw invalid(`TargetResourceType ${resourceType} does not support filters.`);
  if (arns.length > 0 && tags.length > 0) {
    throw invalid(`You cannot specify both resource ARNs and resource tags for target ${name}.`);
  }
  if (arns.length > 0 && filters.length > 0) {
    throw invalid(`You cannot specify both resource ARNs and filters for target ${name}.`);
  }
  checkArns(name, arns);
  checkTagFilters(name, tags);
  checkFilters(name, filters);
  checkParameters(name, target);
  const byParameters = fact.identifiableBy.includes("parameters") && Object.keys(target.parameters ?? {}).length > 0;
  if (arns.length === 0 && tags.length === 0 && filters.length === 0 && !byParameters) {
    throw invalid(`You must specify resource ARNs, resource tags, filters or parameters for target ${name}.`);
  }
  checkSelectionMode(name, target.selectionMode);
}

function checkArns(name: string, arns: readonly string[]): void {
  if (arns.length > QUOTAS.resourceArnsPerTarget) {
    throw invalid(`Target ${name} has ${arns.length} resource ARNs. The maximum is ${QUOTAS.resourceArnsPerTarget}.`);
  }
  const bad = arns.find((arn) => !parseArn(arn));
  if (bad !== undefined) throw invalid(`Invalid resource ARN "${bad}" for target ${name}.`);
  if (new Set(arns).size < arns.length) throw invalid(`Target ${name} has the same resource ARN more than once.`);
}

function checkTagFilters(name: string, tags: readonly [string, unknown][]): void {
  if (tags.length > QUOTAS.tags) throw invalid(`Target ${name} has ${tags.length} resource tags. The maximum is ${QUOTAS.tags}.`);
  const bad = tags.find(([, value]) => typeof value !== "string");
  if (bad) throw invalid(`The value of resource tag "${bad[0]}" of target ${name} must be a string.`);
}

function checkFilters(name: string, filters: NonNullable<TemplateTarget["filters"]>): void {
  for (const { path, values } of filters) {
    if (path === "" || path.length > 256) throw invalid(`A filter path of target ${name} must have 1 to 256 characters.`);
    if (values.length === 0) throw invalid(`Filter "${path}" of target ${name} has no values.`);
    if (values.some((value) => value.length > 128))
      throw invalid(`The values of filter "${path}" of target ${name} have at most 128 characters.`);
  }
}

const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@,]+$/u;

function checkParameters(name: string, target: TemplateTarget): void {
  const given = target.parameters ?? {};
  const known = targetTypeFact(target.resourceType)?.parameters ?? {};
  for (const [key, value] of Object.entries(given)) {
    const fact = known[key];
    if (!fact) throw invalid(`Unexpected parameter "${key}" found in target "${name}".`);
    if (value.length > 1024 || !VALUE.test(value)) throw invalid(`Invalid value for parameter "${key}" of target "${name}".`);
    if (fact.allowed && !fact.allowed.includes(value)) {
      throw invalid(`Invalid value "${value}" for parameter "${key}" of target "${name}": it must be one of [${fact.allowed.join(", ")}].`);
    }
  }
  const missing = Object.entries(known).find(([key, fact]) => fact.required && given[key] === undefined);
  if (missing) throw invalid(`Missing required parameter "${missing[0]}" in target "${name}".`);
}
