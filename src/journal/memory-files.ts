import { decisionProblem } from "./approval-errors";
import type { Approval, Approvals } from "./approvals";
import type { Files } from "./files";

/** Approvals that are forgotten when the process ends. */
export function memoryApprovals(): Approvals {
  const known = new Map<string, Approval>();
  return {
    async put(request) {
      const approval = known.get(request.runId) ?? { ...request };
      known.set(request.runId, approval);
      return approval;
    },
    async read(runId) {
      return known.get(runId);
    },
    async decide(runId, decision) {
      const approval = known.get(runId);
      const problem = decisionProblem(runId, approval, decision);
      if (problem || !approval) throw problem;
      const decided = { ...approval, decision: { ...decision } };
      known.set(runId, decided);
      return decided;
    },
  };
}

/** Files that are forgotten when the process ends. */
export function memoryFiles(): Files {
  const known = new Map<string, string>();
  return {
    async put(key, body) {
      known.set(key, body);
    },
    async get(key) {
      return known.get(key);
    },
  };
}
