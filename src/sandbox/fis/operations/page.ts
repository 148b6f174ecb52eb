import { pageOf } from "../../common/paging";
import { invalid } from "../errors";

/** The members that every list operation takes. */
export interface Paged {
  /** 1 to 100. Default 100. */
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** One page under the output member's own name. */
export function paged<K extends string, T>(name: K, all: readonly T[], input: Paged): Record<K, T[]> & { nextToken?: string } {
  const { items, next } = pageOf(all, input.maxResults ?? 100, input.nextToken, () => invalid("Invalid nextToken."));
  return { [name]: items, nextToken: next } as Record<K, T[]> & { nextToken?: string };
}
