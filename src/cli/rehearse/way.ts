import type { JournalStore } from "../../journal";
import type { Project } from "../../rehearsal";
import type { ToldRun } from "../conducting";
import type { Context } from "../context";

export interface RehearsalOptions {
  readonly dir: string;
  readonly stack: string;
  readonly storeDir: string;
  readonly only: readonly string[] | undefined;
  readonly speed: number;
  readonly seed?: number;
  readonly system: string | undefined;
  /** The program's Orchestrator runs the experiments, in the sandbox's Lambda, instead of this process. */
  readonly asDeployed: boolean;
}

/** What a rehearsal has come to so far. */
export interface Told {
  readonly runs: ToldRun[];
  inertTypes: readonly string[];
  of: number;
  /** From the first run on. */
  isConducting: boolean;
}

/** A rehearsal on its way. */
export interface Way {
  readonly context: Context;
  readonly options: RehearsalOptions;
  readonly project: Project;
  /** Of the sandbox. */
  readonly url: string;
  readonly store: JournalStore;
  /** Aborted when the rehearsal is to end before its time. */
  readonly away: AbortSignal;
  /** Aborted when that is so because the sandbox is gone. */
  readonly gone: AbortSignal;
  readonly told: Told;
  /** A line of progress, with the time since the beginning. */
  readonly step: (text: string) => void;
}
