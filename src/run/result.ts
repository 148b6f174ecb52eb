import { abortOf, EXIT_OF_VERDICT, judge, type Reason, type VerdictKind } from "../analysis";
import { type Entry, firstOf, lastOf } from "../journal";

/** A run as machines read it: what `run --json` prints, and one of the runs that `rehearse --json` prints. Times are ISO 8601. */
export interface RunResult {
  readonly runId: string;
  readonly experiment: string;
  readonly verdict: VerdictKind;
  /** The first one decided. */
  readonly reasons: readonly Reason[];
  readonly exitCode: number;
  readonly startedAt: string;
  /** `null` when the journal has no end yet. */
  readonly endedAt: string | null;
  readonly fisExperimentId: string | null;
  /** When it was stopped; `null` when nothing was. A member is `null` when that instant did not come or is not known. */
  readonly abort: {
    readonly breachAt: string | null;
    readonly decidedAt: string | null;
    readonly stopAcceptedAt: string | null;
    readonly effectGoneAt: string | null;
  } | null;
}

/** What a journal, or any beginning of one, amounts to. */
export function runResult(entries: readonly Entry[]): RunResult {
  const created = firstOf(entries, "run-created");
  const verdict = lastOf(entries, "judged")?.event.verdict ?? judge(entries);
  const abort = abortOf(entries);
  return {
    runId: created?.runId ?? entries[0]?.runId ?? "",
    experiment: created?.event.manifest.plan.name ?? "",
    verdict: verdict.kind,
    reasons: verdict.reasons,
    exitCode: EXIT_OF_VERDICT[verdict.kind],
    startedAt: iso(created?.at ?? entries[0]?.at ?? 0),
    endedAt: isoOrNull(lastOf(entries, "run-ended")?.at),
    fisExperimentId: firstOf(entries, "start-accepted")?.event.fisExperimentId ?? null,
    abort: abort && {
      breachAt: isoOrNull(abort.breachAt),
      decidedAt: isoOrNull(abort.decidedAt),
      stopAcceptedAt: isoOrNull(abort.stopAcceptedAt),
      effectGoneAt: isoOrNull(abort.effectGoneAt),
    },
  };
}

function isoOrNull(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : iso(at);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
