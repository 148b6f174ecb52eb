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

/** What each verdict means in a few words. */
export const VERDICT_WORDS: Readonly<Record<string, string>> = {
  passed: "The hypothesis held",
  failed: "The hypothesis did not hold",
  aborted: "Stopped before the end",
  inconclusive: "The answer cannot be known",
  blocked: "Not started: a check refused",
  errored: "The platform or the orchestrator failed",
};
