import { customResourceSchemas, misfits, type StructuralSchema } from "../../faults";
import { isRecord } from "../document";
import { type Code, Loose } from "./code";

/** The specification of a chaos resource as code that fits the type of its kind; nothing where the cluster would refuse it. */
export function specificationCode(kind: string, specification: unknown, code: Code | undefined): Code | undefined {
  const schema = Object.hasOwn(customResourceSchemas, kind) ? customResourceSchemas[kind] : undefined;
  if (!schema || code === undefined || misfits(schema, specification).length > 0) return undefined;
  const strangers = misfits(strict(schema), specification).filter(({ code: found }) => found === "unknown-property");
  return strangers.reduce((written, { path }) => loosened(written, path), code);
}

/** Clusters take members that the definition does not name, where it says so; types do not. */
function strict(schema: StructuralSchema): StructuralSchema {
  const { properties, items, additionalProperties: more, "x-kubernetes-preserve-unknown-fields": _, ...rest } = schema;
  return {
    ...rest,
    ...(properties ? { properties: Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, strict(one)])) } : {}),
    ...(items ? { items: strict(items) } : {}),
    ...(more === undefined ? {} : { additionalProperties: typeof more === "object" ? strict(more) : more }),
  };
}

/** The same with the member at this path spread into its object. */
function loosened(code: Code, path: readonly (string | number)[]): Code {
  const [step, ...rest] = path;
  if (step === undefined) return code;
  if (Array.isArray(code)) return code.map((item: Code, index) => (index === step ? loosened(item, rest) : item));
  if (code instanceof Loose) {
    if (rest.length > 0) return new Loose(at(code.known, step, rest), code.others);
    const { [step]: stranger, ...known } = code.known;
    return stranger === undefined ? code : new Loose(known, { ...code.others, [step]: stranger });
  }
  if (!isRecord(code)) return code;
  const members = code as Readonly<Record<string, Code>>;
  if (rest.length > 0) return at(members, step, rest);
  const { [step]: stranger, ...known } = members;
  return stranger === undefined ? code : new Loose(known, { [step]: stranger });
}

function at(members: Readonly<Record<string, Code>>, step: string | number, rest: readonly (string | number)[]): Record<string, Code> {
  return Object.fromEntries(Object.entries(members).map(([key, item]) => [key, key === String(step) ? loosened(item, rest) : item]));
}
