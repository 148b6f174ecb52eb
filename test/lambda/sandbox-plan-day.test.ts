import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateAliasCommand, GetDurableExecutionCommand, InvokeCommand, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateScheduleGroupCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { awsObjects, awsStore } from "../../src/adapters/store/aws";
import type { Deployment } from "../../src/experiment";
import { BUCKET, TABLE } from "../../src/journal";
import { sandboxAt } from "../../src/lambda/sandbox";
import { bundle } from "../../src/provision/orchestrator/code/bundle";
import { type PlanningScope, planningStatements } from "../../src/provision/orchestrator/permissions";
import type { ChaosDocument, DayPlan } from "../../src/schedule";
import { manifestOf } from "../run/manifest";
import { DURABLE, LOGGING, lambdaWorld, until } from "../sandbox/lambda/world";
import { zipOf } from "../sandbox/lambda/zip";
import { awsConfig } from "../sandbox/support";

const REGION = "us-east-1";
const WORK = ["dynamodb:*", "s3:*", "sns:*", "fis:*", "cloudwatch:*", "ec2:*", "autoscaling:*", "rds:*", "eks:*", "iam:Simulate*"];

/** A window of six minutes in eight, in a zone in which it is about noon: midnight must not come in between. */
function soon(now: number) {
  const at = new Date(now);
  const east = 12 - at.getUTCHours();
  const text = (minutes: number) => new Date(now + east * 3_600_000 + minutes * 60_000).toISOString().slice(11, 16);
  // In these names west is positive.
  const timezone = `Etc/GMT${east > 0 ? "-" : "+"}${Math.abs(east)}`;
  return { timezone, windows: [{ from: text(8), to: text(14), timezone }] };
}

