import { targetTypes } from "../faults";
import { hasHole, parseArn } from "../words";
import type { TargetPlan } from "./plan";
import { join, type Reader } from "./read";

const MAX_ARNS = 5;
const SELECT = /^(?:all|([1-9]\d*) of them|(100|[1-9]?\d)%)$/;

/** One target of a fault, as FIS takes it. https://docs.aws.amazon.com/fis/latest/userguide/targets.html */
export function compileTarget(reader: Reader, value: unknown, path: string, name: string, expectedType: string): TargetPlan | undefined {
  const given = reader.object(value, path, "a target", ["resourceType", "arns", "tags", "filters", "parameters", "select"]);
  if (!given) return undefined;
  if (given.resourceType !== expectedType) {
    reader.add({
      code: "wrong-target",
      path: join(path, "resourceType"),
      message: "the fault acts on another kind of resource",
      given: given.resourceType,
      allowed: expectedType,
      remedy: `Give it a target of type ${expectedType}.`,
    });
    return undefined;
  }
  const before = reader.problems.length;
  const which = compileWhich(reader, given, path, expectedType);
  const selectionMode = compileSelection(reader, given.select, join(path, "select"));
  if (reader.problems.length > before || !selectionMode) return undefined;
  return { name, resourceType: expectedType, selectionMode, ...which };
}

/** What the members are called that say which resources are meant: by us, and by FIS. */
const OURS = { arns: "arns", tags: "tags" };
export const AS_FIS_SAYS = { arns: "resourceArns", tags: "resourceTags" };

/** Which resources of this type a target means. */
export function compileWhich(
  reader: Reader,
  given: Readonly<Record<string, unknown>>,
  path: string,
  type: string,
  said: typeof OURS = OURS,
): Pick<TargetPlan, "arns" | "tags" | "filters" | "parameters"> {
  const which = {
    arns: compileArns(reader, given[said.arns], join(path, said.arns), type),
    tags: compileTags(reader, given[said.tags], join(path, said.tags)),
    filters: compileFilters(reader, given.filters, join(path, "filters")),
    parameters: compileParameters(reader, given.parameters, join(path, "parameters"), type),
  };
  checkSelectedBy(reader, path, type, which);
  return which;
}

function checkSelectedBy(
  reader: Reader,
  path: string,
  type: string,
  has: { arns: readonly string[]; tags: object; filters: readonly unknown[]; parameters: object },
): void {
  const by = targetTypes[type]?.by ?? ["arns", "tags", "parameters"];
  const filterable = targetTypes[type]?.filters ?? true;
  const tagged = Object.keys(has.tags).length > 0;
  const parameterised = Object.keys(has.parameters).length > 0;
  const refuse = (code: string, message: string, allowed: string, remedy: string) => reader.add({ code, path, message, allowed, remedy });
  if (has.arns.length > 0 && tagged)
    refuse("arns-and-tags", "a target is selected by ARNs or by tags, not both", "one of them", "Leave one out.");
  if (has.arns.length > 0 && has.filters.length > 0)
    refuse("arns-and-filters", "filters cannot be combined with ARNs", "filters with tags", "Leave the filters out, or select by tags.");
  if (has.filters.length > 0 && !filterable) refuse("no-filters", `${type} takes no filters`, by.join(" or "), "Leave the filters out.");
  if (has.arns.length > 0 && !by.includes("arns"))
    refuse("not-by-arn", `${type} cannot be selected by ARN`, by.join(" or "), "Select it in another way.");
  if (tagged && !by.includes("tags"))
    refuse("not-by-tags", `${type} cannot be selected by tags`, by.join(" or "), "Select it in another way.");
  if (has.arns.length === 0 && !tagged && !parameterised && has.filters.length === 0) {
    refuse(
      "no-selection",
      "the target selects nothing",
      by.join(" or "),
      "Say which resources it means; everything in the account is never meant.",
    );
  } else if (has.arns.length === 0 && !tagged && !parameterised) {
    refuse("only-filters", "filters alone would reach every resource in the account that they match", by.join(" or "), "Add tags.");
  }
}

function compileArns(reader: Reader, value: unknown, path: string, type: string): readonly string[] {
  if (value === undefined) return [];
  const arns = textList(reader, value, path, "the ARNs");
  const most = targetTypes[type]?.maxArns ?? MAX_ARNS;
  if (arns.length === 0 || arns.length > most) {
    reader.add({
      code: "arn-count",
      path,
      message: `${arns.length} ARNs are given`,
      allowed: most === 1 ? "one" : `1 to ${most}`,
      remedy: most === 1 ? "Name one." : "Select by tags when there are more.",
    });
  }
  const patterns = targetTypes[type]?.arns ?? [];
  arns.forEach((arn, index) => {
    if (hasHole(arn)) return;
    const at = join(path, index);
    if (!parseArn(arn))
      reader.add({
        code: "bad-arn",
        path: at,
        message: "this is not an ARN",
        given: arn,
        allowed: "arn:aws:service:region:account:resource",
        remedy: "Correct it.",
      });
    else if (patterns.length > 0 && !patterns.some((pattern) => isLike(arn, pattern)))
      reader.add({
        code: "wrong-arn",
        path: at,
        message: `this is not the ARN of a resource of type ${type}`,
        given: arn,
        allowed: patterns.join(" or "),
        remedy: "Name a resource of this type.",
      });
  });
  return arns;
}

