import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sqliteStore } from "../adapters/store/sqlite";
import type { JournalStore } from "../journal";
import { type Given, type OptionSpec, textOption } from "./command";
import { type Context, DEFAULT_STORE } from "./context";

export const storeOptions: readonly OptionSpec[] = [
  { flags: "--store <dir>", about: "the folder of runs and reports", otherwise: `${DEFAULT_STORE} in this folder` },
];

/** The folder of runs, reports and rehearsals. */
export function storeDir(context: Context, given: Given): string {
  return resolve(context.cwd, textOption(given, "store") ?? DEFAULT_STORE);
}

export function openStore(context: Context, given: Given): Promise<JournalStore> {
  return sqliteStore({ path: join(storeDir(context, given), "runs.db"), now: Date.now, sleep: (ms) => sleep(ms) });
}
