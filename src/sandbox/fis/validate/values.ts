import { parseDuration } from "../../../words";
import type { ParameterFact } from "../catalogue";

/** What is wrong with a parameter's value, or `undefined`. Values are strings; the fact says what they spell. */
export function problemWith(value: string, fact: ParameterFact): string | undefined {
  if (value.length > 1024) return "must have at most 1024 characters";
  return BY_TYPE[fact.type](value, fact);
}

const oneOf = (value: string, allowed: readonly string[]): boolean =>
  allowed.some((item) => item === value || (/^(true|false)$/i.test(item) && item.toLowerCase() === value.toLowerCase()));

const BY_TYPE: Readonly<Record<ParameterFact["type"], (value: string, fact: ParameterFact) => string | undefined>> = {
  duration: (value, fact) => {
    const ms = value.startsWith("P") ? parseDuration(value) : undefined;
    if (ms === undefined || ms <= 0) return "must be an ISO 8601 duration, for example PT5M";
    if (typeof fact.min === "string" && ms < (parseDuration(fact.min) ?? 0)) return `must be at least ${fact.min}`;
    if (typeof fact.max === "string" && ms > (parseDuration(fact.max) ?? Number.POSITIVE_INFINITY)) return `must be at most ${fact.max}`;
    return undefined;
  },
  int: (value, fact) => {
    if (!/^-?\d+$/.test(value)) return "must be an integer";
    return outOfRange(Number(value), fact);
  },
  string: (value, fact) => {
    if (fact.allowed && !oneOf(value, fact.allowed)) return `must be one of [${fact.allowed.join(", ")}]`;
    if (typeof fact.min !== "number" && typeof fact.max !== "number") return undefined;
    return /^-?\d+(\.\d+)?$/.test(value) ? outOfRange(Number(value), fact) : "must be a number";
  },
  list: (value, fact) => {
    const items = value.split(",").map((item) => item.trim());
    if (items.some((item) => item === "")) return "must be a comma-separated list without empty items";
    if (fact.maxItems !== undefined && items.length > fact.maxItems) return `must have at most ${fact.maxItems} items`;
    const { allowed } = fact;
    const bad = allowed ? items.find((item) => !oneOf(item, allowed)) : undefined;
    return bad === undefined ? undefined : `must be one of [${allowed?.join(", ")}]`;
  },
  // AWS takes the text as it is; what it says is checked by the service that gets it.
  json: () => undefined,
};

function outOfRange(n: number, fact: ParameterFact): string | undefined {
  if (typeof fact.min === "number" && n < fact.min) return `must be at least ${fact.min}`;
  if (typeof fact.max === "number" && n > fact.max) return `must be at most ${fact.max}`;
  return undefined;
}
