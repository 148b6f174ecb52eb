import type { sns } from "@pulumi/aws";
import { compact, must, tagChange, tagList, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { keepWritten } from "../iam/common";

/** Inputs that are attributes of the topic, by SNS's names. */
const ATTRIBUTES = {
  contentBasedDeduplication: "ContentBasedDeduplication",
  deliveryPolicy: "DeliveryPolicy",
  displayName: "DisplayName",
  fifoThroughputScope: "FifoThroughputScope",
  fifoTopic: "FifoTopic",
  kmsMasterKeyId: "KmsMasterKeyId",
  policy: "Policy",
  signatureVersion: "SignatureVersion",
  tracingConfig: "TracingConfig",
} as const satisfies Partial<Record<keyof sns.TopicArgs, string>>;

type Attribute = keyof typeof ATTRIBUTES;

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const topic = resource<sns.TopicArgs, sns.TopicState>({
  type: "aws:sns/topic:Topic",
  inputs: inputsOf<sns.TopicArgs>()({
    required: [],
    replaces: ["fifoTopic", "name", "namePrefix"],
    updates: [
      "contentBasedDeduplication",
      "deliveryPolicy",
      "displayName",
      "fifoThroughputScope",
      "kmsMasterKeyId",
      "policy",
      "signatureVersion",
      "tags",
      "tracingConfig",
    ],
    inert: [
      "applicationFailureFeedbackRoleArn",
      "applicationSuccessFeedbackRoleArn",
      "applicationSuccessFeedbackSampleRate",
      "archivePolicy",
      "firehoseFailureFeedbackRoleArn",
      "firehoseSuccessFeedbackRoleArn",
      "firehoseSuccessFeedbackSampleRate",
      "httpFailureFeedbackRoleArn",
      "httpSuccessFeedbackRoleArn",
      "httpSuccessFeedbackSampleRate",
      "lambdaFailureFeedbackRoleArn",
      "lambdaSuccessFeedbackRoleArn",
      "lambdaSuccessFeedbackSampleRate",
      "sqsFailureFeedbackRoleArn",
      "sqsSuccessFeedbackRoleArn",
      "sqsSuccessFeedbackSampleRate",
    ],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 256 },
  async create(inputs, context) {
    const tags = tagList(context.tagsOf(inputs));
    const made = await context.clients.sns.createTopic(
      compact({ Name: inputs.name, Attributes: attributesOf(inputs), Tags: tags.length > 0 ? tags : undefined }),
    );
    return must(made.TopicArn, "TopicArn");
  },
  async read(arn, context, known) {
    const { sns } = context.clients;
    const found = (await sns.getTopicAttributes({ TopicArn: arn })).Attributes ?? {};
    return compact({
      arn,
      name: arn.split(":").at(-1),
      owner: found.Owner,
      displayName: found.DisplayName ?? "",
      fifoTopic: found.FifoTopic === "true",
      kmsMasterKeyId: found.KmsMasterKeyId,
      policy: keepWritten(known.policy, found.Policy),
      tags: tagMap((await sns.listTagsForResource({ ResourceArn: arn })).Tags),
    });
  },
  async update(arn, change, context) {
    const { sns } = context.clients;
    for (const [input, AttributeName] of Object.entries(ATTRIBUTES) as [Attribute, string][]) {
      if (!change.changed(input)) continue;
      const value = change.news[input];
      await sns.setTopicAttributes({ TopicArn: arn, AttributeName, AttributeValue: value === undefined ? "" : String(value) });
    }
    const { set, unset } = tagChange(context.tagsOf(change.olds), context.tagsOf(change.news));
    if (unset.length > 0) await sns.untagResource({ ResourceArn: arn, TagKeys: unset });
    if (Object.keys(set).length > 0) await sns.tagResource({ ResourceArn: arn, Tags: tagList(set) });
  },
  async delete(arn, context) {
    // SNS says nothing when there is no such topic.
    await context.clients.sns.deleteTopic({ TopicArn: arn });
  },
});

function attributesOf(inputs: Plainly<sns.TopicArgs>): Record<string, string> | undefined {
  const given = (Object.entries(ATTRIBUTES) as [Attribute, string][]).flatMap(([input, attribute]) => {
    const value = inputs[input];
    return value === undefined ? [] : [[attribute, String(value)] as const];
  });
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}
