import { humanDuration } from "./duration";

/** A value of a metric with its unit, for people: 3.2258 Percent → `3.23%`, 0.0213 Seconds → `21ms`; `no data` for `null`. */
export function valueText(value: number | null, unit: string): string {
  if (value === null) return "no data";
  if (unit === "Percent") return `${rounded(value)}%`;
  if (unit === "Seconds") return humanDuration(value * 1_000);
  if (unit === "Milliseconds") return humanDuration(value);
  if (unit === "Count/Second") return `${rounded(value)}/s`;
  return rounded(value);
}

/** Two places below ten, one above: no digits that nobody measured. */
function rounded(value: number): string {
  return String(Number(value.toFixed(Math.abs(value) < 10 ? 2 : 1)));
}
