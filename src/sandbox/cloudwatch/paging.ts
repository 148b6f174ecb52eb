import { invalidNextToken } from "./errors";

/** Which operation a token belongs to and where it goes on; opaque to the caller. */
export function tokenOf(operation: string, position: number): string {
  return Buffer.from(`${operation}:${position}`).toString("base64url");
}

/** Where to go on; the beginning without a token. Throws `InvalidNextToken` for what no reply has given. */
export function positionOf(operation: string, token: string | undefined): number {
  if (token === undefined || token === "") return 0;
  const [name, position] = Buffer.from(token, "base64url").toString().split(":");
  if (name !== operation || position === undefined || !/^\d+$/.test(position)) throw invalidNextToken();
  return Number(position);
}

/** One page of a list, with the token of the next when there is one. */
export function pageOf<T>(operation: string, all: readonly T[], size: number, token: string | undefined) {
  const from = positionOf(operation, token);
  const next = from + size;
  return { items: all.slice(from, next), NextToken: next < all.length ? tokenOf(operation, next) : undefined };
}
