import { humanDuration } from "../words";

/** Text inside HTML, and inside quoted attributes. */
export function escapeHtml(text: unknown): string {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const ARN = /arn:[\w-]+:[\w-]*:[\w-]*:\d*:[^\s,;)]+/g;
const UUID = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** The last part of an ARN or of `namespace/pod`, as people call the resource. */
export function nameOf(id: string): string {
  return (id.split(/[/:]/).at(-1) ?? id).replace(UUID, "$1…");
}

/** A sentence as HTML in which ARNs are named by their last part; the whole ARN shows on pointing, and stands in the tables below. */
export function prose(sentence: string): string {
  let from = 0;
  let out = "";
  for (const found of sentence.matchAll(ARN)) {
    const arn = found[0].replace(/[:.]+$/, "");
    out += `${escapeHtml(sentence.slice(from, found.index))}<span class="mono" title="${escapeHtml(arn)}">${escapeHtml(nameOf(arn))}</span>`;
    from = found.index + arn.length;
  }
  return out + escapeHtml(sentence.slice(from).replace(UUID, "$1…"));
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

/** `1 sample`, `2 samples`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
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

/** A sign beside every verdict and answer, so that none is told by colour alone. */
export const SIGNS: Readonly<Record<string, string>> = {
  passed: "✔",
  failed: "✘",
  aborted: "■",
  inconclusive: "?",
  blocked: "⊘",
  errored: "!",
};
