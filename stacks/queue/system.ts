import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";

const trusted = (service: string) => aws.iam.assumeRolePolicyForPrincipal({ Service: service });
const allow = (actions: string[], resource: pulumi.Input<string>) =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: resource }] });

/** The worker with the client that it uses, as one file. */
function workerCode(): pulumi.asset.AssetArchive {
  const [file] = buildSync({
    entryPoints: [join(__dirname, "worker.mjs")],
    bundle: true,
    write: false,
    minify: true,
    platform: "node",
    target: "node20",
    format: "cjs",
  }).outputFiles;
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(file?.text ?? "") });
}

/** Orders arrive in a queue every minute; a worker takes them, and what it cannot read three times is put aside. */
export function makeQueue() {
  const deadLetterQueue = new aws.sqs.Queue("orders-dlq", { name: "orders-dlq" });
  const queue = new aws.sqs.Queue("orders", {
    name: "orders",
    visibilityTimeoutSeconds: 30,
    redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetterQueue.arn, maxReceiveCount: 3 }),
  });

  const workerRole = new aws.iam.Role("orders-worker", { assumeRolePolicy: trusted("lambda.amazonaws.com") });
  new aws.iam.RolePolicy("orders-worker", {
    role: workerRole.name,
    policy: allow(["sqs:ReceiveMessage", "sqs:DeleteMessage"], queue.arn),
  });
  const worker = new aws.lambda.Function("orders-worker", {
    role: workerRole.arn,
    runtime: "nodejs20.x",
    handler: "index.handler",
    timeout: 60,
    memorySize: 256,
    code: workerCode(),
    environment: { variables: { QUEUE_URL: queue.url } },
  });

  const schedules = new aws.iam.Role("orders-schedules", { assumeRolePolicy: trusted("scheduler.amazonaws.com") });
  new aws.iam.RolePolicy("orders-schedules", {
    role: schedules.name,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn },
        { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: worker.arn },
      ],
    }),
  });
  const every = { scheduleExpression: "rate(1 minutes)", flexibleTimeWindow: { mode: "OFF" } };
  new aws.scheduler.Schedule("orders-arrive", {
    ...every,
    target: { arn: queue.arn, roleArn: schedules.arn, input: JSON.stringify({ order: "1 book" }) },
  });
  new aws.scheduler.Schedule("orders-work", { ...every, target: { arn: worker.arn, roleArn: schedules.arn, input: "{}" } });
  return { queue, deadLetterQueue };
}
