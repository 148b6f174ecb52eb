import type { ParameterFacts } from "../faults";
import { durationMs, hasHole, humanDuration, parseDuration } from "../words";
import { join, type Reader } from "./read";

/** https://docs.aws.amazon.com/fis/latest/APIReference/API_CreateExperimentTemplateActionInput.html */
const MAX_LENGTH = 1_024;

/** What the parameters are of, and what is known of them. */
interface Owner {
  /** An action id, or the name of a document. */
  readonly name: string;
  /** Where it is described. */
  readonly page: string;
  readonly parameters: Readonly<Record<string, ParameterFacts>>;
}

/** Parameters as FIS takes them: texts that fit what AWS documents. What is known only later is checked then. */
export function compileParameters(reader: Reader, value: unknown, path: string, owner: Owner): Record<string, string> {
  const record = value === undefined ? {} : (reader.object(value, path, "the parameters", Object.keys(owner.parameters)) ?? {});
  const out: Record<string, string> = {};
  for (const [key, rule] of Object.entries(owner.parameters)) {
    const at = join(path, key);
    const text = textOf(record[key]);
    const because = rule.requiredIf && record[rule.requiredIf.parameter] === rule.requiredIf.is ? rule.requiredIf : undefined;
    if (text === undefined) {
      if (rule.required || because)
        reader.add({
          code: "missing",
          path: at,
          message: `${owner.name} needs "${key}"${because ? ` when ${because.parameter} is "${because.is}"` : ""}`,
          remedy: `Give it. See ${owner.page}`,
        });
    } else if (typeof text !== "string" || text === "") {
      reader.add({
        code: "not-text",
        path: at,
        message: "the parameter is empty or not a text",
        given: record[key],
        remedy: "Give it a value.",
      });
    } else if (text.length > MAX_LENGTH) {
      reader.add({
        code: "too-long",
        path: at,
        message: `the parameter is ${text.length} characters long`,
        allowed: `at most ${MAX_LENGTH} characters`,
        remedy: "Shorten it.",
      });
    } else if (hasHole(text) || fits(reader, text, at, rule)) {
      out[key] = text;
      if (rule.membersBy && !hasHole(text)) checkMembers(reader, text, at, rule.membersBy, record, owner.page);
    }
  }
  return out;
}

/** A list is joined with commas, as FIS takes lists. */
function textOf(item: unknown): unknown {
  const list = Array.isArray(item) && item.length > 0 && item.every((part) => typeof part === "string" && part !== "");
  return list ? item.join(",") : item;
}

function checkMembers(
  reader: Reader,
  text: string,
  path: string,
  { parameter, known }: NonNullable<ParameterFacts["membersBy"]>,
  record: Readonly<Record<string, unknown>>,
  page: string,
): void {
  const name = String(record[parameter]).split("/").at(-1) ?? "";
  const parameters = Object.hasOwn(known, name) ? known[name] : undefined;
  if (parameters) compileParameters(reader, texts(JSON.parse(text)), path, { name, page, parameters });
}

/** SSM takes numbers and truth values for the texts that it wants. */
function texts(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  const plain = (item: unknown) => (typeof item === "number" || typeof item === "boolean" ? String(item) : item);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function fits(reader: Reader, text: string, path: string, rule: ParameterFacts): boolean {
  const items = rule.kind === "list" ? text.split(",").map((item) => item.trim()) : [text];
  const unknown = items.filter((item) => !isAllowed(item, rule.allowed));
  const problem = unknown.length > 0 ? notAllowed(rule.allowed ?? []) : check[rule.kind](text, rule);
  if (problem) reader.add({ ...problem, path, given: text, remedy: "Correct the value." });
  return problem === undefined;
}

/** FIS and SSM take truth values in capitals or not. */
function isAllowed(item: string, allowed: readonly string[] | undefined): boolean {
  if (!allowed || allowed.includes(item)) return true;
  return /^(?:true|false)$/i.test(item) && allowed.some((known) => known.toLowerCase() === item.toLowerCase());
}

interface Misfit {
  readonly code: string;
  readonly message: string;
  readonly allowed: string;
}

function notAllowed(allowed: readonly string[]): Misfit {
  return { code: "not-allowed", message: "the value is not one of those known", allowed: allowed.join(", ") };
}

const check: Readonly<Record<ParameterFacts["kind"], (text: string, rule: ParameterFacts) => Misfit | undefined>> = {
  text: () => undefined,
  list: (text, { maxItems }) => {
    const count = text.split(",").length;
    if (maxItems === undefined || count <= maxItems) return undefined;
    return { code: "too-many", message: `the list has ${count} items`, allowed: `at most ${maxItems}` };
  },
  duration: (text, rule) => {
    const ms = parseDuration(text);
    if (ms === undefined) return { code: "no-unit", message: "the duration cannot be read", allowed: '"90s", "5m" or "PT5M"' };
    if (!text.startsWith("PT") || ms % 1_000 !== 0)
      return { code: "not-iso", message: "FIS takes whole seconds, as ISO 8601 writes them", allowed: '"PT90S" or "PT5M"' };
    const [min, max] = [boundMs(rule.min, "0s"), boundMs(rule.max, "12h")];
    if (ms >= min && ms <= max) return undefined;
    const allowed = `${humanDuration(min)} to ${humanDuration(max)}`;
    return { code: "duration-out-of-range", message: "the duration is out of range", allowed };
  },
  integer: (text, rule) => {
    if (!/^-?\d+$/.test(text)) return { code: "not-a-number", message: "the value is not a whole number", allowed: "a whole number" };
    return outOfRange(Number(text), rule);
  },
  decimal: (text, rule) => {
    if (!/^-?\d+(?:\.\d+)?$/.test(text)) return { code: "not-a-number", message: "the value is not a number", allowed: "a number" };
    return outOfRange(Number(text), rule);
  },
  json: (text) => {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return undefined;
    } catch {
      // Told below.
    }
    return { code: "bad-json", message: "the value is not a JSON object", allowed: "a JSON object" };
  },
};

function outOfRange(value: number, rule: ParameterFacts): Misfit | undefined {
  const [min, max] = [Number(rule.min ?? Number.MIN_SAFE_INTEGER), Number(rule.max ?? Number.MAX_SAFE_INTEGER)];
  if (value >= min && value <= max) return undefined;
  const allowed = rule.max === undefined ? `at least ${min}` : `${min} to ${max}`;
  return { code: "out-of-range", message: "the number is out of range", allowed };
}

function boundMs(bound: ParameterFacts["min"], otherwise: "0s" | "12h"): number {
  return durationMs(typeof bound === "string" ? bound : otherwise);
}
