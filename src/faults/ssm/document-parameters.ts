import { canonicalJson } from "../../words";

/** A document's parameters as FIS takes them: JSON, or nothing when there are none. */
export function documentParameters(parameters: Readonly<Record<string, string | readonly string[] | undefined>>): string | undefined {
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
  return Object.keys(given).length > 0 ? canonicalJson(given) : undefined;
}
