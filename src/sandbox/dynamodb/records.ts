import type { Cloud } from "../kernel/cloud";

/** What is known of a table beside its items. */
export interface TableRecord {
  readonly name: string;
  readonly arn: string;
  /** The CreateTable that made it, as plain JSON; a restart makes it again. */
  readonly made: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly id: string;
  readonly keys: readonly string[];
  tags: Record<string, string>;
  deletionProtection: boolean;
  sse: { readonly Enabled?: boolean; readonly SSEType?: string; readonly KMSMasterKeyId?: string } | undefined;
  tableClass: string | undefined;
  ttl: string | undefined;
  pitr: { readonly days: number; readonly since: number } | undefined;
}

/** An item in DynamoDB's JSON, by table and key. */
export interface ItemRecord {
  readonly table: string;
  readonly item: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const tablesOf = (cloud: Pick<Cloud, "state">, scope: string) => cloud.state.table<TableRecord>("dynamodb.tables").in(scope);
export const itemsOf = (cloud: Pick<Cloud, "state">, scope: string) => cloud.state.table<ItemRecord>("dynamodb.items").in(scope);
