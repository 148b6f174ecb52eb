import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { clientConfig } from "../../../adapters/clients";
import type { Deployment } from "../../../experiment";

/** What looks at a deployed Orchestrator from outside, in a sandbox. */
export interface DeployedClients {
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly scheduler: SchedulerClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  close(): void;
}

/** A sandbox takes any credentials: these are the account's root. */
export function deployedClients({ region, accountId }: Deployment, endpoint: string): DeployedClients {
  const config = {
    ...clientConfig({ region, endpoint, credentials: { accessKeyId: accountId, secretAccessKey: "sandbox" } }),
    retryMode: "standard",
  };
  const clients = {
    dynamodb: new DynamoDBClient(config),
    lambda: new LambdaClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    scheduler: new SchedulerClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  };
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
