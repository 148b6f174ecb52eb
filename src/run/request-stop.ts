import { isJournalConflict, type JournalStore } from "../journal";
import { EXIT, FaultlineError } from "../words";
import { stateOf } from "./machine";

/**
 * Asks a run that another process conducts to stop, by an event in its journal: the conductor sees it within a second. Resolves when the
 * wish is durable, or was there before; the stop itself is seen in the journal. Throws `run-not-found` and `run-over`.
 */
export async function requestStop(options: {
  readonly store: JournalStore;
  readonly runId: string;
  readonly by: string;
  readonly reason: string;
  /** Now, on the run's clock. An entry never goes back behind the one before. */
  readonly now: () => number;
}): Promise<void> {
  const { store, runId, by, reason } = options;
  for (;;) {
    const entries = await store.read(runId);
    const state = stateOf(entries);
    if (entries.length === 0)
      throw new FaultlineError("run-not-found", `There is no run ${runId}.`, {
        exitCode: EXIT.usage,
        remedy: "List the runs with faultline history.",
      });
    if (state.ended || state.verdict !== null)
      throw new FaultlineError("run-over", `Run ${runId} is over.`, { exitCode: EXIT.usage, remedy: `See faultline report ${runId}.` });
    if (state.stop !== null) return;
    try {
      await store.append(runId, state.seq + 1, options.now(), { type: "stop-requested", cause: { kind: "person", by, reason } });
      return;
    } catch (thrown) {
      if (!isJournalConflict(thrown)) throw thrown;
    }
  }
}
