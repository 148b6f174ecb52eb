import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { S3Client } from "@aws-sdk/client-s3";

/** Where an Orchestrator keeps its runs. */
export interface AwsStoreOptions {
  readonly table: string;
  readonly bucket: string;
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  /** Real time, for leases and expiry: `Date.now`. */
  readonly now: () => number;
  /** How long what runs write is kept, in days; DynamoDB deletes it some time after that. Left out: 400. */
  readonly keepDays?: number;
}

/** For each call to DynamoDB or S3, beside the retries of the client. */
export const CALL_TIMEOUT_MS = 10_000;

const DAY_MS = 86_400_000;

/** Epoch seconds at which an item may be deleted. */
export function expiry({ now, keepDays = 400 }: Pick<AwsStoreOptions, "now" | "keepDays">): number {
  return Math.ceil((now() + keepDays * DAY_MS) / 1_000);
}
