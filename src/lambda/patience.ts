/** A small deed is tried five times, with pauses of 1, 2, 4 and 8 seconds. */
export function PERSISTENT(_: Error, attempt: number): { shouldRetry: true; delay: { seconds: number } } | { shouldRetry: false } {
  return attempt < 5 ? { shouldRetry: true, delay: { seconds: 2 ** (attempt - 1) } } : { shouldRetry: false };
}
