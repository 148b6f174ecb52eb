import type { Output, Paint } from "./output";

interface Judged {
  readonly experiment: string;
  readonly verdict: string;
  readonly reasons: readonly { readonly message: string; readonly code: string }[];
  readonly report: string | null;
}

const SIGNS: Readonly<Record<string, string>> = { passed: "✔", failed: "✘", aborted: "■", inconclusive: "?", blocked: "⊘", errored: "!" };

/** A verdict with its reasons, for people. */
export function showVerdict(out: Output, run: Judged): void {
  const { paint } = out;
  out.line(`  ${tone(paint, run.verdict)(`${SIGNS[run.verdict] ?? ""} ${run.verdict.toUpperCase()}`)}  ${paint.bold(run.experiment)}`);
  for (const reason of run.reasons) out.line(`    ${reason.message} ${paint.dim(reason.code)}`);
  if (run.report) out.line(`    ${paint.dim("report")} ${run.report}`);
}

export function tone(paint: Paint, verdict: string): (text: string) => string {
  if (verdict === "passed") return paint.good;
  return verdict === "inconclusive" || verdict === "blocked" ? paint.warn : paint.bad;
}

/** The exit code of several runs: that of the gravest verdict. */
export function exitCodeOf(codes: readonly number[]): 0 | 1 | 3 | 4 | 5 | 6 {
  const gravest = [6, 3, 1, 5, 4] as const;
  return gravest.find((code) => codes.includes(code)) ?? 0;
}
