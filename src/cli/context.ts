import type { Output } from "./output";

/** What a command may use of the world. Tests hand in their own. */
export interface Context {
  readonly out: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Stack traces in errors. */
  readonly debug: boolean;
  /** `user@host`, for the journal. */
  readonly by: string;
  readonly host: string;
  /** Calls the listener at each Ctrl-C or SIGTERM, with their count from 1, until the function returned is called. */
  onInterrupt(listener: (count: number) => void): () => void;
}

/** The folder of runs, reports and rehearsals; `--store` names another. */
export const DEFAULT_STORE = ".faultline";
