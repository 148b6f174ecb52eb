import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetExperimentCommand } from "@aws-sdk/client-fis";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { awsObjects, awsStore } from "../../src/adapters/store/aws";
import type { Deployment, RunRequest } from "../../src/experiment";
import { BUCKET, type Entry, firstOf, type JournalStore, TABLE } from "../../src/journal";
import { bundle } from "../../src/provision/orchestrator/code/bundle";
import type { Shop } from "../adapters/shop";
import { descendants } from "../journeys/processes";
import { DURABLE, LOGGING, until } from "../sandbox/lambda/world";
import { zipOf } from "../sandbox/lambda/zip";
import { awsConfig } from "../sandbox/support";

const WORK = ["dynamodb:*", "s3:*", "sns:*", "fis:*", "cloudwatch:*", "ec2:*", "autoscaling:*", "rds:*", "eks:*", "iam:Simulate*"];

/** Real time: machines of CI may be slow. */
export const PATIENT_MS = 200_000;
const TRIES = 4;

/** The real bundle as a durable function in a shop's sandbox, with the table, the bucket and the topic that it writes to. */
export interface Conductor {
  readonly shop: Shop;
  readonly lambda: LambdaClient;
  readonly store: JournalStore;
  readonly deployment: Deployment;
  /** Asks for a run, and waits until its fault is on; one that is blocked, as on a machine that stands still for seconds, is asked for again. */
  begin(): Promise<{ readonly runId: string; readonly id: string }>;
  /** Kills the function's process as SIGKILL does, and lets Lambda invoke it no more: every invocation is throttled. */
  kill(): Promise<void>;
  /** Halts the function's process where it is, until Lambda's time-out ends it. */
  freeze(): void;
  /** Waits until the journal has an entry of one of these types. */
  entry(runId: string, ...types: readonly Entry["event"]["type"][]): Promise<readonly Entry[]>;
  experiment(id: string): Promise<{ readonly status: string; readonly reason: string }>;
}

export async function conductorIn(shop: Shop, { timeoutSeconds = 900 } = {}): Promise<Conductor> {
  const { box, manifest } = shop;
  const config = awsConfig(box);
  const [lambda, iam, dynamodb] = [new LambdaClient(config), new IAMClient(config), new DynamoDBClient(config)];
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: range, KeyType: "RANGE" as const },
  ];
  await dynamodb.send(
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
  await s3.send(new CreateBucketCommand({ Bucket: "runs-bucket" }));
  const { TopicArn: topicArn = "" } = await new SNSClient(config).send(new CreateTopicCommand({ Name: "news" }));
  const objects = awsObjects({ s3, bucket: "runs-bucket" });
  const { name } = manifest.plan;
  await objects.write(BUCKET.manifest(name), JSON.stringify(manifest), "application/json");
  await objects.write(BUCKET.settings(name), JSON.stringify({ version: 1, experiment: name, windows: [] }), "application/json");

  const document = (Statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
  const trust = document({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "conductor", AssumeRolePolicyDocument: trust }));
  const PolicyDocument = document({ Effect: "Allow", Action: [...LOGGING, ...DURABLE, ...WORK], Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ RoleName: "conductor", PolicyName: "own", PolicyDocument }));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "conductor",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: Role?.Arn,
      Code: { ZipFile: zipOf({ "index.js": readFileSync(await bundle(join(__dirname, "../../src/lambda/handler.ts"))) }) },
      Timeout: timeoutSeconds,
      DurableConfig: { ExecutionTimeout: 86_400, RetentionPeriodInDays: 1 },
      Environment: { Variables: { FAULTLINE_TABLE: "runs", FAULTLINE_BUCKET: "runs-bucket", FAULTLINE_TOPIC: topicArn } },
    }),
  );
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: "conductor" }));
  const alias = { FunctionName: "conductor", Name: "live", FunctionVersion: Version };
  const { AliasArn: functionArn = "" } = await lambda.send(new CreateAliasCommand(alias));
  const store = awsStore({ table: "runs", bucket: "runs-bucket", dynamodb, s3, now: Date.now });
  const entry: Conductor["entry"] = (runId, ...types) =>
    until(
      async () => {
        const entries = await store.read(runId).catch((): readonly Entry[] => []);
        return entries.some(({ event }) => types.includes(event.type)) ? entries : undefined;
      },
      `${types.join(" or ")} in the journal of ${runId}`,
      PATIENT_MS,
    );
  return {
    shop,
    lambda,
    store,
    deployment: {
      version: 1,
      project: "shop",
      stack: "test",
      accountId: manifest.accountId,
      region: manifest.region,
      functionArn,
      tableName: "runs",
      bucketName: "runs-bucket",
      topicArn,
      scheduleGroup: "none",
      experiments: [name],
    },
    entry,
    async begin() {
      for (let attempt = 1; attempt <= TRIES; attempt++) {
        const runId = `run-${attempt}`;
        const request: RunRequest = { version: 1, kind: "run", experiment: name, runId, by: "alice" };
        const Payload = Buffer.from(JSON.stringify(request));
        await lambda.send(new InvokeCommand({ FunctionName: functionArn, InvocationType: "Event", Payload, DurableExecutionName: runId }));
        const entries = await entry(runId, "targets-resolved", "judged");
        const id = firstOf(entries, "start-accepted")?.event.fisExperimentId;
        if (id !== undefined && !firstOf(entries, "judged")) return { runId, id };
      }
      throw new Error(`no run began in ${TRIES} tries`);
    },
    async kill() {
      await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "conductor", ReservedConcurrentExecutions: 0 }));
      for (const pid of functionProcesses()) process.kill(pid, "SIGKILL");
    },
    freeze() {
      for (const pid of functionProcesses()) process.kill(pid, "SIGSTOP");
    },
    async experiment(id) {
      const { experiment } = await shop.clients.fis.send(new GetExperimentCommand({ id }));
      return { status: experiment?.state?.status ?? "", reason: experiment?.state?.reason ?? "" };
    },
  };
}

/** Of this test's own sandboxes. */
function functionProcesses(): readonly number[] {
  return descendants(process.pid).flatMap(({ pid, command }) => (/lambda\S*bootstrap/.test(command) ? [pid] : []));
}
