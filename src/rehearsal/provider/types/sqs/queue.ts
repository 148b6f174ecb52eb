import type { QueueAttributeName } from "@aws-sdk/client-sqs";
import type { sqs } from "@pulumi/aws";
import { compact, must, ownTags, someTags, tagChange } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { keepWritten } from "../iam/common";

/** Inputs that are attributes of the queue, by SQS's names. */
const ATTRIBUTES = {
  contentBasedDeduplication: "ContentBasedDeduplication",
  deduplicationScope: "DeduplicationScope",
  delaySeconds: "DelaySeconds",
  fifoQueue: "FifoQueue",
  fifoThroughputLimit: "FifoThroughputLimit",
  kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
  kmsMasterKeyId: "KmsMasterKeyId",
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  policy: "Policy",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  redriveAllowPolicy: "RedriveAllowPolicy",
  redrivePolicy: "RedrivePolicy",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
  visibilityTimeoutSeconds: "VisibilityTimeout",
} as const satisfies Partial<Record<keyof sqs.QueueArgs, QueueAttributeName>>;

type Attribute = keyof typeof ATTRIBUTES;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export const queue = resource<sqs.QueueArgs, sqs.QueueState>({
  type: "aws:sqs/queue:Queue",
  inputs: inputsOf<sqs.QueueArgs>()({
    required: [],
    replaces: ["fifoQueue", "name", "namePrefix"],
    updates: [
      "contentBasedDeduplication",
      "deduplicationScope",
      "delaySeconds",
      "fifoThroughputLimit",
      "kmsDataKeyReusePeriodSeconds",
      "kmsMasterKeyId",
      "maxMessageSize",
      "messageRetentionSeconds",
      "policy",
      "receiveWaitTimeSeconds",
      "redriveAllowPolicy",
      "redrivePolicy",
      "sqsManagedSseEnabled",
      "tags",
      "visibilityTimeoutSeconds",
    ],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 80 },
  async create(inputs, context) {
    const made = await context.clients.sqs.createQueue(
      compact({ QueueName: inputs.name, Attributes: attributesOf(inputs), tags: someTags(context.tagsOf(inputs)) }),
    );
    return must(made.QueueUrl, "QueueUrl");
  },
  async read(url, context, known) {
    const { sqs } = context.clients;
    const found = (await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["All"] })).Attributes ?? {};
    const seconds = (value: string | undefined) => (value === undefined ? undefined : Number(value));
    return compact({
      arn: found.QueueArn,
      url,
      name: url.split("/").at(-1),
      delaySeconds: seconds(found.DelaySeconds),
      kmsMasterKeyId: found.KmsMasterKeyId,
      maxMessageSize: seconds(found.MaximumMessageSize),
      messageRetentionSeconds: seconds(found.MessageRetentionPeriod),
      policy: keepWritten(known.policy, found.Policy),
      receiveWaitTimeSeconds: seconds(found.ReceiveMessageWaitTimeSeconds),
      redrivePolicy: keepWritten(known.redrivePolicy, found.RedrivePolicy),
      sqsManagedSseEnabled: found.SqsManagedSseEnabled === undefined ? undefined : found.SqsManagedSseEnabled === "true",
      visibilityTimeoutSeconds: seconds(found.VisibilityTimeout),
      tags: ownTags((await sqs.listQueueTags({ QueueUrl: url })).Tags),
    });
  },
  async update(url, change, context) {
    const { sqs } = context.clients;
    const changed = (Object.entries(ATTRIBUTES) as [Attribute, QueueAttributeName][]).filter(([input]) => change.changed(input));
    if (changed.length > 0) {
      const Attributes = Object.fromEntries(changed.map(([input, name]) => [name, String(change.news[input] ?? "")]));
      await sqs.setQueueAttributes({ QueueUrl: url, Attributes });
    }
    const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
    if (unset.length > 0) await sqs.untagQueue({ QueueUrl: url, TagKeys: unset });
    if (Object.keys(set).length > 0) await sqs.tagQueue({ QueueUrl: url, Tags: set });
  },
  async delete(url, context) {
    await context.clients.sqs.deleteQueue({ QueueUrl: url });
  },
});

function attributesOf(inputs: Plainly<sqs.QueueArgs>): Record<string, string> | undefined {
  const given = (Object.entries(ATTRIBUTES) as [Attribute, string][]).flatMap(([input, attribute]) => {
    const value = inputs[input];
    return value === undefined ? [] : [[attribute, String(value)] as const];
  });
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}
