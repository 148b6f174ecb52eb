import { type Duration, parseDuration } from "./duration";

/** A share that cannot be written without its sign: `"5%"`, `"0.1%"`. */
export type Percent = `${number}%`;

/** How often: `"40/s"`, `"100/m"`, `"5/h"`. */
export type Rate = `${number}/${"s" | "m" | "h"}`;

/** How many of what: `"3 pods"`, `"10 requests"`. The word is for the reader; the number is compared. */
export type Count = `${number} ${string}`;

/** Anything a metric can be compared with. The unit written must fit the unit of the metric. */
export type Quantity = Percent | Rate | Duration | Count;

export type QuantityKind = "percent" | "rate" | "duration" | "count";

/** A quantity in its base unit: percent points, per second, milliseconds, pieces. */
export interface ParsedQuantity {
  readonly kind: QuantityKind;
  readonly value: number;
}

const PERCENT = /^(-?\d+(?:\.\d+)?)%$/;
const RATE = /^(\d+(?:\.\d+)?)\/(s|m|h)$/;
const COUNT = /^(-?\d+(?:\.\d+)?) \S.*$/;
const PER_SECOND = { s: 1, m: 1 / 60, h: 1 / 3_600 } as const;

/** Percent points (`"5%"` → 5), or `undefined`. */
export function parsePercent(text: string): number | undefined {
  const match = PERCENT.exec(text);
  return match ? Number(match[1]) : undefined;
}

/** Per second (`"60/m"` → 1), or `undefined`. */
export function parseRate(text: string): number | undefined {
  const match = RATE.exec(text);
  return match ? Number(match[1]) * PER_SECOND[match[2] as keyof typeof PER_SECOND] : undefined;
}

/** Pieces (`"3 pods"` → 3), or `undefined`. */
export function parseCount(text: string): number | undefined {
  const match = COUNT.exec(text);
  return match ? Number(match[1]) : undefined;
}

/** Reads any quantity; `undefined` when the text has no known unit. */
export function parseQuantity(text: string): ParsedQuantity | undefined {
  const tries = [
    ["percent", parsePercent],
    ["rate", parseRate],
    ["duration", parseDuration],
    ["count", parseCount],
  ] as const;
  for (const [kind, parse] of tries) {
    const value = parse(text);
    if (value !== undefined) return { kind, value };
  }
  return undefined;
}
