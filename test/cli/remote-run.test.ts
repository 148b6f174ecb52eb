import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateAliasCommand, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Deployment } from "../../src/experiment";
import { BUCKET, TABLE } from "../../src/journal";
import { bundle } from "../../src/provision/orchestrator/code/bundle";
import { manifestOf } from "../run/manifest";
import { DURABLE, LOGGING, lambdaWorld } from "../sandbox/lambda/world";
import { zipOf } from "../sandbox/lambda/zip";
import { awsConfig } from "../sandbox/support";
import { folder, json, start } from "./faultline";

const WORK = ["dynamodb:*", "s3:*", "sns:*", "fis:*", "cloudwatch:*", "ec2:*", "autoscaling:*", "rds:*", "eks:*"];

test("the real bundle in its own process: asked for with --remote, approved by a named person, blocked by what is not there, told with its reason", async () => {
  const { cloud, lambda, role, create } = await lambdaWorld({ speed: 60 });
  const config = awsConfig(cloud);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: range, KeyType: "RANGE" as const },
  ];
  const names = [TABLE.partitionKey, TABLE.sortKey, TABLE.index.partitionKey, TABLE.index.sortKey];
  await new DynamoDBClient(config).send(
    new CreateTableCommand({
      TableName: "runs",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keys(TABLE.partitionKey, TABLE.sortKey),
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
      GlobalSecondaryIndexes: [
        {
          IndexName: TABLE.index.name,
          KeySchema: keys(TABLE.index.partitionKey, TABLE.index.sortKey),
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: "runs-bucket" }));
  const { TopicArn = "" } = await new SNSClient(config).send(new CreateTopicCommand({ Name: "news" }));
  const [, , , , accountId = ""] = TopicArn.split(":");
  const manifest = { ...manifestOf(), accountId, templateId: "EXTmissing", roleArn: `arn:aws:iam::${accountId}:role/none` };
  const settings = { version: 1, experiment: "stop-one", windows: [], approval: { by: ["anna"], withinMs: 7_200_000 } };
  for (const [key, value] of [
    [BUCKET.manifest("stop-one"), manifest],
    [BUCKET.settings("stop-one"), settings],
  ] as const)
    await s3.send(new PutObjectCommand({ Bucket: "runs-bucket", Key: key, Body: JSON.stringify(value) }));

  const file = await bundle(join(__dirname, "../../src/lambda/handler.ts"));
  await create("conductor", zipOf({ "index.js": readFileSync(file) }), {
    Role: await role("conductor", [...LOGGING, ...DURABLE, ...WORK]),
    Timeout: 900,
    DurableConfig: { ExecutionTimeout: 86_400, RetentionPeriodInDays: 1 },
    Environment: { Variables: { FAULTLINE_TABLE: "runs", FAULTLINE_BUCKET: "runs-bucket", FAULTLINE_TOPIC: TopicArn } },
  });
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: "conductor" }));
  const { AliasArn = "" } = await lambda.send(
    new CreateAliasCommand({ FunctionName: "conductor", Name: "live", FunctionVersion: Version }),
  );
  const deployment: Deployment = {
    version: 1,
    project: "shop",
    stack: "test",
    accountId,
    region: "us-east-1",
    functionArn: AliasArn,
    tableName: "runs",
    bucketName: "runs-bucket",
    topicArn: TopicArn,
    scheduleGroup: "none",
    experiments: ["stop-one"],
  };
  const where = join(folder(), "deployment.json");
  writeFileSync(where, JSON.stringify(deployment));
  const remote = ["--remote", "--deployment", where, "--endpoint-url", cloud.url];

  const running = start(["run", ...remote, "--reason", "game day"]);
  const [, runId = ""] = await running.said(/Run (\S+) waits for approval by anna/);
  const { code: approved, told } = await json(["approve", runId, "--by", "anna", "--reason", "go", ...remote]);
  expect({ approved, told }).toMatchObject({ approved: 0, told: { runId, answer: "approved", by: "anna" } });
  const { code, stdout } = await running.ended;
  expect({ code, stdout }).toEqual({ code: 5, stdout: expect.stringContaining("BLOCKED") });
  expect(stdout).toContain("template-as-planned");
  expect(stdout).toContain(`s3://runs-bucket/runs/${runId}/report.html`);

  const report = await s3.send(new GetObjectCommand({ Bucket: "runs-bucket", Key: BUCKET.report(runId, "report.json") }));
  expect(JSON.parse((await report.Body?.transformToString()) ?? "{}")).toMatchObject({ verdict: "blocked" });
  const { told: listed } = await json(["history", ...remote]);
  expect(listed).toMatchObject({ runs: [{ runId, experiment: "stop-one", verdict: "blocked", fisExperimentId: null }] });
}, 180_000);
