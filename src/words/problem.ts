/** One thing that is wrong with an input, said so that its author can mend it without asking. */
export interface Problem {
  /** Stable, for machines: `duration-out-of-range`. */
  readonly code: string;
  /** Where, as a path into the input: `faults[0].duration`. Empty for the input as a whole. */
  readonly path: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** The value as it was given, where there is one. */
  readonly given?: unknown;
  /** What would have been accepted. */
  readonly allowed?: string;
  /** What to do next. */
  readonly remedy: string;
}

/** The outcome of a check at the door: the value, or every problem at once. */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/** A problem as lines for people. */
export function formatProblem(problem: Problem): string {
  const given = problem.given === undefined ? "" : ` (given: ${preview(problem.given)})`;
  const allowed = problem.allowed === undefined ? "" : `\n    allowed: ${problem.allowed}`;
  return `  ${problem.path || "(definition)"}: ${problem.message}${given}${allowed}\n    do: ${problem.remedy}  [${problem.code}]`;
}

function preview(value: unknown): string {
  const text = plain(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** Text for any value: some have no JSON (functions, big numbers, circles), some not even a string. */
function plain(value: unknown): string {
  try {
    return JSON.stringify(value) ?? `a ${typeof value}`;
  } catch {
    return `a ${typeof value} that cannot be written`;
  }
}
