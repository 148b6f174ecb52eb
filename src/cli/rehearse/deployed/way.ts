import type { JournalStore } from "../../../journal";
import type { RunClock } from "../../../run";
import { EXIT, FaultlineError } from "../../../words";
import type { Context } from "../../context";
import type { ExecutionView } from "../../remote/execution";
import type { News } from "./news";

/** What is seen of a deployed Orchestrator while a run is on. */
export interface Seen {
  readonly store: JournalStore;
  readonly news: { readonly heard: readonly News[]; look(): Promise<void>; endOf(runId: string): News | undefined };
  /** How the function's execution for a run stands; `undefined` while there is none. */
  executionOf(runId: string): Promise<ExecutionView | undefined>;
}

/** A rehearsal as deployed on its way. */
export interface DeployedWay<S extends Seen = Seen> {
  readonly context: Context;
  readonly seen: S;
  readonly clock: RunClock;
  /** Aborted when the rehearsal is to end before its time: runs are stopped, and none begins. */
  readonly away: AbortSignal;
  /** Aborted when the sandbox is gone. */
  readonly gone: AbortSignal;
}

/** Between two looks, in real milliseconds. */
export const LOOK_EVERY_REAL_MS = 250;

/** The deployed Orchestrator does not do what it was asked for. */
export function silent(message: string): FaultlineError {
  return new FaultlineError("as-deployed-silent", `${message}.`, {
    exitCode: EXIT.errored,
    remedy: "Run it again with --debug and read the function's log and the dead-letter queue.",
  });
}
