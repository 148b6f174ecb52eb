import { resolve } from "node:path";
import type { JournalStore } from "../journal";
import { type Given, type OptionSpec, textOption } from "./command";
import { type Context, DEFAULT_STORE } from "./context";
import { openJournal } from "./ports";

export const storeOptions: readonly OptionSpec[] = [
  { flags: "--store <dir>", about: "the folder of runs and reports", otherwise: `${DEFAULT_STORE} in this folder` },
];

/** The folder of runs, reports and rehearsals. */
export function storeDir(context: Context, given: Given): string {
  return resolve(context.cwd, textOption(given, "store") ?? DEFAULT_STORE);
}

export function openStore(context: Context, given: Given): Promise<JournalStore> {
  return openJournal(storeDir(context, given));
}

/** The store that a command about runs means: this folder's, or with `--remote` that of runs in AWS. */
export async function openRuns(context: Context, given: Given): Promise<JournalStore> {
  if (given.options.remote !== true) return openStore(context, given);
  const { openRemote } = await import("./remote/open.js");
  const { store, close } = await openRemote(context, given);
  return { ...store, close: async () => close() };
}

/**
 * The same journals for the runs on one platform. Names of leases tell accounts apart, and every sandbox has the same account: a rehearsal
 * must not wait for an experiment that another sandbox is busy with.
 */
export function forPlatform(store: JournalStore, endpoint: string | undefined): JournalStore {
  if (endpoint === undefined) return store;
  const scoped = (name: string) => (name.startsWith("experiment:") ? `${name}@${endpoint}` : name);
  return {
    ...store,
    lease: (name, holder, forMs) => store.lease(scoped(name), holder, forMs),
    leaseOf: (name) => store.leaseOf(scoped(name)),
    release: (name, holder) => store.release(scoped(name), holder),
  };
}
