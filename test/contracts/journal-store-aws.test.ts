import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { awsFiles } from "../../src/adapters/store/aws/files";
import { Items } from "../../src/adapters/store/aws/items";
import { awsJournal } from "../../src/adapters/store/aws/journal";
import { TABLE } from "../../src/journal";
import { awsConfig, sandbox } from "../sandbox/support";
import { journalStoreContract } from "./journal-store";

describe("in DynamoDB and S3", () => {
  jest.setTimeout(60_000);
  journalStoreContract(async () => {
    const config = awsConfig(await sandbox());
    const db = new DynamoDBClient(config);
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const attribute = (AttributeName: string, AttributeType: "S" | "N") => ({ AttributeName, AttributeType });
    const keys = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: "HASH" as const },
      { AttributeName: range, KeyType: "RANGE" as const },
    ];
    await db.send(
      new CreateTableCommand({
        TableName: "runs",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: keys(TABLE.partitionKey, TABLE.sortKey),
        AttributeDefinitions: [
          attribute(TABLE.partitionKey, "S"),
          attribute(TABLE.sortKey, "S"),
          attribute(TABLE.index.partitionKey, "S"),
          attribute(TABLE.index.sortKey, "N"),
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: TABLE.index.name,
            KeySchema: keys(TABLE.index.partitionKey, TABLE.index.sortKey),
            Projection: { ProjectionType: "ALL" },
          },
        ],
      }),
    );
    await s3.send(new CreateBucketCommand({ Bucket: "files" }));
    let now = 1_000_000;
    const open = () => awsJournal({ items: new Items(db, "runs"), files: awsFiles(s3, "files"), now: () => now, newNonce: randomUUID });
    return {
      store: open(),
      other: open(),
      tick: (ms) => {
        now += ms;
      },
    };
  });
});
