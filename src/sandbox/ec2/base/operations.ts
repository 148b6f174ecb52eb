import type { Call, Handler } from "../../kernel/cloud";

export type Operations = Record<string, Handler>;

/** Input members that many operations share. */
export interface Describing {
  Filters?: readonly { Name?: string; Values?: readonly string[] }[];
  MaxResults?: number;
  NextToken?: string;
}

export type { Call };
