import type { Condition } from "./document";
import { type Context, matchesArn, matchesPattern } from "./match";

type Test = (wanted: string, given: string, context: Context | undefined) => boolean;

const substituted = (text: string, context: Context | undefined, then: (text: string) => boolean): boolean => {
  if (!context || !text.includes("${")) return then(text);
  let complete = true;
  const filled = text.replace(/\$\{([^}]*)\}/g, (_whole, inside: string) => {
    if (inside === "*" || inside === "?" || inside === "$") return inside;
    const [name = "", fallback] = inside.split(",").map((piece) => piece.trim());
    const values = context.get(name.toLowerCase());
    const value = values?.length === 1 ? values[0] : fallback?.replace(/^'(.*)'$/, "$1");
    if (value === undefined) complete = false;
    return value ?? "";
  });
  return complete && then(filled);
};

const number =
  (compare: (given: number, wanted: number) => boolean): Test =>
  (wanted, given) => {
    const [left, right] = [Number(given), Number(wanted)];
    return given.trim() !== "" && wanted.trim() !== "" && !Number.isNaN(left) && !Number.isNaN(right) && compare(left, right);
  };

const millis = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text));
const date =
  (compare: (given: number, wanted: number) => boolean): Test =>
  (wanted, given) => {
    const [left, right] = [millis(given), millis(wanted)];
    return !Number.isNaN(left) && !Number.isNaN(right) && compare(left, right);
  };

const COMPARISONS: Readonly<Record<string, (given: number, wanted: number) => boolean>> = {
  equals: (given, wanted) => given === wanted,
  lessthan: (given, wanted) => given < wanted,
  lessthanequals: (given, wanted) => given <= wanted,
  greaterthan: (given, wanted) => given > wanted,
  greaterthanequals: (given, wanted) => given >= wanted,
};

const TESTS: Readonly<Record<string, Test>> = {
  stringequals: (wanted, given, context) => substituted(wanted, context, (text) => text === given),
  stringequalsignorecase: (wanted, given, context) => substituted(wanted, context, (text) => text.toLowerCase() === given.toLowerCase()),
  stringlike: (wanted, given, context) => matchesPattern(wanted, given, context),
  bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase() && /^(true|false)$/i.test(given),
  binaryequals: (wanted, given) => wanted === given,
  arnequals: (wanted, given, context) => matchesArn(wanted, given, context),
  arnlike: (wanted, given, context) => matchesArn(wanted, given, context),
  ipaddress: (wanted, given) => inRange(given, wanted),
  ...Object.fromEntries(Object.entries(COMPARISONS).map(([name, compare]) => [`numeric${name}`, number(compare)])),
  ...Object.fromEntries(Object.entries(COMPARISONS).map(([name, compare]) => [`date${name}`, date(compare)])),
};

/** Values that a family of operators cannot read satisfy none of it, negated or not. */
const READABLE: Readonly<Record<string, (text: string) => boolean>> = {
  numeric: (text) => text.trim() !== "" && !Number.isNaN(Number(text)),
  date: (text) => !Number.isNaN(millis(text)),
};

/** Whether an address is within `10.0.0.0/8`; IPv4, which is all that the sandbox has. */
function inRange(address: string, range: string): boolean {
  const [base = "", bits = "32"] = range.split("/");
  const [left, right] = [ipNumber(address), ipNumber(base)];
  const size = Number(bits);
  if (left === undefined || right === undefined || !(size >= 0 && size <= 32)) return false;
  const block = 2 ** (32 - size);
  return Math.floor(left / block) === Math.floor(right / block);
}

function ipNumber(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Whether one condition holds: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export function holds(condition: Condition, context: Context, variables: boolean): boolean {
  const given = context.get(condition.key.toLowerCase());
  let operator = condition.operator.toLowerCase();
  if (operator === "null")
    return condition.values.some((value) => (value.toLowerCase() === "true") === (given === undefined || given.length === 0));
  const all = operator.startsWith("forallvalues:");
  const any = operator.startsWith("foranyvalue:");
  if (all || any) operator = operator.slice(operator.indexOf(":") + 1);
  const ifExists = operator.endsWith("ifexists");
  if (ifExists) operator = operator.slice(0, -"ifexists".length);
  const negated = operator.includes("not");
  const test = TESTS[operator.replace("not", "")];
  if (!test) return false;
  if (given === undefined || given.length === 0) return all || ifExists || (negated && !any);
  const matches = (value: string) => condition.values.some((wanted) => test(wanted, value, variables ? context : undefined));
  const readable = READABLE[/^(numeric|date)/.exec(operator)?.[0] ?? ""];
  const passes = (value: string) => (readable?.(value) ?? true) && matches(value) !== negated;
  if (all) return given.every(passes);
  if (any) return given.some(passes);
  return negated ? given.every(passes) : given.some(passes);
}
