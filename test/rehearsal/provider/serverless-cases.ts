import type { Case } from "./cases";
import type { Made, World } from "./world";

const text = (value: unknown): string => String(value);
const CODE = { "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", __pulumiArchive: true };
const FILE = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", __pulumiAsset: true };

/** A function's code as Pulumi marshals it. */
export const codeOf = (source: string) => ({ ...CODE, assets: { "index.js": { ...FILE, text: source } } });

const allow = (service: string, action: string, resource: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: action, Resource: resource }],
  });
const trust = (service: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }] });

export function tableCases(): readonly Case[] {
  return [
    {
      type: "aws:dynamodb/table:Table",
      inputs: {
        billingMode: "PAY_PER_REQUEST",
        hashKey: "pk",
        rangeKey: "sk",
        attributes: ["pk", "sk", "listed", "at"].map((name) => ({ name, type: "S" })),
        globalSecondaryIndexes: [{ name: "byTime", hashKey: "listed", rangeKey: "at", projectionType: "ALL" }],
        ttl: { attributeName: "expiresAt", enabled: true },
        pointInTimeRecovery: { enabled: true },
        tags: { team: "shop" },
      },
      outputs: {
        arn: expect.stringMatching(/^arn:aws:dynamodb:us-east-1:123456789012:table\/thing-/),
        deletionProtectionEnabled: false,
        pointInTimeRecovery: expect.objectContaining({ enabled: true }),
        ttl: { attributeName: "expiresAt", enabled: true },
      },
      change: { inputs: { tags: { team: "checkout" }, pointInTimeRecovery: { enabled: false } }, outputs: { tags: { team: "checkout" } } },
      replace: { hashKey: "other" },
    },
  ];
}

/** What buckets' settings belong to. */
export async function bucketsAround(world: World) {
  return { bucket: await world.make("aws:s3/bucket:Bucket", "around", { forceDestroy: true }) };
}

