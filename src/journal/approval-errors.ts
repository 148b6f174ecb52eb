import { EXIT, FaultlineError } from "../words";
import type { Approval, ApprovalDecision } from "./approvals";

/** Why this decision cannot be taken on what stands there, or `undefined` when it can. */
export function decisionProblem(runId: string, approval: Approval | undefined, decision: ApprovalDecision): FaultlineError | undefined {
  const error = (code: string, message: string, remedy: string, facts: Record<string, unknown> = {}) =>
    new FaultlineError(code, message, { exitCode: EXIT.usage, remedy, facts: { runId, ...facts } });
  if (decision.by.trim() === "") return error("approval-nameless", "A decision needs the name of the person who takes it.", "Give a name.");
  if (!approval) return error("approval-missing", `Run ${runId} asked for no approval.`, "Check the run's id with `faultline runs`.");
  const taken = approval.decision;
  if (taken) {
    return error(
      "approval-decided",
      `${taken.by} has decided about run ${runId} already: ${taken.answer}.`,
      taken.answer === "approved" ? "Stop the run to take an approval back." : "Start another run to ask again.",
      { by: taken.by, answer: taken.answer, at: taken.at },
    );
  }
  if (decision.at >= approval.expiresAt) {
    const when = new Date(approval.expiresAt).toISOString();
    return error("approval-expired", `The question of run ${runId} expired at ${when}.`, "Start another run to ask again.", {
      expiresAt: approval.expiresAt,
    });
  }
  return undefined;
}
