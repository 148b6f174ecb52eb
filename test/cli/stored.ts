import { join } from "node:path";
import { sqliteStore } from "../../src/adapters/store/sqlite";
import type { Entry, JournalStore } from "../../src/journal";
import { folder } from "./faultline";

export function open(store: string): Promise<JournalStore> {
  return sqliteStore({ path: join(store, "runs.db"), now: Date.now, sleep: (ms) => new Promise((done) => setTimeout(done, ms)) });
}

/** A folder of runs with these journals, by run id. */
export async function storeOf(journals: Readonly<Record<string, readonly Entry[]>>): Promise<string> {
  const dir = folder();
  const store = await open(dir);
  for (const [runId, entries] of Object.entries(journals))
    for (const { seq, at, event } of entries) await store.append(runId, seq, at, event);
  await store.close();
  return dir;
}