export function bucketCases({ bucket }: { readonly bucket: Made }): readonly Case[] {
  const of = { bucket: bucket.id };
  const rule = (days: number) => ({ id: "runs", status: "Enabled", filter: { prefix: "runs/" }, expiration: { days } });
  return [
    {
      type: "aws:s3/bucket:Bucket",
      inputs: { tags: { team: "shop" }, forceDestroy: true },
      outputs: { arn: expect.stringMatching(/^arn:aws:s3:::thing-/), bucketDomainName: expect.stringContaining(".s3.amazonaws.com") },
      change: { inputs: { tags: { team: "checkout" } }, outputs: { tags: { team: "checkout" } } },
      replace: { bucket: "another-one" },
    },
    {
      type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      inputs: { ...of, blockPublicAcls: true, blockPublicPolicy: true },
      outputs: { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: false },
      change: { inputs: { ignorePublicAcls: true }, outputs: { ignorePublicAcls: true } },
      replace: { bucket: "other" },
    },
    {
      type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      inputs: { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
      change: {
        inputs: { rule: { objectOwnership: "BucketOwnerPreferred" } },
        outputs: { rule: { objectOwnership: "BucketOwnerPreferred" } },
      },
      replace: { bucket: "other" },
    },
    {
      type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      inputs: { ...of, rules: [rule(400)] },
      change: { inputs: { rules: [rule(30)] } },
      replace: { bucket: "other" },
    },
    {
      type: "aws:s3/bucketPolicy:BucketPolicy",
      inputs: { ...of, policy: allow("cloudtrail.amazonaws.com", "s3:PutObject", `arn:aws:s3:::${bucket.id}/*`) },
      change: { inputs: { policy: allow("cloudtrail.amazonaws.com", "s3:GetObject", `arn:aws:s3:::${bucket.id}/*`) } },
      replace: { bucket: "other" },
    },
    {
      type: "aws:s3/bucketObjectv2:BucketObjectv2",
      inputs: { ...of, key: "manifests/one.json", content: '{"version":1}', contentType: "application/json" },
      outputs: { key: "manifests/one.json", contentType: "application/json", etag: expect.stringMatching(/^[0-9a-f]{32}$/) },
      change: { inputs: { content: '{"version":2}' } },
      replace: { key: "manifests/two.json" },
    },
  ];
}

export async function messagesAround(world: World) {
  const topic = await world.make("aws:sns/topic:Topic", "around", {});
  const queue = await world.make("aws:sqs/queue:Queue", "around", {});
  return { topic, queue };
}

type Messages = Awaited<ReturnType<typeof messagesAround>>;

export function messageCases({ topic, queue }: Messages): readonly Case[] {
  return [
    {
      type: "aws:sns/topic:Topic",
      inputs: { displayName: "News", tags: { team: "shop" } },
      outputs: { arn: expect.stringMatching(/^arn:aws:sns:us-east-1:123456789012:thing-/), displayName: "News", fifoTopic: false },
      change: {
        inputs: { displayName: "Chaos", tags: { team: "checkout" } },
        outputs: { displayName: "Chaos", tags: { team: "checkout" } },
      },
      replace: { name: "other" },
    },
    {
      type: "aws:sns/topicSubscription:TopicSubscription",
      inputs: { topic: topic.id, protocol: "sqs", endpoint: text(queue.outputs.arn) },
      outputs: { arn: expect.stringContaining(text(topic.id)), protocol: "sqs" },
      change: { inputs: { rawMessageDelivery: true }, outputs: { rawMessageDelivery: true } },
      replace: { endpoint: "arn:aws:sqs:us-east-1:123456789012:other" },
    },
    {
      type: "aws:sqs/queue:Queue",
      inputs: { messageRetentionSeconds: 1209600, sqsManagedSseEnabled: true, tags: { team: "shop" } },
      outputs: {
        arn: expect.stringMatching(/^arn:aws:sqs:us-east-1:123456789012:thing-/),
        messageRetentionSeconds: 1209600,
        sqsManagedSseEnabled: true,
        visibilityTimeoutSeconds: 30,
      },
      change: {
        inputs: { visibilityTimeoutSeconds: 60, tags: { team: "checkout" } },
        outputs: { visibilityTimeoutSeconds: 60, tags: { team: "checkout" } },
      },
      replace: { name: "other" },
    },
    {
      type: "aws:sqs/queuePolicy:QueuePolicy",
      inputs: { queueUrl: queue.id, policy: allow("events.amazonaws.com", "sqs:SendMessage", text(queue.outputs.arn)) },
      change: { inputs: { policy: allow("sns.amazonaws.com", "sqs:SendMessage", text(queue.outputs.arn)) } },
      replace: { queueUrl: "other" },
    },
  ];
}

export async function rulesAround(world: World) {
  const rule = await world.make("aws:cloudwatch/eventRule:EventRule", "around", { eventPattern: '{"source":["aws.fis"]}' });
  return { ...(await messagesAround(world)), rule };
}

export function ruleCases({ topic, queue, rule }: Awaited<ReturnType<typeof rulesAround>>): readonly Case[] {
  return [
    {
      type: "aws:cloudwatch/eventRule:EventRule",
      inputs: { eventPattern: '{"source":["aws.fis"]}', description: "ends", tags: { team: "shop" } },
      outputs: { arn: expect.stringMatching(/^arn:aws:events:us-east-1:123456789012:rule\/thing-/), state: "ENABLED" },
      change: { inputs: { state: "DISABLED", tags: { team: "checkout" } }, outputs: { state: "DISABLED", tags: { team: "checkout" } } },
      replace: { name: "other" },
    },
    {
      type: "aws:cloudwatch/eventTarget:EventTarget",
      inputs: { rule: rule.id, arn: text(topic.outputs.arn), retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: 60 } },
      outputs: { arn: text(topic.outputs.arn), targetId: expect.stringMatching(/^thing-/) },
      change: { inputs: { arn: text(queue.outputs.arn) }, outputs: { arn: text(queue.outputs.arn) } },
      replace: { rule: "other" },
    },
  ];
}

export async function schedulesAround(world: World) {
  const role = await world.make("aws:iam/role:Role", "around-scheduler", { assumeRolePolicy: trust("scheduler.amazonaws.com") });
  const group = await world.make("aws:scheduler/scheduleGroup:ScheduleGroup", "around", {});
  return { ...(await messagesAround(world)), role, group };
}

