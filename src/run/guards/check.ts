import type { TargetState } from "../../journal";
import type { Context } from "../context";

/** What a check has found. `wait`: no, but it may become yes by itself; when its patience is over it is a no. */
export interface Answer {
  readonly answer: "ok" | "refused" | "unknown" | "wait";
  /** The reason, and what to do about it. */
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One thing that must be so before anything is touched. */
export interface Check {
  readonly name: string;
  /** How long a `wait` is waited for, in the run's time. */
  readonly patienceMs: number;
  readonly look: (look: Look) => Promise<Answer>;
}

/** What a check may look at. */
export interface Look {
  readonly context: Context;
  readonly signal: AbortSignal;
  /** For how long this check has been waited for. */
  readonly waitedMs: number;
  /** What the plan's targets match now; asked for once per list of checks, and written down. */
  readonly targets: () => Promise<readonly TargetState[]>;
}

export function ok(message: string, facts: Answer["facts"] = {}): Answer {
  return { answer: "ok", message, facts };
}

export function refused(message: string, facts: Answer["facts"] = {}): Answer {
  return { answer: "refused", message, facts };
}

export function wait(message: string, facts: Answer["facts"] = {}): Answer {
  return { answer: "wait", message, facts };
}
