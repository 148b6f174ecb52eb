import { isRecord, type Origins } from "../document";
import type { Path } from "../source";

/** How the members of an object are called in a foreign format, and what is below them. */
export interface Shape {
  /** Foreign name to FIS's, with the shape below it; a member that is not listed keeps its name. */
  readonly members?: Readonly<Record<string, { readonly name: string; readonly shape?: Shape }>>;
  /** Of a list: each item. Of a map with keys of its author's: each value. */
  readonly each?: Shape;
}

/** The same value with the names of FIS's API; where each part came from is remembered. */
export function renamed(value: unknown, shape: Shape | undefined, from: Path, to: Path, origins: Origins): unknown {
  origins.set(to, from);
  if (Array.isArray(value)) return value.map((item, index) => renamed(item, shape?.each, [...from, index], [...to, index], origins));
  if (!isRecord(value) || !shape) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const rule = shape.members?.[key];
      const name = rule?.name ?? key;
      return [name, renamed(member, rule ? rule.shape : shape.each, [...from, key], [...to, name], origins)];
    }),
  );
}

/** What a path of FIS's template is called in the foreign format, step by step. */
export function foreignPath(path: Path, shape: Shape): Path {
  let at: Shape | undefined = shape;
  return path.map((step) => {
    const found: readonly [string, { readonly shape?: Shape }] | undefined = Object.entries(at?.members ?? {}).find(
      ([, { name }]) => name === step,
    );
    at = found ? found[1].shape : at?.each;
    return found ? found[0] : step;
  });
}
