import type { ParameterFacts } from "../../faults";
import { parseDuration } from "../../words";
import { Unknown } from "../document";
import type { Code } from "./code";
import type { Unknowns } from "./unknowns";

/** How the text of a parameter becomes the value of an option; `undefined` when the option cannot say it. */
export type Codec = (given: string | Unknown, facts: ParameterFacts | undefined, unknowns: Unknowns) => Code | undefined;

/** A codec for options that take values of deployments, too. */
function texts(type: string, decode: (text: string, facts: ParameterFacts | undefined) => Code | undefined): Codec {
  return (given, facts, unknowns) => {
    if (!(given instanceof Unknown)) return decode(given, facts);
    // A choice among words has no text in its place.
    return facts?.allowed ? undefined : unknowns.use(given, type);
  };
}

function known(decode: (text: string) => Code | undefined): Codec {
  return (given) => (given instanceof Unknown ? undefined : decode(given));
}

const isAllowed = (item: string, facts: ParameterFacts | undefined) => !facts?.allowed || facts.allowed.includes(item);

export const text = texts("Text", (given, facts) => (isAllowed(given, facts) ? given : undefined));

export const list: Codec = (given, facts, unknowns) => {
  if (given instanceof Unknown) return facts?.allowed ? undefined : [unknowns.use(given, "Text")];
  const items = given.split(",").map((item) => item.trim());
  return items.every((item) => item !== "" && isAllowed(item, facts)) ? items : undefined;
};

export const duration = texts("Duration", (given) => {
  const ms = parseDuration(given);
  return ms === undefined ? undefined : shortDuration(ms);
});

export const milliseconds = texts("Duration", (given) => (/^\d{1,12}$/.test(given) ? shortDuration(Number(given)) : undefined));

export const seconds = texts("Duration", (given) => (/^\d{1,9}$/.test(given) ? shortDuration(Number(given) * 1_000) : undefined));

export const percent = texts("Percent", (given) => (/^\d+(?:\.\d+)?$/.test(given) ? `${given}%` : undefined));

export const count = (what: string): Codec =>
  texts("Count", (given) => (/^\d+$/.test(given) ? `${given} ${given === "1" ? what : `${what}s`}` : undefined));

export const number = known((given) => (/^\d{1,9}$/.test(given) ? Number(given) : undefined));

export const yes = known((given) => (/^(?:true|false)$/i.test(given) ? /^true$/i.test(given) : undefined));

export const not = known((given) => (/^(?:true|false)$/i.test(given) ? /^false$/i.test(given) : undefined));

const UNITS = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const;

/** In the largest unit that divides it: `5m`, `90s`, `250ms`; nothing for a part of a millisecond. */
export function shortDuration(ms: number): string | undefined {
  if (ms === 0) return "0s";
  const [unit, size] = UNITS.find(([, one]) => ms % one === 0) ?? [];
  return unit === undefined || size === undefined ? undefined : `${ms / size}${unit}`;
}
