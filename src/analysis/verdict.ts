/** The six answers a run can have. Usage errors never become a run. */
export type VerdictKind = "passed" | "failed" | "aborted" | "inconclusive" | "blocked" | "errored";

/** One reason as data: the code is stable, the sentence is for people, the facts are the numbers behind it. */
export interface Reason {
  /** `hypothesis-held`, `check-missed`, `guard-breached`, `no-targets`, `no-effect`, `low-traffic`, `missing-data` … */
  readonly code: string;
  readonly message: string;
  /** Which verdict this reason speaks for; `passed` reasons are stated too. */
  readonly supports: VerdictKind;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface Verdict {
  readonly kind: VerdictKind;
  /** The first one decides; never empty. */
  readonly reasons: readonly Reason[];
}

export const EXIT_OF_VERDICT: Readonly<Record<VerdictKind, 0 | 1 | 3 | 4 | 5 | 6>> = {
  passed: 0,
  failed: 1,
  aborted: 3,
  inconclusive: 4,
  blocked: 5,
  errored: 6,
};
