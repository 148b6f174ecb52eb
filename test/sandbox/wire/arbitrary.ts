import fc from "fast-check";
import type { Shape, StructureShape } from "../../../src/sandbox/model/types";

export interface Limits {
  /** How deep structures go; deeper members are left out. */
  readonly depth: number;
  /** Whether lists and maps may be empty: query protocols cannot tell empty from absent. */
  readonly empty: boolean;
  /** Inputs obey length, range and pattern; outputs only types and enumerations. */
  readonly rules: boolean;
  /** Whole seconds only, where a client drops milliseconds. */
  readonly seconds: boolean;
}

const texts = (min: number, max: number) =>
  fc.string({ minLength: min, maxLength: Math.max(min, Math.min(max, 24)), unit: fc.constantFrom(..."abcXYZ019 &<>'\"/%+=é日") });

const CANDIDATES = [
  "aa",
  "abab",
  "0101",
  "/",
  "/a/",
  "1.2",
  "123456789012",
  "arn:aws:iam::123456789012:role/a",
  "v1",
  "100%",
  "AWS:a",
  "https://a",
];

/** Texts that a string shape takes; undefined where none of the candidates fits its pattern. */
function text(shape: Extract<Shape, { type: "string" }>, { rules }: Limits): fc.Arbitrary<string> | undefined {
  if (shape.values) return fc.constantFrom(...shape.values);
  if (!rules) return texts(0, 24).map((value) => value.trim());
  const { min = 0, max = 24, matches } = shape;
  if (!matches) return texts(min, max).map((value) => value.replace(/^ | $/g, "a"));
  const fitting = CANDIDATES.map((one) => one.repeat(Math.max(1, Math.ceil(min / one.length)))).filter(
    (one) => one.length <= max && matches.test(one),
  );
  return fitting.length > 0 ? fc.constantFrom(...fitting) : undefined;
}

function lengths(
  shape: { readonly min: number | undefined; readonly max: number | undefined },
  { empty, rules }: Limits,
): [number, number] {
  const min = Math.max(empty ? 0 : 1, rules ? (shape.min ?? 0) : 0);
  return [min, Math.max(min, Math.min(2, rules ? (shape.max ?? 2) : 2))];
}

/** Values of a shape as handlers see them; undefined where none can be made within the depth. */
export function arbitraryOf(shape: Shape, limits: Limits): fc.Arbitrary<unknown> | undefined {
  switch (shape.type) {
    case "structure":
      return structureArbitrary(shape, limits);
    case "list": {
      const member = arbitraryOf(shape.member.shape, limits);
      const [min, max] = lengths(shape, limits);
      return member && fc.array(member, { minLength: min, maxLength: max });
    }
    case "map": {
      const key = arbitraryOf(shape.key.shape, limits) as fc.Arbitrary<string> | undefined;
      const value = arbitraryOf(shape.value.shape, limits);
      const [min, max] = lengths(shape, limits);
      return (
        key &&
        value &&
        fc.dictionary(
          key.filter((name) => name !== "__proto__"),
          value,
          { minKeys: min, maxKeys: max, noNullPrototype: true },
        )
      );
    }
    case "string":
      return text(shape, limits);
    case "integer":
    case "long": {
      const min = limits.rules ? (shape.min ?? 0) : -5;
      return fc.integer({ min, max: Math.max(min, limits.rules ? Math.min(shape.max ?? 100_000, 100_000) : 2_000_000_000) });
    }
    case "float":
    case "double": {
      const min = limits.rules ? (shape.min ?? 0) : -1_000;
      return fc
        .integer({ min: min * 4, max: Math.max(min, limits.rules ? Math.min(shape.max ?? 1_000, 1_000) : 1_000) * 4 })
        .map((value) => value / 4);
    }
    case "boolean":
      return fc.boolean();
    case "timestamp":
      return fc
        .integer({ min: Date.UTC(2001, 0), max: Date.UTC(2040, 0) })
        .map((value) => new Date(limits.seconds ? Math.floor(value / 1_000) * 1_000 : value));
    case "blob":
      return fc.uint8Array({ minLength: 1, maxLength: 20 }).map((value) => Uint8Array.from(value));
  }
}

export function structureArbitrary(shape: StructureShape, limits: Limits): fc.Arbitrary<Record<string, unknown>> | undefined {
  if (limits.depth < 0) return undefined;
  const below = { ...limits, depth: limits.depth - 1 };
  const record: Record<string, fc.Arbitrary<unknown>> = {};
  const required: string[] = [];
  for (const [name, member] of shape.members) {
    const arbitrary = arbitraryOf(member.shape, below);
    if (arbitrary) record[name] = arbitrary;
    if (!shape.required.has(name)) continue;
    if (!arbitrary) return undefined;
    required.push(name);
  }
  const all = fc.record(record, { requiredKeys: required, noNullPrototype: true });
  if (limits.empty || shape.members.size === 0) return all;
  // Query protocols cannot say that a structure is there and empty.
  return Object.keys(record).length === 0 ? undefined : all.filter((value) => Object.keys(value).length > 0);
}
