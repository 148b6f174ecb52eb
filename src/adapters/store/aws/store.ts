import { chain, type Entry, type JournalStore, journalConflict, type RunEvent } from "../../../journal";
import { canonicalJson } from "../../../words";
import { Entries } from "./entries";
import { awsLeases } from "./leases";
import { awsObjects } from "./objects";
import type { AwsStoreOptions } from "./parts";
import { Summaries } from "./summaries";

/**
 * Journals in DynamoDB, one item per entry, and in S3 what is larger than an item. Every write is conditional and every read of a journal consistent,
 * so that several hosts can use it at once. Throws `journal-conflict`, `store-denied`, `store-missing`, `store-throttled`, `store-unavailable`.
 */
export function awsStore(options: AwsStoreOptions): JournalStore {
  const entries = new Entries(options, awsObjects(options));
  const summaries = new Summaries(options, entries);
  /** The last entry that was seen of each journal: the next one builds on its hash. */
  const last = new Map<string, Entry>();

  const previous = async (runId: string, seq: number): Promise<Entry | undefined> => {
    const known = last.get(runId);
    return known?.seq === seq ? known : entries.at(runId, seq);
  };

  return {
    async append(runId, expectedSeq, at, event) {
      const before = expectedSeq > 1 ? await previous(runId, expectedSeq - 1) : undefined;
      if (expectedSeq > 1 && !before) throw journalConflict(runId, expectedSeq, await nextSeq(entries, runId));
      const entry = chain(before, runId, at, JSON.parse(canonicalJson(event)) as RunEvent);
      if (expectedSeq === 1) await summaries.announce(entry);
      if (!(await entries.put(entry))) throw journalConflict(runId, expectedSeq, await nextSeq(entries, runId));
      last.set(runId, entry);
      await summaries.take(entry);
      if (event.type === "run-ended") last.delete(runId);
      return entry;
    },
    async read(runId, after = 0) {
      const found = await entries.after(runId, after);
      const newest = found.at(-1);
      if (newest) last.set(runId, newest);
      return found;
    },
    list: (query = {}) => summaries.list(query.experiment, query.limit ?? 100),
    ...awsLeases(options),
    async close() {
      last.clear();
    },
  };
}

async function nextSeq(entries: Entries, runId: string): Promise<number> {
  return ((await entries.after(runId, 0)).at(-1)?.seq ?? 0) + 1;
}
