import { invalid } from "./errors";

/** How many of the resources that match are taken: https://docs.aws.amazon.com/fis/latest/userguide/targets.html */
export type SelectionMode = { readonly kind: "ALL" } | { readonly kind: "COUNT" | "PERCENT"; readonly n: number };

const SYNTAX = /^(?:ALL|(COUNT|PERCENT)\((\d{1,6}(?:\.\d+)?)\))$/;

/** `ALL`, `COUNT(3)`, `PERCENT(25)`; `undefined` for anything else. */
export function parseSelectionMode(text: string): SelectionMode | undefined {
  const match = SYNTAX.exec(text);
  if (!match) return undefined;
  const [, kind, digits] = match;
  if (kind === undefined) return { kind: "ALL" };
  const n = Number(digits);
  if (kind === "COUNT") return Number.isInteger(n) && n >= 1 ? { kind, n } : undefined;
  return n > 0 && n <= 100 ? { kind: "PERCENT", n } : undefined;
}

export function checkSelectionMode(targetName: string, text: string): void {
  if (!parseSelectionMode(text)) {
    throw invalid(`Invalid selectionMode "${text}" for target ${targetName}. Valid values are ALL, COUNT(n) and PERCENT(n).`);
  }
}

/** The chosen ones, at random and each at most once. A percentage rounds down: 50 % of one is none. */
export function select<T>(items: readonly T[], mode: SelectionMode, random: () => number): T[] {
  if (mode.kind === "ALL") return [...items];
  const wanted = mode.kind === "COUNT" ? mode.n : Math.floor((items.length * mode.n) / 100);
  const pool = [...items];
  for (let index = pool.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    const [a, b] = [pool[index], pool[other]];
    if (a !== undefined && b !== undefined) [pool[index], pool[other]] = [b, a];
  }
  return pool.slice(0, wanted);
}
