import { type Plain, type Properties, UNKNOWN } from "../contract";

/** Pulumi's markers in marshalled values: sdk/go/common/resource/properties.go. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

type Marked = { readonly [key: string]: Plain };

/** A value as it is for a provider, and whether anything in it is secret. */
export interface Unmarshalled {
  readonly value: Plain;
  readonly secret: boolean;
}

/**
 * Takes Pulumi's markers off: secrets become their value, output values their value or {@link UNKNOWN}, resource references the
 * id of the resource (its URN for components). Assets and archives stay as they came.
 */
export function unmarshal(value: Plain): Unmarshalled {
  if (Array.isArray(value)) {
    const items = value.map(unmarshal);
    return { value: items.map((item) => item.value), secret: items.some((item) => item.secret) };
  }
  if (!isObject(value)) return { value, secret: false };
  const mark = value[SIGNATURE];
  if (mark === SECRET) return { value: unmarshal(value.value ?? null).value, secret: true };
  if (mark === RESOURCE) return { value: value.id === "" ? UNKNOWN : (value.id ?? value.urn ?? null), secret: false };
  if (mark === OUTPUT) {
    if (value.value === undefined) return { value: UNKNOWN, secret: value.secret === true };
    const inner = unmarshal(value.value);
    return { value: inner.value, secret: inner.secret || value.secret === true };
  }
  let secret = false;
  const out: Record<string, Plain> = {};
  for (const [key, member] of Object.entries(value)) {
    const inner = unmarshal(member);
    out[key] = inner.value;
    secret ||= inner.secret;
  }
  return { value: out, secret };
}

/** The properties of a resource, with the names of those that are or hold secrets. */
export function unmarshalProperties(properties: Properties): { readonly properties: Properties; readonly secrets: readonly string[] } {
  const out: Record<string, Plain> = {};
  const secrets: string[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const inner = unmarshal(value);
    out[name] = inner.value;
    if (inner.secret) secrets.push(name);
  }
  return { properties: out, secrets };
}

/** Marks the named properties as secret again, for the way back to the program. */
export function marshalProperties(properties: Properties, secrets: Iterable<string>): Properties {
  const out: Record<string, Plain> = { ...properties };
  for (const name of secrets) {
    const value = out[name];
    if (value !== undefined) out[name] = { [SIGNATURE]: SECRET, value };
  }
  return out;
}

export function isObject(value: Plain | undefined): value is Marked {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
