import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { awsConfig, sandbox } from "../support";

test("a role reads what its policy names in S3 and DynamoDB, and nothing beside it", async () => {
  const box = await sandbox();
  const config = awsConfig(box);
  const iam = new IAMClient(config);
  const s3 = new S3Client(config);
  const tables = new DynamoDBClient(config);
  const sts = new STSClient(config);
  await s3.send(new CreateBucketCommand({ Bucket: "reports" }));
  for (const Key of ["manifests/a", "secret/b"]) await s3.send(new PutObjectCommand({ Bucket: "reports", Key, Body: Key }));
  for (const TableName of ["history", "other"]) {
    await tables.send(
      new CreateTableCommand({
        ...{ TableName, BillingMode: "PAY_PER_REQUEST", KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }] },
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      }),
    );
  }
  const statement = (Action: string[], Resource: string[]) => ({ Effect: "Allow", Action, Resource });
  const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const root = { AWS: "arn:aws:iam::123456789012:root" };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "conductor",
      AssumeRolePolicyDocument: policy({ Effect: "Allow", Principal: root, Action: "sts:AssumeRole" }),
    }),
  );
  const PolicyDocument = policy(
    statement(["s3:GetObject"], ["arn:aws:s3:::reports/manifests/*"]),
    statement(["s3:PutObject"], ["arn:aws:s3:::reports/runs/*"]),
    statement(["dynamodb:PutItem"], ["arn:aws:dynamodb:us-east-1:123456789012:table/history"]),
  );
  await iam.send(new PutRolePolicyCommand({ RoleName: "conductor", PolicyName: "own", PolicyDocument }));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "test" }));
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  const objects = new S3Client({ ...config, credentials });
  const items = new DynamoDBClient({ ...config, credentials });

  const Bucket = "reports";
  expect(await (await objects.send(new GetObjectCommand({ Bucket, Key: "manifests/a" }))).Body?.transformToString()).toBe("manifests/a");
  await objects.send(new PutObjectCommand({ Bucket, Key: "runs/1", Body: "r" }));
  await items.send(new PutItemCommand({ TableName: "history", Item: { pk: { S: "run" } } }));

  const denied = { name: "AccessDenied" };
  await expect(objects.send(new GetObjectCommand({ Bucket, Key: "secret/b" }))).rejects.toMatchObject(denied);
  await expect(objects.send(new PutObjectCommand({ Bucket, Key: "manifests/a", Body: "forged" }))).rejects.toMatchObject(denied);
  await expect(objects.send(new DeleteObjectCommand({ Bucket, Key: "runs/1" }))).rejects.toMatchObject(denied);
  // A copy reads its source, too.
  const copy = (from: string) => objects.send(new CopyObjectCommand({ Bucket, Key: "runs/copy", CopySource: `${Bucket}/${from}` }));
  await expect(copy("secret/b")).rejects.toMatchObject(denied);
  expect((await copy("manifests/a")).CopyObjectResult?.ETag).toMatch(/^"[0-9a-f]{32}"$/);
  const key = { pk: { S: "run" } };
  await expect(items.send(new GetItemCommand({ TableName: "history", Key: key }))).rejects.toMatchObject({ name: "AccessDeniedException" });
  await expect(items.send(new PutItemCommand({ TableName: "other", Item: key }))).rejects.toMatchObject({ name: "AccessDeniedException" });
  for (const one of [iam, s3, tables, sts, objects, items]) one.destroy();
});
