import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { awsConfig, sandbox } from "../support";

const TABLE = {
  TableName: "runs",
  BillingMode: "PAY_PER_REQUEST" as const,
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" as const }],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" as const }],
  DeletionProtectionEnabled: true,
  Tags: [{ Key: "Team", Value: "sre" }],
};

test("a table has its account's ARN, its tags, backups and protection against deletion", async () => {
  const db = new DynamoDBClient(awsConfig(await sandbox()));
  await db.send(new CreateTableCommand(TABLE));
  const { Table } = await db.send(new DescribeTableCommand({ TableName: "runs" }));
  expect(Table).toMatchObject({
    TableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/runs",
    TableStatus: "ACTIVE",
    DeletionProtectionEnabled: true,
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
  });
  expect((await db.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }))).Tags).toEqual(TABLE.Tags);
  await db.send(
    new UpdateContinuousBackupsCommand({ TableName: "runs", PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
  );
  const backups = await db.send(new DescribeContinuousBackupsCommand({ TableName: "runs" }));
  expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
    PointInTimeRecoveryStatus: "ENABLED",
    RecoveryPeriodInDays: 35,
  });
  await expect(db.send(new DeleteTableCommand({ TableName: "runs" }))).rejects.toMatchObject({ name: "ValidationException" });
  await db.send(new UpdateTableCommand({ TableName: "runs", DeletionProtectionEnabled: false }));
  await db.send(new DeleteTableCommand({ TableName: "runs" }));
  await expect(db.send(new DescribeTableCommand({ TableName: "runs" }))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("accounts do not see one another's tables, a condition that fails is told, and a reset empties all", async () => {
  const cloud = await sandbox();
  const db = new DynamoDBClient(awsConfig(cloud));
  const other = new DynamoDBClient(awsConfig(cloud, "210987654321"));
  await db.send(new CreateTableCommand(TABLE));
  await expect(other.send(new DescribeTableCommand({ TableName: "runs" }))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  const put = new PutItemCommand({
    TableName: "runs",
    Item: { pk: { S: "a" }, bytes: { B: Buffer.from([1, 2, 255]) } },
    ConditionExpression: "attribute_not_exists(pk)",
  });
  await db.send(put);
  await expect(db.send(put)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
  const { Item } = await db.send(new GetItemCommand({ TableName: "runs", Key: { pk: { S: "a" } } }));
  expect([...(Item?.bytes?.B ?? [])]).toEqual([1, 2, 255]);
  await cloud.reset();
  await expect(db.send(new DescribeTableCommand({ TableName: "runs" }))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("tables and items outlive a restart; expired items are deleted by the sandbox's clock", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "faultline-"));
  try {
    const first = await sandbox({ dataDir });
    const db = new DynamoDBClient(awsConfig(first));
    await db.send(new CreateTableCommand(TABLE));
    await db.send(new UpdateTimeToLiveCommand({ TableName: "runs", TimeToLiveSpecification: { Enabled: true, AttributeName: "until" } }));
    await db.send(new PutItemCommand({ TableName: "runs", Item: { pk: { S: "kept" } } }));
    await db.send(new PutItemCommand({ TableName: "runs", Item: { pk: { S: "old" }, until: { N: "1" } } }));
    await first.stop();
    const again = new DynamoDBClient(awsConfig(await sandbox({ dataDir, speed: 3_600 })));
    const get = async (pk: string) => (await again.send(new GetItemCommand({ TableName: "runs", Key: { pk: { S: pk } } }))).Item;
    expect(await get("kept")).toEqual({ pk: { S: "kept" } });
    for (let tries = 0; tries < 2_000 && (await get("old")); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await get("old")).toBeUndefined();
    expect(await get("kept")).toBeDefined();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 60_000);
