import { setTimeout as sleepFor } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { clientConfig } from "../../adapters/clients";
import { wallClock } from "../../adapters/clock";
import { awsConsents, awsStore } from "../../adapters/store/aws";
import type { Deployment } from "../../experiment";
import type { Consents, JournalStore } from "../../journal";
import type { RunClock, RunPorts } from "../../run";
import { EXIT, FaultlineError, parseArn } from "../../words";
import { type Given, textOption } from "../command";
import type { Context } from "../context";
import { sandboxClock } from "../ports";
import { healthOf } from "../rehearse/health";

/** An Orchestrator in AWS, or in a sandbox, as the command line reaches it. */
export interface Remote {
  readonly deployment: Deployment;
  readonly store: JournalStore;
  readonly consents: Consents;
  readonly lambda: LambdaClient;
  /** The run's clock: AWS's or the sandbox's. */
  readonly clock: RunClock;
  /** To stop a run directly. */
  ports(): Promise<RunPorts>;
}

export async function openRemote(context: Context, given: Given): Promise<Remote> {
  const { findDeployment } = await import("./deployment.js");
  const deployment = await findDeployment(context, given);
  const endpoint = (textOption(given, "endpointUrl") ?? context.env.AWS_ENDPOINT_URL)?.replace(/\/$/, "");
  const { region, accountId, tableName, bucketName, functionArn } = deployment;
  const sandbox = endpoint === undefined ? {} : { endpoint, credentials: { accessKeyId: accountId, secretAccessKey: "sandbox" } };
  const config = clientConfig({ region, ...sandbox });
  const s3 = new S3Client({ ...config, ...(endpoint === undefined ? {} : { forcePathStyle: true }) });
  const options = { table: tableName, bucket: bucketName, dynamodb: new DynamoDBClient(config), s3, now: Date.now };
  const clock = await clockAt(endpoint);
  return {
    deployment,
    store: awsStore(options),
    consents: awsConsents(options),
    lambda: new LambdaClient(config),
    clock,
    ports: async () => {
      const { awsPorts } = await import("../../adapters/aws.js");
      return awsPorts({ region, accountId, partition: parseArn(functionArn)?.partition ?? "aws", clock, ...sandbox });
    },
  };
}

async function clockAt(endpoint: string | undefined): Promise<RunClock> {
  if (endpoint === undefined) return wallClock({ now: Date.now, sleep: pause });
  const health = await healthOf(endpoint);
  if (health) return sandboxClock(health);
  throw new FaultlineError("no-sandbox", `No Faultline sandbox answers at ${endpoint}.`, {
    exitCode: EXIT.errored,
    remedy: "Start one with `faultline sandbox`, or leave the endpoint out to use AWS.",
    facts: { endpoint },
  });
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}
