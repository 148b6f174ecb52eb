import { humanDuration } from "../words";

/** Text inside HTML, and inside quoted attributes. */
export function escapeHtml(text: unknown): string {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** `2026-11-21 09:30:05 UTC` */
export function clock(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
}

/** `+2m 5s` after the start of the run. */
export function since(from: number, at: number): string {
  return `${at < from ? "" : "+"}${humanDuration(at - from)}`;
}

/** A value of a metric with its unit, for people. */
export function valueText(value: number | null, unit: string): string {
  if (value === null) return "no data";
  const round = (number: number) => (Number.isInteger(number) ? String(number) : number.toFixed(Math.abs(number) < 10 ? 2 : 1));
  if (unit === "Percent") return `${round(value)}%`;
  if (unit === "Seconds") return humanDuration(value * 1_000);
  if (unit === "Milliseconds") return humanDuration(value);
  if (unit === "Count/Second") return `${round(value)}/s`;
  return round(value);
}

/** What each verdict means in a few words. */
export const VERDICT_WORDS: Readonly<Record<string, string>> = {
  passed: "The hypothesis held",
  failed: "The hypothesis did not hold",
  aborted: "Stopped before the end",
  inconclusive: "The answer cannot be known",
  blocked: "Not started: a check refused",
  errored: "The platform or the orchestrator failed",
};
