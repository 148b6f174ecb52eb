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
