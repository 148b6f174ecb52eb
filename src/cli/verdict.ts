import type { Reason, VerdictKind } from "../analysis";
import type { Output, Paint } from "./output";

interface Judged {
  readonly experiment: string;
  readonly verdict: VerdictKind;
  readonly reasons: readonly Reason[];
  readonly report: string | null;
}

const SIGNS: Readonly<Record<VerdictKind, string>> = {
  passed: "✔",
  failed: "✘",
  aborted: "■",
  inconclusive: "?",
  blocked: "⊘",
  errored: "!",
};
const SHOWN = 6;

/** What people ask of a pass, in this order. Everything else is in the report. */
const OF_A_PASS = ["hypothesis-held", "effect-seen", "guard-quiet", "guard-waived", "recovered-in-time", "restored", "no-residue"];

/** A verdict with the reasons that decided it, for people. */
export function showVerdict(out: Output, run: Judged): void {
  const { paint } = out;
  out.line(`  ${tone(paint, run.verdict)(`${SIGNS[run.verdict]} ${run.verdict.toUpperCase()}`)}  ${paint.bold(run.experiment)}`);
  const shown = deciding(run);
  for (const reason of shown) out.line(`    ${shortArns(reason.message)} ${paint.dim(reason.code)}`);
  const more = run.reasons.length - shown.length;
  const where = run.report === null ? "faultline report" : run.report;
  if (more > 0) out.line(`    ${paint.dim(`${more} more ${more === 1 ? "fact" : "facts"}, the plots and the timeline:`)} ${where}`);
  else if (run.report) out.line(`    ${paint.dim("report")} ${where}`);
}

/** At most six reasons: of a pass the first of each kind, of anything else what spoke against one, the gravest first. */
function deciding({ verdict, reasons }: Judged): readonly Reason[] {
  if (verdict !== "passed") return reasons.filter((reason) => reason.supports !== "passed").slice(0, SHOWN);
  const speaking = reasons.filter((reason) => reason.supports === "passed");
  const byKind = OF_A_PASS.map((code) => speaking.filter((reason) => reason.code === code));
  const firsts = byKind.flatMap((kind) => kind.slice(0, 1));
  const held = byKind[0]?.slice(1) ?? [];
  return [...firsts.slice(0, 1), ...held, ...firsts.slice(1)].slice(0, SHOWN);
}

/** `arn:aws:ec2:us-east-1:123456789012:instance/i-1` is long, and `i-1` says the same on one's own screen. The report has it whole. */
function shortArns(text: string): string {
  return text.replace(/arn:aws[\w-]*:[\w-]+:[\w-]*:\d*:\S*?([^\s:/,;]+)(?=[,;:]?(\s|$))/g, "$1");
}

export function tone(paint: Paint, verdict: VerdictKind): (text: string) => string {
  if (verdict === "passed") return paint.good;
  return verdict === "inconclusive" || verdict === "blocked" ? paint.warn : paint.bad;
}

/** The exit code of several runs: that of the gravest verdict. */
export function exitCodeOf(codes: readonly number[]): 0 | 1 | 3 | 4 | 5 | 6 {
  const gravest = [6, 3, 1, 5, 4] as const;
  return gravest.find((code) => codes.includes(code)) ?? 0;
}
