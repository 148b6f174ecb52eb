import type { ListShape, MapShape, Member, NumberShape, Shape, StringShape, StructureShape } from "../model/types";

export type ViolationKind = "missing" | "short" | "long" | "low" | "high" | "pattern" | "enum";

/** One rule of the model that an input breaks. */
export interface Violation {
  readonly kind: ViolationKind;
  /** From the input inwards: members, `{ index }` of a list from 1, `{ key }` of a map. */
  readonly path: readonly Step[];
  readonly value: unknown;
  /** `Member must not be null`, and so on, as AWS's services say it. */
  readonly constraint: string;
}

export type Step = Member | { readonly index: number } | { readonly key: string };

/** A long list of mistakes helps nobody. */
const MOST = 25;

/** Everything in an input that the model forbids. Idempotency tokens that are absent are made up, as AWS's clients do. */
export function violationsOf(shape: StructureShape, input: Record<string, unknown>, newToken: () => string): Violation[] {
  const found: Violation[] = [];
  for (const member of shape.members.values()) {
    if (member.idempotencyToken && input[member.name] === undefined) input[member.name] = newToken();
  }
  inStructure(shape, input, [], found);
  return found.slice(0, MOST);
}

function inStructure(shape: StructureShape, value: Readonly<Record<string, unknown>>, path: readonly Step[], found: Violation[]): void {
  for (const [name, member] of shape.members) {
    const item = value[name];
    if (item === undefined || item === null) {
      if (shape.required.has(name) && !member.idempotencyToken) {
        found.push({ kind: "missing", path: [...path, member], value: undefined, constraint: "Member must not be null" });
      }
    } else inValue(member.shape, item, path, member, found);
  }
}

function inValue(shape: Shape, value: unknown, parent: readonly Step[], step: Step, found: Violation[]): void {
  if (found.length >= MOST) return;
  switch (shape.type) {
    case "structure":
      inStructure(shape, value as Readonly<Record<string, unknown>>, [...parent, step], found);
      return;
    case "list": {
      const items = value as readonly unknown[];
      const path = [...parent, step];
      ofLength(shape, items.length, value, path, found);
      for (const [index, item] of items.entries()) inValue(shape.member.shape, item, path, { index: index + 1 }, found);
      return;
    }
    case "map": {
      const entries = Object.entries(value as Readonly<Record<string, unknown>>);
      const path = [...parent, step];
      ofLength(shape, entries.length, value, path, found);
      for (const [key, item] of entries) {
        inValue(shape.key.shape, key, path, { key }, found);
        inValue(shape.value.shape, item, path, { key }, found);
      }
      return;
    }
    case "string":
      inString(shape, String(value), parent, step, found);
      return;
    case "integer":
    case "long":
    case "float":
    case "double":
      inNumber(shape, Number(value), parent, step, found);
      return;
  }
}

function ofLength(
  shape: Pick<ListShape | MapShape | StringShape, "min" | "max">,
  length: number,
  value: unknown,
  path: readonly Step[],
  found: Violation[],
): void {
  if (shape.min !== undefined && length < shape.min) {
    found.push({ kind: "short", path, value, constraint: `Member must have length greater than or equal to ${shape.min}` });
  }
  if (shape.max !== undefined && length > shape.max) {
    found.push({ kind: "long", path, value, constraint: `Member must have length less than or equal to ${shape.max}` });
  }
}

function inString(shape: StringShape, value: string, parent: readonly Step[], step: Step, found: Violation[]): void {
  const path = [...parent, step];
  if (shape.values && !shape.values.has(value)) {
    found.push({ kind: "enum", path, value, constraint: `Member must satisfy enum value set: [${[...shape.values].join(", ")}]` });
    return;
  }
  const before = found.length;
  ofLength(shape, value.length, value, path, found);
  // A value of the wrong length is not matched as well: patterns may be slow on long text.
  if (found.length === before && shape.matches && !shape.matches.test(value)) {
    found.push({ kind: "pattern", path, value, constraint: `Member must satisfy regular expression pattern: ${shape.pattern}` });
  }
}

function inNumber(shape: NumberShape, value: number, parent: readonly Step[], step: Step, found: Violation[]): void {
  if (shape.min !== undefined && value < shape.min) {
    found.push({ kind: "low", path: [...parent, step], value, constraint: `Member must have value greater than or equal to ${shape.min}` });
  }
  if (shape.max !== undefined && value > shape.max) {
    found.push({ kind: "high", path: [...parent, step], value, constraint: `Member must have value less than or equal to ${shape.max}` });
  }
}
