import type { DocumentParameter } from "../documents/catalogue";
import { invalidParameters } from "../problems";

/** The values with which a document runs: those given, checked, and its defaults. */
export function checkedParameters(
  wanted: Readonly<Record<string, DocumentParameter>>,
  given: Readonly<Record<string, readonly string[]>>,
): Record<string, string[]> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(wanted, name));
  if (unknown) throw invalidParameters(`The parameter ${unknown} is not defined in the document.`);
  const out: Record<string, string[]> = {};
  for (const [name, parameter] of Object.entries(wanted)) {
    const values = given[name] ?? (parameter.default === undefined ? undefined : [parameter.default]);
    if (!values || values.length === 0) throw invalidParameters("A required parameter for the document is missing");
    if (given[name]) for (const value of values) checkValue(name, parameter, value);
    out[name] = [...values];
  }
  return out;
}

function checkValue(name: string, { allowed, pattern }: DocumentParameter, value: string): void {
  if (allowed && !allowed.includes(value)) {
    throw invalidParameters(`The value ${value} of the parameter ${name} is not one of the allowed values: [${allowed.join(", ")}]`);
  }
  if (pattern && !new RegExp(`^(?:${pattern.source})$`, pattern.flags).test(value)) {
    throw invalidParameters(`The value ${value} of the parameter ${name} does not match the allowed pattern: ${pattern.source}`);
  }
}