test("in the sandbox's Lambda a day is planned with no more than the component's rights; what it drew fires, asks the gate, and is told", async () => {
  const { cloud, lambda, role, create } = await lambdaWorld({ speed: 10 });
  const config = awsConfig(cloud);
  const clients = { dynamodb: new DynamoDBClient(config), s3: new S3Client({ ...config, forcePathStyle: true }) };
  const [iam, scheduler] = [new IAMClient(config), new SchedulerClient(config)];
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: range, KeyType: "RANGE" as const },
  ];
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: "runs",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keys(TABLE.partitionKey, TABLE.sortKey),
      AttributeDefinitions: Object.keys(TABLE.keyTypes).map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
      GlobalSecondaryIndexes: [
        {
          IndexName: TABLE.index.name,
          KeySchema: keys(TABLE.index.partitionKey, TABLE.index.sortKey),
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
  await clients.s3.send(new CreateBucketCommand({ Bucket: "runs-bucket" }));
  const { TopicArn = "" } = await new SNSClient(config).send(new CreateTopicCommand({ Name: "news" }));
  const accountId = TopicArn.split(":")[4] ?? "";
  await new SQSClient(config).send(new CreateQueueCommand({ QueueName: "dead" }));
  await scheduler.send(new CreateScheduleGroupCommand({ Name: "chaos" }));

  const roleArn = await role("conductor", [...LOGGING, ...DURABLE, ...WORK]);
  const file = await bundle(join(__dirname, "../../src/lambda/handler.ts"));
  const functionArn = await create("conductor", zipOf({ "index.js": readFileSync(file) }), {
    Role: roleArn,
    Timeout: 900,
    DurableConfig: { ExecutionTimeout: 86_400, RetentionPeriodInDays: 1 },
    Environment: { Variables: { FAULTLINE_TABLE: "runs", FAULTLINE_BUCKET: "runs-bucket", FAULTLINE_TOPIC: TopicArn } },
  });
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: "conductor" }));
  await lambda.send(new CreateAliasCommand({ FunctionName: "conductor", Name: "live", FunctionVersion: Version }));

  const allow = (RoleName: string, Statement: object) =>
    iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: "rights", PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }) }),
    );
  const trust = { Effect: "Allow", Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole" };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: "starts", AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }) }),
  );
  await allow("starts", [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: `${functionArn}:live` }]);
  const schedulerRoleArn = Role?.Arn ?? "";
  const scope: PlanningScope = {
    bucketArn: "arn:aws:s3:::runs-bucket",
    plannedSchedules: `arn:aws:scheduler:${REGION}:${accountId}:schedule/chaos/chaos-*`,
    schedulerRoleArn,
  };
  await allow(
    "conductor",
    planningStatements(scope).filter(({ Sid }) => /Plan|Hand/.test(Sid) && Sid !== "Plans"),
  );

  const clock = await sandboxAt(cloud.url);
  if (!clock) throw new Error("this is no sandbox");
  const nowOf = () => clock.epochSandbox + (Date.now() - clock.epochWall) * clock.speed;
  const now = nowOf();
  const deployment: Deployment = {
    version: 1,
    project: "shop",
    stack: "test",
    accountId,
    region: REGION,
    functionArn: `${functionArn}:live`,
    tableName: "runs",
    bucketName: "runs-bucket",
    topicArn: TopicArn,
    scheduleGroup: "chaos",
    experiments: ["stop-one"],
  };
  const document: ChaosDocument = {
    version: 1,
    deployment,
    schedulerRoleArn,
    deadLetterArn: `arn:aws:sqs:${REGION}:${accountId}:dead`,
    settings: {
      version: 1,
      leashed: false,
      ...soon(now),
      defaults: { meanWorkdaysBetween: 1 },
      apps: { shop: { enabled: true } },
      members: [{ app: "shop", account: accountId, region: REGION, experiment: "stop-one" }],
      outageGate: { alarms: ["shop-5xx"] },
    },
  };
  const objects = awsObjects({ s3: clients.s3, bucket: "runs-bucket" });
  const write = (key: string, value: unknown) => objects.write(key, JSON.stringify(value), "application/json");
  await write(BUCKET.chaos, document);
  await write(BUCKET.manifest("stop-one"), { ...manifestOf(), accountId, roleArn: `arn:aws:iam::${accountId}:role/none` });
  await write(BUCKET.settings("stop-one"), { version: 1, experiment: "stop-one", windows: [] });

  const request = { version: 1, kind: "plan-day", scheduledAt: new Date(now - 3_600_000).toISOString() };
  const { DurableExecutionArn } = await lambda.send(
    new InvokeCommand({
      FunctionName: deployment.functionArn,
      InvocationType: "Event",
      Payload: Buffer.from(JSON.stringify(request)),
    }),
  );
  const told = await until(async () => {
    const { Status, Result, Error: error } = await lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn }));
    if (Status === "RUNNING") return undefined;
    return Status === "SUCCEEDED" ? (JSON.parse(Result ?? "null") as object) : { Status, error };
  }, "plan of the day");
  const { date = "" } = told as { readonly date?: string };
  const plan = JSON.parse((await objects.read(BUCKET.plan(date))) ?? "null") as DayPlan | null;
  const [run] = plan?.runs ?? [];
  expect(told).toMatchObject({ kind: "day-planned", leashed: false, left: [], schedules: [`chaos-${run?.id}`] });

  const store = awsStore({ table: "runs", bucket: "runs-bucket", now: Date.now, ...clients });
  await sleep(Math.max(0, (Date.parse(run?.at ?? "") - nowOf()) / clock.speed));
  const entries = await until(async () => {
    const all = await store.read(run?.id ?? "");
    return all.some(({ event }) => event.type === "judged") ? all : undefined;
  }, "verdict of the drawn run");
  const gate = entries.flatMap(({ event }) => (event.type === "preflight-answered" && event.check === "outage-gate" ? [event] : []));
  // Nobody made the alarm: nobody knows whether there is an outage.
  expect(gate).toMatchObject([{ answer: "refused", message: expect.stringContaining("there is no such alarm") }]);
  expect(entries.find(({ event }) => event.type === "preflight-answered" && event.check === "drawn")?.event).toMatchObject({
    answer: "ok",
  });
  expect(entries[0]?.event).toMatchObject({ type: "run-created", by: "randomised chaos", host: "lambda" });
  // It fired once and is gone.
  expect((await scheduler.send(new ListSchedulesCommand({ GroupName: "chaos" }))).Schedules).toEqual([]);
}, 240_000);
