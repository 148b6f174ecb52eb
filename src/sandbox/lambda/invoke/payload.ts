import { badContent, tooLarge } from "../errors";

/** Quotas of an invocation's payload, request and response: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MOST_SYNC = 6_291_456;
export const MOST_ASYNC = 1_048_576;

/** The event of a request as JSON text; nothing given is an empty object. Throws what AWS answers to what is too large or no JSON. */
export function eventText(payload: Uint8Array | string | undefined, asynchronous: boolean): string {
  const bytes = payload === undefined ? Buffer.alloc(0) : Buffer.from(payload);
  const most = asynchronous ? MOST_ASYNC : MOST_SYNC;
  if (bytes.length > most) throw tooLarge(most, bytes.length);
  const text = bytes.toString("utf8");
  if (text.trim() === "") return "{}";
  try {
    JSON.parse(text);
  } catch (problem) {
    throw badContent(`Could not parse request body into json: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
  return text;
}
