import { failing } from "./failure";

const PART = /\.([A-Za-z0-9_-]+)|\.?\*|\[(\d+|\*)\]|\[(?:'([^']*)'|"([^"]*)")\]/y;

/**
 * What a JSONPath finds: `$.A.B[0].C`, `$.A[*].B`, `$['A b']`. With a `*` it is the list of all that it finds; a way that leads nowhere finds
 * `undefined`. Throws StepFailure for a path with what is not simulated (filters, slices, descendants).
 */
export function select(path: string, from: unknown): unknown {
  if (!path.startsWith("$")) throw failing(`The selector ${path} is not a JSONPath`);
  let found: unknown[] = [from];
  let many = false;
  PART.lastIndex = 1;
  while (PART.lastIndex < path.length) {
    const at = PART.lastIndex;
    const part = PART.exec(path);
    if (!part) throw failing(`The Faultline sandbox does not read the selector ${path} from "${path.slice(at)}" on`);
    const [whole, name, index, single, double] = part;
    if (whole.endsWith("*") || index === "*") {
      many = true;
      found = found.flatMap(children);
      continue;
    }
    const key = name ?? index ?? single ?? double ?? "";
    found = found.flatMap((value) => {
      const next = child(value, key, index !== undefined);
      return next === undefined ? [] : [next];
    });
  }
  return many ? found : found[0];
}

const children = (value: unknown): unknown[] => (typeof value === "object" && value !== null ? Object.values(value) : []);

function child(value: unknown, key: string, byIndex: boolean): unknown {
  if (typeof value !== "object" || value === null || byIndex !== Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** A value as an output of that type; undefined stays undefined. Throws StepFailure where it is none. */
export function typed(value: unknown, type: string, what: string): unknown {
  if (value === undefined || value === null) return undefined;
  const wrong = () => failing(`The output ${what} is not a ${type}: ${asText(value)}`);
  switch (type) {
    case "String":
      return asText(value);
    case "Integer": {
      const number = Number(value);
      if (!Number.isInteger(number)) throw wrong();
      return number;
    }
    case "Boolean": {
      if (typeof value === "boolean") return value;
      if (value !== "true" && value !== "false") throw wrong();
      return value === "true";
    }
    case "StringList":
      if (!Array.isArray(value)) throw wrong();
      return value.map(asText);
    case "StringMap":
      if (typeof value !== "object" || Array.isArray(value)) throw wrong();
      return value;
    case "MapList":
      if (!Array.isArray(value)) throw wrong();
      return value;
    default:
      throw failing(`The output ${what} has the unknown type ${type}`);
  }
}

/** Texts as they are, everything else as JSON. */
export const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
