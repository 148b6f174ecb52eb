import { setTimeout as sleepFor } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { awsPorts } from "../adapters/aws";
import { clientConfig } from "../adapters/clients";
import { scaledClock, wallClock } from "../adapters/clock";
import { awsConsents, awsObjects, awsStore } from "../adapters/store/aws";
import { FUNCTION_ENVIRONMENT } from "../experiment";
import type { RunClock } from "../run";
import { EXIT, FaultlineError, parseArn } from "../words";
import type { Bag } from "./bag";
import { sandboxAt } from "./sandbox";
import { scheduleOnce } from "./schedule-once";

type Environment = Readonly<Record<string, string | undefined>>;

/** How long the topic may take. */
const PUBLISH_WITHIN_MS = 10_000;

/** What the function needs, from AWS's own clients: made at the first invocation, so that what is missing is told there, and kept for the next. */
export function bagOf(env: Environment): () => Bag {
  let made: Bag | undefined;
  return () => (made ??= make(env));
}

function make(env: Environment): Bag {
  const { table, bucket, topic, region } = settingsOf(env);
  const endpoint = env.AWS_ENDPOINT_URL?.replace(/\/$/, "");
  const config = clientConfig({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  const sns = new SNSClient(config);
  const scheduler = new SchedulerClient(config);
  // A bucket's name is no host name of a sandbox.
  const s3 = new S3Client({ ...config, ...(endpoint === undefined ? {} : { forcePathStyle: true }) });
  const options = { table, bucket, s3, dynamodb: new DynamoDBClient(config), now: Date.now };
  const objects = awsObjects(options);
  const consents = awsConsents(options);
  const store = awsStore(options);
  let clock: Promise<{ readonly clock: RunClock; readonly platform: "aws" | "sandbox" }> | undefined;
  const clockFound = () => {
    clock ??= clockOf(endpoint);
    return clock.catch((thrown: unknown) => {
      clock = undefined;
      throw thrown;
    });
  };
  return {
    store: async () => store,
    read: objects.read,
    write: objects.write,
    writeNew: objects.writeNew,
    scheduleOnce: (schedule, document) => scheduleOnce(scheduler, schedule, document),
    get: async (url, withinMs) => {
      const reply = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(withinMs) });
      void reply.body?.cancel().catch(() => undefined);
      return reply.status;
    },
    now: async () => (await clockFound()).clock.now(),
    ask: consents.ask,
    publish: async ({ id, kind, subject, text }) => {
      const attribute = (StringValue: string) => ({ DataType: "String", StringValue });
      const MessageAttributes = { messageId: attribute(id), kind: attribute(kind) };
      await sns.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: text, MessageAttributes }), {
        abortSignal: AbortSignal.timeout(PUBLISH_WITHIN_MS),
      });
    },
    ports: async (place) => {
      const { clock: found, platform } = await clockFound();
      const partition = parseArn(place.roleArn)?.partition ?? "aws";
      const where = { region: place.region, accountId: place.accountId, partition, ...(endpoint === undefined ? {} : { endpoint }) };
      return { ports: awsPorts({ ...where, clock: found }), platform };
    },
    linkTo: (key) => `s3://${bucket}/${key}`,
    timeLeft: (lambda) => lambda.getRemainingTimeInMillis(),
    version: `function version ${env.AWS_LAMBDA_FUNCTION_VERSION ?? "unknown"}`,
  };
}

function settingsOf(env: Environment) {
  const names = {
    table: FUNCTION_ENVIRONMENT.table,
    bucket: FUNCTION_ENVIRONMENT.bucket,
    topic: FUNCTION_ENVIRONMENT.topic,
    region: "AWS_REGION",
  };
  const missing = Object.values(names).filter((name) => !env[name]);
  if (missing.length > 0)
    throw new FaultlineError("no-environment", `The function's environment lacks ${missing.join(", ")}.`, {
      exitCode: EXIT.usage,
      remedy: "Deploy it with the Orchestrator component, which sets them.",
      facts: { missing },
    });
  const of = (name: string) => env[name] ?? "";
  return { table: of(names.table), bucket: of(names.bucket), topic: of(names.topic), region: of(names.region) };
}

const realTime = {
  now: Date.now,
  sleep: async (ms: number, signal?: AbortSignal) => {
    await sleepFor(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
  },
};

async function clockOf(endpoint: string | undefined): Promise<{ readonly clock: RunClock; readonly platform: "aws" | "sandbox" }> {
  const sandbox = endpoint === undefined ? undefined : await sandboxAt(endpoint);
  if (!sandbox) return { clock: wallClock(realTime), platform: "aws" };
  return { clock: scaledClock({ ...realTime, ...sandbox }), platform: "sandbox" };
}
