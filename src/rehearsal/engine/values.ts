import { isObject, type Plain, type Properties, UNKNOWN } from "../contract";

/** Pulumi's markers in marshalled values: sdk/go/common/resource/properties.go. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

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
  const members = Object.entries(value).map(([key, member]) => [key, unmarshal(member)] as const);
  // From entries, as a property may be called `__proto__`.
  return {
    value: Object.fromEntries(members.map(([key, member]) => [key, member.value])),
    secret: members.some(([, member]) => member.secret),
  };
}

/** The properties of a resource, with the names of those that are or hold secrets. */
export function unmarshalProperties(properties: Properties): { readonly properties: Properties; readonly secrets: readonly string[] } {
  const members = Object.entries(properties).map(([name, value]) => [name, unmarshal(value)] as const);
  return {
    properties: Object.fromEntries(members.map(([name, member]) => [name, member.value])),
    secrets: members.filter(([, member]) => member.secret).map(([name]) => name),
  };
}

/** Marks the named properties as secret again, for the way back to the program. */
export function marshalProperties(properties: Properties, secrets: Iterable<string>): Properties {
  const closed = new Set(secrets);
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      closed.has(name) && value !== undefined ? { [SIGNATURE]: SECRET, value } : value,
    ]),
  );
}
