import type { Entry, RunEvent } from "./events";

/** One line of the history. */
export interface RunSummary {
  readonly runId: string;
  readonly experiment: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly verdict: string | null;
  readonly fisExperimentId: string | null;
}

/** Where journals are kept. Three stores, one contract suite: memory, SQLite, and later DynamoDB with S3. */
export interface JournalStore {
  /**
   * Appends one event durably. `expectedSeq` is the number the entry must get: when another writer was first, it throws
   * a FaultlineError `journal-conflict` and writes nothing.
   */
  append(runId: string, expectedSeq: number, at: number, event: RunEvent): Promise<Entry>;
  /** All entries in order; empty when there is no such run. */
  read(runId: string): Promise<readonly Entry[]>;
  /** Newest first. */
  list(query?: { readonly experiment?: string; readonly limit?: number }): Promise<readonly RunSummary[]>;
  /**
   * Takes or extends the lease under which one host conducts one run; `undefined` when another host holds it. A lease ends by
   * itself, so a killed host's run can be adopted.
   */
  lease(runId: string, holder: string, forMs: number): Promise<{ readonly until: number } | undefined>;
  release(runId: string, holder: string): Promise<void>;
  close(): Promise<void>;
}
