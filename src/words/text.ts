/** A value that is known only after something else was made. Pulumi's `Output` is one. */
export interface Later<T> {
  apply(use: (value: T) => unknown): unknown;
}

/** Text that may be known only later, for example the name of a cluster that the same program makes. */
export type Text = string | Later<string>;

export function isLater(value: unknown): value is Later<unknown> {
  return (
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    typeof (value as { apply?: unknown }).apply === "function"
  );
}

const HOLE = /⟦later:(\d+)⟧/;
const HOLES = /⟦later:(\d+)⟧/g;

/** The mark that stands for the value with this number until it is known. Checks let it pass. */
export function hole(number: number): string {
  return `⟦later:${number}⟧`;
}

/** Whether a text contains a value that is not known yet. */
export function hasHole(text: string): boolean {
  return HOLE.test(text);
}

/** The same value with every `Later` in it replaced by a hole, and the values in the order of their holes. */
export function digHoles<T>(value: T): { readonly value: T; readonly laters: readonly Later<unknown>[] } {
  const laters: Later<unknown>[] = [];
  const walk = (item: unknown): unknown => {
    if (isLater(item)) return hole(laters.push(item) - 1);
    if (Array.isArray(item)) return item.map(walk);
    if (item !== null && typeof item === "object")
      return Object.fromEntries(Object.entries(item).map(([key, member]) => [key, walk(member)]));
    return item;
  };
  return { value: walk(value) as T, laters };
}

/** The numbers of the holes in a value. */
export function holesIn(value: unknown): readonly number[] {
  const numbers = new Set<number>();
  const walk = (item: unknown): void => {
    if (typeof item === "string") for (const match of item.matchAll(HOLES)) numbers.add(Number(match[1]));
    else if (Array.isArray(item)) item.forEach(walk);
    else if (item !== null && typeof item === "object")
      Object.entries(item).forEach(([key, member]) => {
        walk(key);
        walk(member);
      });
  };
  walk(value);
  return [...numbers].sort((a, b) => a - b);
}

/** The same value with every hole filled from `values`, by number. */
export function fillHoles<T>(value: T, values: Readonly<Record<number, unknown>>): T {
  const fill = (text: string) => text.replace(HOLES, (_, number: string) => String(values[Number(number)] ?? ""));
  const walk = (item: unknown): unknown => {
    if (typeof item === "string") return fill(item);
    if (Array.isArray(item)) return item.map(walk);
    if (item !== null && typeof item === "object")
      return Object.fromEntries(Object.entries(item).map(([key, member]) => [fill(key), walk(member)]));
    return item;
  };
  return walk(value) as T;
}
