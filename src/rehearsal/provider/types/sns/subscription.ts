import type { sns } from "@pulumi/aws";
import { compact, must } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";

const ATTRIBUTES = {
  deliveryPolicy: "DeliveryPolicy",
  filterPolicy: "FilterPolicy",
  filterPolicyScope: "FilterPolicyScope",
  rawMessageDelivery: "RawMessageDelivery",
  redrivePolicy: "RedrivePolicy",
  subscriptionRoleArn: "SubscriptionRoleArn",
} as const satisfies Partial<Record<keyof sns.TopicSubscriptionArgs, string>>;

type Attribute = keyof typeof ATTRIBUTES;

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const topicSubscription = resource<sns.TopicSubscriptionArgs, sns.TopicSubscriptionState>({
  type: "aws:sns/topicSubscription:TopicSubscription",
  inputs: inputsOf<sns.TopicSubscriptionArgs>()({
    required: ["endpoint", "protocol", "topic"],
    replaces: ["endpoint", "protocol", "topic"],
    updates: ["deliveryPolicy", "filterPolicy", "filterPolicyScope", "rawMessageDelivery", "redrivePolicy", "subscriptionRoleArn"],
    inert: ["confirmationTimeoutInMinutes", "endpointAutoConfirms", "replayPolicy"],
  }),
  async create(inputs, context) {
    const made = await context.clients.sns.subscribe(
      compact({
        TopicArn: String(inputs.topic),
        Protocol: inputs.protocol,
        Endpoint: inputs.endpoint,
        Attributes: attributesOf(inputs),
        ReturnSubscriptionArn: true,
      }),
    );
    return must(made.SubscriptionArn, "SubscriptionArn");
  },
  async read(arn, context) {
    const found = (await context.clients.sns.getSubscriptionAttributes({ SubscriptionArn: arn })).Attributes ?? {};
    return compact({
      arn,
      endpoint: found.Endpoint,
      protocol: found.Protocol,
      topic: found.TopicArn,
      ownerId: found.Owner,
      pendingConfirmation: found.PendingConfirmation === "true",
      rawMessageDelivery: found.RawMessageDelivery === "true",
      filterPolicy: found.FilterPolicy,
    });
  },
  async update(arn, change, context) {
    for (const [input, AttributeName] of Object.entries(ATTRIBUTES) as [Attribute, string][]) {
      if (!change.changed(input)) continue;
      const value = change.news[input];
      await context.clients.sns.setSubscriptionAttributes({
        SubscriptionArn: arn,
        AttributeName,
        ...(value === undefined ? {} : { AttributeValue: String(value) }),
      });
    }
  },
  async delete(arn, context) {
    await context.clients.sns.unsubscribe({ SubscriptionArn: arn });
  },
});

function attributesOf(inputs: Plainly<sns.TopicSubscriptionArgs>): Record<string, string> | undefined {
  const given = (Object.entries(ATTRIBUTES) as [Attribute, string][]).flatMap(([input, attribute]) => {
    const value = inputs[input];
    return value === undefined ? [] : [[attribute, String(value)] as const];
  });
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}
