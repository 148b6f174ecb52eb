/** A question that a run may not go on without an answer to. */
export interface ApprovalRequest {
  readonly runId: string;
  readonly experiment: string;
  /** What the person is asked to agree to, in one sentence. */
  readonly question: string;
  readonly requestedBy: string;
  /** Milliseconds since 1970. */
  readonly requestedAt: number;
  /** After this instant nobody can decide any more; an undecided question then counts as refused. Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The durable execution's callback, when one waits for the answer. */
  readonly callbackId?: string;
}

export interface ApprovalDecision {
  readonly answer: "approved" | "rejected";
  /** The person: `alice@laptop`, or the ARN they called with. Never empty. */
  readonly by: string;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Approval extends ApprovalRequest {
  /** Missing while nobody has decided. */
  readonly decision?: ApprovalDecision;
}

/** Where questions and their answers are kept. Each run has at most one question. One contract suite for every implementation. */
export interface Approvals {
  /** Writes the question down. The same run's again changes nothing: the one that stands is returned. */
  put(request: ApprovalRequest): Promise<Approval>;
  /** `undefined` when the run never asked. Strongly consistent. */
  read(runId: string): Promise<Approval | undefined>;
  /**
   * Decides once. Throws a FaultlineError: `approval-missing` (nobody asked), `approval-decided` (somebody was first; facts say who),
   * `approval-expired` (`decision.at` is not before `expiresAt`), `approval-nameless` (`by` is empty).
   */
  decide(runId: string, decision: ApprovalDecision): Promise<Approval>;
}
