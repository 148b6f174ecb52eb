import { formatProblem, type Problem } from "./problem";

/** Exit codes of every command: one per verdict, 2 for a wrong definition or command. */
export const EXIT = {
  passed: 0,
  failed: 1,
  usage: 2,
  aborted: 3,
  inconclusive: 4,
  blocked: 5,
  errored: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const MARK = Symbol.for("faultline.error");

/**
 * An error somebody is expected to act on. It carries facts as fields, says the next step and is shown
 * without a stack trace. Recognise it with {@link isFaultlineError}, never with `instanceof`: two copies of the
 * class may be loaded in one process.
 */
export class FaultlineError extends Error {
  readonly [MARK] = true;
  constructor(
    /** Stable, for machines: `stack-not-found`. */
    readonly code: string,
    message: string,
    readonly details: {
      readonly exitCode: ExitCode;
      /** What to do next. */
      readonly remedy: string;
      readonly facts?: Readonly<Record<string, unknown>>;
      readonly problems?: readonly Problem[];
      readonly cause?: unknown;
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "FaultlineError";
  }
}

export function isFaultlineError(value: unknown): value is FaultlineError {
  return typeof value === "object" && value !== null && (value as { [MARK]?: unknown })[MARK] === true;
}

/** An input with problems, as the error every door throws for it. */
export function problemsError(what: string, problems: readonly Problem[]): FaultlineError {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return new FaultlineError("invalid-input", `${what} has ${count}:\n${problems.map(formatProblem).join("\n")}`, {
    exitCode: EXIT.usage,
    remedy: "Mend the places named above and try again.",
    problems,
  });
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
