import type { Member, Shape, StructureShape } from "../model/types";
import { booleanOf, bytesOf, dateOf, floatOf, integerOf } from "./scalars";

/** Parameters of a query request as a tree: `Filter.1.Name=x` is Filter → 1 → Name. */
export interface FormNode {
  text: string | undefined;
  children: Map<string, FormNode> | undefined;
  /** Whether a reader took it: what nobody took is unknown to the operation. */
  taken: boolean;
}

const node = (): FormNode => ({ text: undefined, children: undefined, taken: false });

/** A parameter name with more parts than any operation has is refused by leaving the rest unread. */
const DEEPEST = 24;

export function formTree(text: string): FormNode {
  const root = node();
  for (const [name, value] of new URLSearchParams(text)) {
    let at = root;
    const parts = name.split(".");
    if (parts.length > DEEPEST) continue;
    for (const part of parts) {
      at.children ??= new Map();
      let next = at.children.get(part);
      if (!next) {
        next = node();
        at.children.set(part, next);
      }
      at = next;
    }
    at.text = value;
  }
  return root;
}

/** How query protocols differ in what they call things. */
export interface FormNames {
  /** The name of a structure's member. */
  member(member: Member): string;
  /** The nodes that may hold a list's or map's entries, beneath the member's own node or beside it. */
  entries(member: Member, at: FormNode, parent: FormNode): readonly FormNode[];
  /** Names of a map entry's two parts. */
  key(member: Member): string;
  value(member: Member): string;
}

export function readStructure(shape: StructureShape, at: FormNode, names: FormNames, path: string): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, member] of shape.members) {
    const wire = names.member(member);
    const child = at.children?.get(wire) ?? node();
    const value = readMember(member, child, at, names, path ? `${path}.${wire}` : wire);
    if (value !== undefined) out[name] = value;
  }
  return out;
}

function readMember(member: Member, at: FormNode, parent: FormNode, names: FormNames, path: string): unknown {
  const { shape } = member;
  if (shape.type === "list" || shape.type === "map") {
    const holders = names.entries(member, at, parent);
    // `Tags=` is how an empty list is written.
    if (at.text === "") at.taken = true;
    const entries = holders.flatMap((holder) => numbered(holder));
    if (entries.length === 0) return at.text === "" ? (shape.type === "list" ? [] : {}) : undefined;
    for (const holder of holders) holder.taken = true;
    if (shape.type === "list") {
      return entries.map(([index, entry]) => readValue(shape.member.shape, entry, names, `${path}.${index}`));
    }
    const out: Record<string, unknown> = {};
    for (const [index, entry] of entries) {
      entry.taken = true;
      const key = entry.children?.get(names.key(shape.key));
      const value = entry.children?.get(names.value(shape.value));
      if (key?.text === undefined || key.text === "__proto__") continue;
      key.taken = true;
      if (value) out[key.text] = readValue(shape.value.shape, value, names, `${path}.${index}`);
    }
    return out;
  }
  if (at.text === undefined && at.children === undefined) return undefined;
  return readValue(shape, at, names, path);
}

function numbered(at: FormNode): [number, FormNode][] {
  const found: [number, FormNode][] = [];
  for (const [key, child] of at.children ?? []) if (/^\d{1,9}$/.test(key)) found.push([Number(key), child]);
  return found.sort(([a], [b]) => a - b);
}

function readValue(shape: Shape, at: FormNode, names: FormNames, path: string): unknown {
  at.taken = true;
  switch (shape.type) {
    case "structure":
      return readStructure(shape, at, names, path);
    case "list":
    case "map": {
      // A list straight within a list: its entries are numbered below this very node.
      const self: Member = {
        name: "",
        shape,
        locationName: undefined,
        queryName: undefined,
        location: undefined,
        flattened: false,
        idempotencyToken: false,
        xmlAttribute: false,
      };
      return readMember(self, at, at, names, path) ?? (shape.type === "list" ? [] : {});
    }
    case "integer":
    case "long":
      return integerOf(at.text ?? "", path);
    case "float":
    case "double":
      return floatOf(at.text ?? "", path);
    case "boolean":
      return booleanOf(at.text ?? "", path);
    case "timestamp":
      return dateOf(at.text ?? "", path);
    case "blob":
      return bytesOf(at.text ?? "", path);
    default:
      return at.text ?? "";
  }
}

/** The first parameter that no reader took, or undefined. */
export function untaken(at: FormNode, path = ""): string | undefined {
  for (const [name, child] of at.children ?? []) {
    const here = path ? `${path}.${name}` : name;
    if (!child.taken && child.text !== undefined && !child.children) return here;
    const below = untaken(child, here);
    if (below !== undefined) return below;
  }
  return undefined;
}
