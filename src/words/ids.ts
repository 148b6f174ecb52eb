import { createHash } from "node:crypto";

/** JSON with keys in one order and no `undefined`, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** SHA-256 over the canonical JSON of a value, in hex. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/**
 * The idempotency token of one attempt: the same plan, run and attempt give the same token, so a start that is repeated
 * after a crash reaches the experiment that the first one made. 1 to 1,024 characters without white space, as FIS asks.
 */
export function clientTokenOf(planHash: string, runId: string, attempt: number): string {
  return hashOf({ planHash, runId, attempt }).slice(0, 64);
}
