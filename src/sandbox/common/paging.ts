import type { AwsError } from "../kernel/error";

/** One page of a list and the token of the next. The token is opaque to clients, as AWS's is. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | undefined;
}

/**
 * @param size the most items of one page
 * @param token what the page before gave as `next`; nothing for the first page
 * @param invalid the service's error for a token it did not give
 */
export function pageOf<T>(all: readonly T[], size: number, token: string | undefined, invalid: () => AwsError): Page<T> {
  const from = token ? positionOf(token) : 0;
  if (from === undefined || from > all.length) throw invalid();
  const end = from + size;
  return { items: all.slice(from, end), next: end < all.length ? Buffer.from(`at:${end}`).toString("base64url") : undefined };
}

function positionOf(token: string): number | undefined {
  const digits = /^at:(\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8"))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
