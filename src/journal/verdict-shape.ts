/** A verdict as the journal keeps it: plain data, so that the journal does not depend on how it was reached. */
export interface VerdictShape {
  readonly kind: "passed" | "failed" | "aborted" | "inconclusive" | "blocked" | "errored";
  readonly reasons: readonly {
    readonly code: string;
    readonly message: string;
    readonly supports: VerdictShape["kind"];
    readonly facts: Readonly<Record<string, unknown>>;
  }[];
}
