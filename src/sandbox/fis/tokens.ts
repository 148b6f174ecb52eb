import { canonicalJson } from "../../words";
import { conflict } from "./errors";
import type { Tables } from "./records";

/**
 * Makes a request idempotent: the same token with the same request answers with what the first one made; with
 * another request it is refused with ConflictException.
 *
 * @param find what an id stands for now; `undefined` when it is gone, and the request is then carried out anew
 */
export function once<T extends { id: string }>(
  tables: Tables,
  scope: string,
  operation: string,
  token: string | undefined,
  request: object,
  find: (id: string) => T | undefined,
  make: () => T,
): T {
  if (token === undefined) return make();
  const tokens = tables.tokens.in(scope);
  const key = `${operation}/${token}`;
  const text = canonicalJson({ ...request, clientToken: undefined });
  const before = tokens.get(key);
  const made = before && find(before.id);
  if (before && made) {
    if (before.request !== text) throw conflict(`The client token ${token} has been used before with other parameters.`);
    return made;
  }
  const fresh = make();
  tokens.set(key, { request: text, id: fresh.id });
  return fresh;
}
