import { type Call, regionalScope, type ServiceFactory } from "../kernel/cloud";
import { publishOperations } from "./publish";
import { topicsOf } from "./records";
import { subscriptionOperations } from "./subscriptions";
import { topicOperations } from "./topics";

interface Input {
  readonly TopicArn?: string;
  readonly TargetArn?: string;
  readonly ResourceArn?: string;
  readonly SubscriptionArn?: string;
  readonly Name?: string;
}

/** Amazon SNS, standard topics: https://docs.aws.amazon.com/sns/latest/api/ */
export const snsService: ServiceFactory = (cloud) => {
  const operations = { ...topicOperations(cloud), ...subscriptionOperations(cloud), ...publishOperations(cloud) };
  cloud.tagSources.add({
    service: "sns",
    resources: (call) =>
      topicsOf(cloud, regionalScope(call))
        .values()
        .map(({ arn, tags }) => ({ arn, type: "sns:topic", tags })),
    tag: (call, ResourceArn, tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return cloud.invoke("sns", "TagResource", { ResourceArn, Tags }, call);
    },
    untag: (call, ResourceArn, TagKeys) => cloud.invoke("sns", "UntagResource", { ResourceArn, TagKeys }, call),
  });
  return {
    id: "sns",
    operations,
    permissions: Object.fromEntries(
      Object.keys(operations).map((name) => [
        name,
        (input: Input, call: Call) => {
          const made = input.Name === undefined ? "*" : `arn:aws:sns:${call.region}:${call.accountId}:${input.Name}`;
          const resource = input.TopicArn ?? input.TargetArn ?? input.ResourceArn ?? input.SubscriptionArn ?? made;
          return [{ action: `sns:${name === "PublishBatch" ? "Publish" : name}`, resource }];
        },
      ]),
    ),
  };
};
