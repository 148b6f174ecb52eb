import { type StepConfig, StepSemantics } from "@aws/durable-execution-sdk-js";

/** A small deed is tried five times, with pauses of 1, 2, 4 and 8 seconds. */
export function PERSISTENT(_: Error, attempt: number): { shouldRetry: true; delay: { seconds: number } } | { shouldRetry: false } {
  return attempt < 5 ? { shouldRetry: true, delay: { seconds: 2 ** (attempt - 1) } } : { shouldRetry: false };
}

/**
 * A message: that it is about to be told is on record first, so it goes out again only when the process dies after SNS has it and before that is on record.
 * Then it is told twice, with one id: better than not at all.
 */
export const TELLING: StepConfig<void> = { retryStrategy: PERSISTENT, semantics: StepSemantics.AtMostOncePerRetry };