export function scheduleCases({ queue, role, group }: Awaited<ReturnType<typeof schedulesAround>>): readonly Case[] {
  const target = { arn: text(queue.outputs.arn), roleArn: text(role.outputs.arn), input: '{"kind":"run"}' };
  return [
    {
      type: "aws:scheduler/scheduleGroup:ScheduleGroup",
      inputs: { tags: { team: "shop" } },
      outputs: { arn: expect.stringMatching(/^arn:aws:scheduler:us-east-1:123456789012:schedule-group\/thing-/), state: "ACTIVE" },
      change: { inputs: { tags: { team: "checkout" } }, outputs: { tags: { team: "checkout" } } },
      replace: { name: "other" },
    },
    {
      type: "aws:scheduler/schedule:Schedule",
      inputs: {
        groupName: group.id,
        scheduleExpression: "cron(0 10 ? * MON *)",
        scheduleExpressionTimezone: "Europe/Berlin",
        flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 30 },
        startDate: "2099-01-04T00:00:00Z",
        target,
      },
      outputs: {
        arn: expect.stringMatching(/^arn:aws:scheduler:us-east-1:123456789012:schedule\//),
        state: "ENABLED",
        startDate: "2099-01-04T00:00:00Z",
        scheduleExpressionTimezone: "Europe/Berlin",
      },
      change: {
        inputs: { scheduleExpression: "rate(1 day)", state: "DISABLED" },
        outputs: { scheduleExpression: "rate(1 day)", state: "DISABLED" },
      },
      replace: { groupName: "other" },
    },
  ];
}

export async function functionsAround(world: World) {
  const role = await world.make("aws:iam/role:Role", "around-lambda", { assumeRolePolicy: trust("lambda.amazonaws.com") });
  const made = await world.make("aws:lambda/function:Function", "around", functionInputs(text(role.outputs.arn)));
  const alias = await world.make("aws:lambda/alias:Alias", "around", { name: "live", functionName: made.id, functionVersion: "1" });
  return { role, made, alias };
}

export function functionInputs(role: string) {
  return {
    role,
    runtime: "nodejs22.x",
    handler: "index.handler",
    publish: true,
    code: codeOf("exports.handler = async () => 1;"),
    durableConfig: { executionTimeout: 60, retentionPeriod: 1 },
    environment: { variables: { STAGE: "test" } },
    tags: { team: "shop" },
  };
}

export function functionCases({ role, made, alias }: Awaited<ReturnType<typeof functionsAround>>): readonly Case[] {
  return [
    {
      type: "aws:lambda/function:Function",
      inputs: functionInputs(text(role.outputs.arn)),
      outputs: {
        arn: expect.stringMatching(/^arn:aws:lambda:us-east-1:123456789012:function:thing-[0-9a-f]{7}$/),
        qualifiedArn: expect.stringMatching(/:1$/),
        version: "1",
        memorySize: 128,
        timeout: 3,
      },
      change: {
        inputs: { memorySize: 512, code: codeOf("exports.handler = async () => 2;"), tags: { team: "checkout" } },
        outputs: { memorySize: 512, version: "2", tags: { team: "checkout" } },
      },
      replace: { durableConfig: { executionTimeout: 90, retentionPeriod: 1 } },
    },
    {
      type: "aws:lambda/alias:Alias",
      inputs: { name: "next", functionName: made.id, functionVersion: "1" },
      outputs: {
        arn: expect.stringMatching(/^arn:aws:lambda:us-east-1:123456789012:function:around-[0-9a-f]{7}:next$/),
        functionVersion: "1",
      },
      change: { inputs: { description: "what runs" }, outputs: { description: "what runs" } },
      replace: { name: "other" },
    },
    {
      type: "aws:lambda/permission:Permission",
      inputs: {
        action: "lambda:InvokeFunction",
        function: made.id,
        principal: "events.amazonaws.com",
        qualifier: "live",
        sourceArn: "arn:aws:events:us-east-1:123456789012:rule/x",
      },
      outputs: { statementId: expect.stringMatching(/^thing-/) },
      replace: { principal: "sns.amazonaws.com" },
    },
    {
      type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      inputs: { functionName: made.id, qualifier: text(alias.outputs.name), maximumRetryAttempts: 0, maximumEventAgeInSeconds: 900 },
      outputs: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 900 },
      change: { inputs: { maximumEventAgeInSeconds: 600 }, outputs: { maximumEventAgeInSeconds: 600 } },
      replace: { qualifier: "other" },
    },
  ];
}
