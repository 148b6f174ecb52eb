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

/** Where journals are kept. One contract suite for every implementation: memory and SQLite. */
export interface JournalStore {
  /**
   * Appends one event durably. `expectedSeq` is the number the entry must get: when another writer was first, it throws
   * a FaultlineError `journal-conflict` and writes nothing.
   */
  append(runId: string, expectedSeq: number, at: number, event: RunEvent): Promise<Entry>;
  /** All entries in order, or those after the number given; empty when there are none. */
  read(runId: string, after?: number): Promise<readonly Entry[]>;
  /** Newest first. */
  list(query?: { readonly experiment?: string; readonly limit?: number }): Promise<readonly RunSummary[]>;
  /**
   * Takes or extends the lease of this name: a run's id, under which one host conducts it, or `experiment:…`, under which one run uses
   * an experiment. `undefined` when another holds it. A lease ends by itself after `forMs` of real time, so a killed host's run can
   * be adopted.
   */
  lease(name: string, holder: string, forMs: number): Promise<{ readonly until: number } | undefined>;
  /** Who holds it now; `undefined` when it is free or has ended. */
  leaseOf(name: string): Promise<{ readonly holder: string; readonly until: number } | undefined>;
  release(name: string, holder: string): Promise<void>;
  close(): Promise<void>;
}