/** Whether an ARN, in whatever Region and account, is one that the pattern means. */
function isLike(arn: string, pattern: string): boolean {
  const [, , service, , , ...resource] = pattern.split(":");
  const parsed = parseArn(arn);
  const parts = resource
    .join(":")
    .split("*")
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return parsed?.service === service && new RegExp(`^${parts.join(".+")}$`, "s").test(parsed?.resource ?? "");
}

function compileTags(reader: Reader, value: unknown, path: string): Record<string, string> {
  if (value === undefined) return {};
  const record = reader.object(value, path, "the tags") ?? {};
  const entries = Object.entries(record);
  if (entries.length === 0 || entries.length > 50)
    reader.add({
      code: "tag-count",
      path,
      message: `${entries.length} tags are given`,
      allowed: "1 to 50",
      remedy: "Name the tags that the targets carry.",
    });
  for (const [key, item] of entries) {
    if (typeof item !== "string")
      reader.add({
        code: "not-text",
        path: join(path, key),
        message: "the value of the tag is not a text",
        given: item,
        remedy: "Write it as a text.",
      });
  }
  return record as Record<string, string>;
}

function compileFilters(reader: Reader, value: unknown, path: string): TargetPlan["filters"] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    reader.add({
      code: "not-a-list",
      path,
      message: "filters must be a list",
      given: value,
      remedy: 'Write [{ path: "State.Name", values: ["running"] }].',
    });
    return [];
  }
  return value.flatMap((item: unknown, index) => {
    const at = join(path, index);
    const filter = reader.object(item, at, "a filter", ["path", "values"]);
    if (!filter) return [];
    const attribute = reader.text(filter.path, join(at, "path"), "the path of the filter", {
      max: 256,
      remedy: 'Name the attribute as the Describe call returns it, for example "Placement.AvailabilityZone".',
    });
    const values = textList(reader, filter.values, join(at, "values"), "the values of the filter");
    if (attribute !== undefined && !/^[A-Z]/.test(attribute))
      reader.add({
        code: "bad-filter-path",
        path: join(at, "path"),
        message: "attribute paths start with a capital letter",
        given: attribute,
        allowed: "PascalCase, as in the Describe output",
        remedy: `Write it as "${attribute.charAt(0).toUpperCase()}${attribute.slice(1)}" if that is the attribute.`,
      });
    if (values.length === 0)
      reader.add({ code: "no-values", path: join(at, "values"), message: "the filter has no values", remedy: "Give at least one value." });
    return attribute ? [{ path: attribute, values }] : [];
  });
}

function compileParameters(reader: Reader, value: unknown, path: string, type: string): Record<string, string> {
  const record = value === undefined ? {} : (reader.object(value, path, "the target's parameters") ?? {});
  const known = targetTypes[type]?.parameters ?? {};
  const out: Record<string, string> = {};
  for (const [key, item] of Object.entries(record)) {
    const text = Array.isArray(item) && item.every((part) => typeof part === "string") ? item.join(",") : item;
    const at = join(path, key);
    if (Object.hasOwn(targetTypes, type) && !Object.hasOwn(known, key))
      reader.add({
        code: "unknown-parameter",
        path: at,
        message: `${type} has no parameter "${key}"`,
        given: item,
        allowed: Object.keys(known).join(", ") || "none",
        remedy: "Remove it, or correct its name.",
      });
    else if (typeof text !== "string" || text === "")
      reader.add({ code: "not-text", path: at, message: "the parameter is empty or not a text", given: item, remedy: "Give it a value." });
    else if (known[key]?.allowed && !hasHole(text) && !known[key].allowed.includes(text))
      reader.add({
        code: "not-allowed",
        path: at,
        message: "the value is not one of those known",
        given: item,
        allowed: known[key].allowed.join(", "),
        remedy: "Choose one of them.",
      });
    else out[key] = text;
  }
  for (const [key, rule] of Object.entries(known)) {
    if (rule.required && !Object.hasOwn(record, key))
      reader.add({ code: "missing", path: join(path, key), message: `${type} needs the parameter "${key}"`, remedy: "Give it." });
  }
  return out;
}

function compileSelection(reader: Reader, value: unknown, path: string): string | undefined {
  const match = typeof value === "string" ? SELECT.exec(value) : null;
  if (!match || value === "0%") {
    reader.add({
      code: "bad-selection",
      path,
      message: "the selection cannot be read",
      given: value,
      allowed: '"all", "2 of them", "50%"',
      remedy: "Write one of these forms.",
    });
    return undefined;
  }
  if (match[1]) return `COUNT(${match[1]})`;
  return match[2] ? `PERCENT(${match[2]})` : "ALL";
}

function textList(reader: Reader, value: unknown, path: string, what: string): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "")) return value as string[];
  reader.add({ code: "not-a-list", path, message: `${what} must be a list of texts`, given: value, remedy: 'Write them as ["…"].' });
  return [];
}
