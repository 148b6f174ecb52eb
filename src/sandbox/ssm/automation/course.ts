import type { ExecutionRecord, StepRecord } from "./records";
import { type Runbook, type Step, stepIn } from "./runbook";

/** How one step ended. */
export type Ending = "done" | "failed" | "stopped";

/** The step that comes after this one in the document. */
function following({ steps }: Runbook, step: Step): string | undefined {
  return steps[steps.indexOf(step) + 1]?.name;
}

/**
 * Where an automation goes on after a step, or undefined where it ends. Notes in the record what the end will be: a critical step that
 * failed decides it, and so does a stop.
 */
export function nextAfter(runbook: Runbook, record: ExecutionRecord, step: Step, state: StepRecord, ending: Ending): string | undefined {
  if (ending === "stopped") return afterStop(record, step);
  const regular = step.nextStep ?? following(runbook, step);
  if (ending === "done") return state.chosen ?? (step.isEnd ? undefined : regular);
  if (step.isCritical && record.verdict === undefined) {
    record.verdict = { status: state.status === "TimedOut" ? "TimedOut" : "Failed", message: state.failure ?? "" };
  }
  if (step.isEnd) return undefined;
  if (/^continue$/i.test(step.onFailure)) return regular;
  return stepIn(step.onFailure);
}

/** A stop of the type Complete ends it there; Cancel leads to `onCancel`, once. */
function afterStop(record: ExecutionRecord, step: Step): string | undefined {
  if (record.stop?.type !== "Cancel" || record.unwinding) return undefined;
  record.unwinding = true;
  return stepIn(step.onCancel);
}

/** How an automation that goes nowhere any more has ended. */
export function endOf({ stop, verdict }: ExecutionRecord): ExecutionRecord["status"] {
  if (stop?.type === "Cancel") return "Cancelled";
  return verdict?.status ?? "Success";
}
