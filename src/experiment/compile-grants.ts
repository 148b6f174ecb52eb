import type { FaultFacts } from "../faults";
import { hasHole } from "../words";
import { join, type Reader } from "./read";

/** Values that the permissions need and FIS does not take. One that is missing makes the role wider, which is told. */
export function compileGrants(reader: Reader, value: unknown, path: string, facts: FaultFacts): Record<string, string> {
  const known = facts.grants ?? {};
  const record = value === undefined ? {} : (reader.object(value, path, "the grants", Object.keys(known)) ?? {});
  const out: Record<string, string> = {};
  for (const [name, grant] of Object.entries(known)) {
    const text = record[name];
    const at = join(path, name);
    if (text === undefined) {
      if (grant.without !== undefined)
        reader.warn({
          code: "wide-permission",
          path: at,
          message: `without ${grant.is}, the experiment role may ${grant.without}`,
          allowed: grant.example,
          remedy: "Give it.",
        });
    } else if (typeof text === "string" && (hasHole(text) || new RegExp(grant.pattern, "s").test(text))) out[name] = text;
    else
      reader.add({
        code: "not-allowed",
        path: at,
        // An import leaves open what the file does not say.
        message: text === "" ? `${grant.is}: not filled in yet` : `this is not ${grant.is}`,
        given: text,
        allowed: grant.example,
        remedy: text === "" ? `Fill it in, for example ${grant.example}.` : "Correct it.",
      });
  }
  return out;
}
