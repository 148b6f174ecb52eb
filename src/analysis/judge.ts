import type { Entry } from "../journal";
import { factsOf, type RunFacts } from "./facts";
import { interruptionsOf } from "./interruptions";
import { REQUIRED } from "./required";
import type { Reason, Verdict, VerdictKind } from "./verdict";

/**
 * Which reason decides when there are several: the first row that has one. The rows above the line are about whether the run says
 * anything at all; below it, what is certain goes before what is not known.
 */
export const PRECEDENCE: readonly { readonly verdict: VerdictKind; readonly codes: readonly string[] }[] = [
  // The run itself cannot be trusted, or its fault may still be there.
  { verdict: "errored", codes: ["no-journal", "run-unfinished", "end-unknown"] },
  // Somebody or something stopped it.
  {
    verdict: "aborted",
    codes: [
      "guard-breached",
      "stop-condition",
      "safety-lever",
      "dead-man",
      "stopped-by-person",
      "max-duration",
      "stopped-by-orchestrator",
      "stopped-outside",
      "stopped-early",
    ],
  },
  // It never began.
  { verdict: "blocked", codes: ["check-refused", "guard-breached-before-start", "start-quota"] },
  { verdict: "errored", codes: ["start-refused", "experiment-failed"] },
  // Harm that is certain, whatever else is not.
  { verdict: "failed", codes: ["residue-left", "not-restored", "blast-radius-exceeded"] },
  // ---- A miss means nothing where the fault did not happen, or the system was not normal or not used.
  {
    verdict: "inconclusive",
    codes: [
      "baseline-bad",
      "no-targets",
      "targets-unknown",
      "action-skipped",
      "not-simulated",
      "no-effect",
      "effect-not-distinct",
      "low-traffic",
    ],
  },
  { verdict: "failed", codes: ["check-missed", "guard-breached-late", "not-recovered", "recovered-late"] },
  {
    verdict: "inconclusive",
    codes: [
      "missing-data",
      "too-few-samples",
      "guard-blind",
      "recovery-unknown",
      "restoration-unknown",
      "residue-unknown",
      "not-checked",
      "not-completed",
      "action-unfinished",
      "not-shown",
    ],
  },
];

/** The verdict of a journal, or of any beginning of one. Never throws. */
export function judge(entries: readonly Entry[]): Verdict {
  const facts = factsOf(entries);
  if (!facts) return decide([{ code: "no-journal", message: "the journal does not begin with a run", supports: "errored", facts: {} }]);
  const interruptions = interruptionsOf(facts);
  return decide([...interruptions, ...(facts.startAccepted || interruptions.length === 0 ? found(facts) : [])]);
}

/** What every required fact has to say; one that says nothing was not shown. */
function found(facts: RunFacts): readonly Reason[] {
  return REQUIRED.flatMap(({ name, find }): readonly Reason[] => {
    const reasons = find(facts);
    if (reasons.length > 0) return reasons;
    return [{ code: "not-shown", message: `${name} was not shown`, supports: "inconclusive", facts: { fact: name } }];
  });
}

function decide(reasons: readonly Reason[]): Verdict {
  const sorted = reasons
    .map((reason, index) => ({ reason, index, rank: rankOf(reason) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ reason }) => reason);
  const [first] = sorted;
  const kind: VerdictKind = first?.supports ?? "errored";
  return { kind, reasons: sorted };
}

/** A code that the table does not know is never good news. */
function rankOf(reason: Reason): number {
  if (reason.supports === "passed") return PRECEDENCE.length;
  const row = PRECEDENCE.findIndex(({ verdict, codes }) => verdict === reason.supports && codes.includes(reason.code));
  return row < 0 ? PRECEDENCE.length - 1 : row;
}
