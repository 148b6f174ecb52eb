import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { AwsStoreOptions } from "../../src/adapters/store/aws";
import { TABLE } from "../../src/journal";
import { awsConfig, sandbox } from "../sandbox/support";

const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: "HASH" as const },
  { AttributeName: range, KeyType: "RANGE" as const },
];

/** A table and a bucket in a sandbox of their own, as the Orchestrator makes them, and a time that tests move on. */
export async function openCloud(): Promise<AwsStoreOptions & { tick(ms: number): void }> {
  const config = { ...awsConfig(await sandbox()), maxAttempts: 4 };
  const dynamodb = new DynamoDBClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const { index } = TABLE;
  await dynamodb.send(
    new CreateTableCommand({
      TableName: "runs",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keys(TABLE.partitionKey, TABLE.sortKey),
      AttributeDefinitions: Object.entries(TABLE.keyTypes).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
      GlobalSecondaryIndexes: [
        { IndexName: index.name, KeySchema: keys(index.partitionKey, index.sortKey), Projection: { ProjectionType: "ALL" } },
      ],
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: "reports" }));
  let now = 1_000_000;
  return {
    table: "runs",
    bucket: "reports",
    dynamodb,
    s3,
    now: () => now,
    tick: (ms) => {
      now += ms;
    },
  };
}
