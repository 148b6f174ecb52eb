import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { clientConfig } from "../../adapters/clients";
import { awsConsents, awsObjects, awsStore, type Objects } from "../../adapters/store/aws";
import type { Deployment } from "../../experiment";
import type { Consents, JournalStore } from "../../journal";
import type { RunClock, RunPorts } from "../../run";
import { parseArn } from "../../words";
import { clockAt, sandboxAccess } from "../ports";

/** An Orchestrator in AWS, or in a sandbox, as the command line reaches it. */
export interface Remote {
  readonly deployment: Deployment;
  readonly store: JournalStore;
  readonly consents: Consents;
  readonly objects: Objects;
  readonly lambda: LambdaClient;
  /** The run's clock: AWS's or the sandbox's. */
  readonly clock: RunClock;
  /** To stop a run directly. */
  ports(): Promise<RunPorts>;
  close(): void;
}

/** With what every client for a deployment is made. */
export function configFor({ region, accountId }: Deployment, endpoint: string | undefined) {
  return clientConfig({ region, ...sandboxAccess(accountId, endpoint) });
}

/** Reaches a deployment in AWS, or in the sandbox at an endpoint. Throws `no-sandbox` when none answers there. */
export async function connect(deployment: Deployment, endpoint: string | undefined): Promise<Remote> {
  const { region, accountId, tableName, bucketName, functionArn } = deployment;
  const config = configFor(deployment, endpoint);
  // A bucket's name is no host name of a sandbox.
  const s3 = new S3Client({ ...config, ...(endpoint === undefined ? {} : { forcePathStyle: true }) });
  const dynamodb = new DynamoDBClient(config);
  const lambda = new LambdaClient(config);
  const options = { table: tableName, bucket: bucketName, dynamodb, s3, now: Date.now };
  const clock = await clockAt(endpoint);
  return {
    deployment,
    store: awsStore(options),
    consents: awsConsents(options),
    objects: awsObjects(options),
    lambda,
    clock,
    ports: async () => {
      const { awsPorts } = await import("../../adapters/aws.js");
      const partition = parseArn(functionArn)?.partition ?? "aws";
      return awsPorts({ region, accountId, partition, clock, ...sandboxAccess(accountId, endpoint) });
    },
    close: () => {
      for (const client of [s3, dynamodb, lambda]) client.destroy();
    },
  };
}
