import { canonicalJson } from "../words";
import { chain } from "./chain";
import { journalConflict } from "./errors";
import type { Entry, RunEvent } from "./events";
import type { JournalStore, RunSummary } from "./store";
import { summarise } from "./summary";

/** A store that forgets all when the process ends: for tests and for looking at what a run would do. `now` times the leases. */
export function memoryStore(now: () => number): JournalStore {
  const runs = new Map<string, Entry[]>();
  const summaries = new Map<string, RunSummary>();
  const leases = new Map<string, { holder: string; until: number }>();

  const held = (name: string) => {
    const lease = leases.get(name);
    return lease && lease.until > now() ? lease : undefined;
  };

  return {
    async append(runId, expectedSeq, at, event) {
      const entries = runs.get(runId) ?? [];
      if (entries.length + 1 !== expectedSeq) throw journalConflict(runId, expectedSeq, entries.length + 1);
      const entry = chain(entries.at(-1), runId, at, frozen(event));
      runs.set(runId, [...entries, entry]);
      summaries.set(runId, summarise(summaries.get(runId), runId, entry.at, entry.event));
      return entry;
    },
    async read(runId, after = 0) {
      return (runs.get(runId) ?? []).slice(after);
    },
    async list(query = {}) {
      return [...summaries.values()]
        .filter((run) => query.experiment === undefined || run.experiment === query.experiment)
        .sort((a, b) => b.startedAt - a.startedAt || (a.runId < b.runId ? 1 : -1))
        .slice(0, query.limit ?? 100);
    },
    async lease(name, holder, forMs) {
      const other = held(name);
      if (other && other.holder !== holder) return undefined;
      const until = now() + forMs;
      leases.set(name, { holder, until });
      return { until };
    },
    async leaseOf(name) {
      const lease = held(name);
      return lease && { holder: lease.holder, until: lease.until };
    },
    async release(name, holder) {
      if (leases.get(name)?.holder === holder) leases.delete(name);
    },
    async close() {},
  };
}

/** A copy that later changes to the given value cannot reach, exactly as a written one would come back. */
function frozen(event: RunEvent): RunEvent {
  return JSON.parse(canonicalJson(event)) as RunEvent;
}
