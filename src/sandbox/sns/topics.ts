import { pageOf } from "../common/paging";
import { MalformedPolicy, parsePolicy } from "../iam/policy/document";
import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { confirmedIn, problems, scopeOf, subscriptionsOf, type TopicRecord, topicOf, topicsOf } from "./records";

interface Tag {
  readonly Key: string;
  readonly Value: string;
}
interface ByArn {
  readonly TopicArn: string;
}
const SETTABLE = new Set(["DisplayName", "Policy", "DeliveryPolicy", "KmsMasterKeyId", "SignatureVersion", "TracingConfig"]);
/** Roles that write delivery logs; kept and shown, as there is no delivery log here. */
const FEEDBACK = /^(Application|Firehose|HTTP|Lambda|SQS)(SuccessFeedbackRoleArn|FailureFeedbackRoleArn|SuccessFeedbackSampleRate)$/;

const ownerMay = (topicArn: string, accountId: string) =>
  JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "GetTopicAttributes",
          "SetTopicAttributes",
          "AddPermission",
          "RemovePermission",
          "DeleteTopic",
          "Subscribe",
          "ListSubscriptionsByTopic",
          "Publish",
        ].map((name) => `SNS:${name}`),
        Resource: topicArn,
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
      },
    ],
  });

/** Topics and their tags: https://docs.aws.amazon.com/sns/latest/api/ */
export function topicOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const tagged = (arn: string) => {
    const topic = topicsOf(cloud, scopeOf(arn)).get(arn);
    if (!topic) throw new AwsError("ResourceNotFoundException", "Resource does not exist", 404);
    return topic;
  };
  const put = (topic: TopicRecord) => {
    topicsOf(cloud, scopeOf(topic.arn)).set(topic.arn, topic);
    return {};
  };
  return {
    CreateTopic: (
      { Name, Attributes = {}, Tags = [] }: { Name: string; Attributes?: Record<string, string>; Tags?: readonly Tag[] },
      call: Call,
    ) => {
      if (Name.endsWith(".fifo") || Attributes.FifoTopic === "true")
        throw problems.invalid("Name Reason: the Faultline sandbox has no FIFO topics. Use a standard topic.");
      if (!/^[A-Za-z0-9_-]{1,256}$/.test(Name)) throw problems.invalid("Topic Name");
      checkTags(Tags);
      const arn = `arn:aws:sns:${call.region}:${call.accountId}:${Name}`;
      const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
      const topics = topicsOf(cloud, regionalScope(call));
      const existing = topics.get(arn);
      const attributes = Object.entries(Attributes).reduce(
        (all, [name, value]) => withAttribute(all, name, value),
        existing?.attributes ?? {},
      );
      if (existing) {
        if (Object.keys(Attributes).some((name) => attributes[name] !== existing.attributes[name]))
          throw problems.invalid("Attributes Reason: Topic already exists with different attributes");
        if (Tags.some(({ Key, Value }) => existing.tags[Key] !== Value))
          throw problems.invalid("Tags Reason: Topic already exists with different tags");
        return { TopicArn: arn };
      }
      topics.set(arn, { name: Name, arn, attributes, tags });
      return { TopicArn: arn };
    },
    GetTopicAttributes: ({ TopicArn }: ByArn) => {
      const topic = topicOf(cloud, TopicArn);
      const owner = TopicArn.split(":")[4] ?? "";
      const subscribed = confirmedIn(cloud, TopicArn);
      const count = (confirmed: boolean) => String(subscribed.filter((one) => one.confirmed === confirmed).length);
      return {
        Attributes: {
          ...{ TopicArn, Owner: owner, DisplayName: "", Policy: ownerMay(TopicArn, owner) },
          ...{ SubscriptionsConfirmed: count(true), SubscriptionsPending: count(false), SubscriptionsDeleted: "0" },
          EffectiveDeliveryPolicy: JSON.stringify({
            http: {
              defaultHealthyRetryPolicy: {
                minDelayTarget: 20,
                maxDelayTarget: 20,
                numRetries: 3,
                numMaxDelayRetries: 0,
                numNoDelayRetries: 0,
                numMinDelayRetries: 0,
                backoffFunction: "linear",
              },
              disableSubscriptionOverrides: false,
              defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
            },
          }),
          ...topic.attributes,
        },
      };
    },
    SetTopicAttributes: ({ TopicArn, AttributeName, AttributeValue = "" }: ByArn & { AttributeName: string; AttributeValue?: string }) => {
      const topic = topicOf(cloud, TopicArn);
      return put({ ...topic, attributes: withAttribute(topic.attributes, AttributeName, AttributeValue) });
    },
    DeleteTopic: ({ TopicArn }: ByArn) => {
      const scope = scopeOf(TopicArn);
      for (const { arn } of confirmedIn(cloud, TopicArn)) subscriptionsOf(cloud, scope).delete(arn);
      topicsOf(cloud, scope).delete(TopicArn);
      return {};
    },
    ListTopics: ({ NextToken }: { NextToken?: string }, call: Call) => {
      const page = pageOf(topicsOf(cloud, regionalScope(call)).values(), 100, NextToken, () => problems.invalid("NextToken"));
      return { Topics: page.items.map(({ arn }) => ({ TopicArn: arn })), NextToken: page.next };
    },
    ListTagsForResource: ({ ResourceArn }: { ResourceArn: string }) => ({
      Tags: Object.entries(tagged(ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
    TagResource: ({ ResourceArn, Tags }: { ResourceArn: string; Tags: readonly Tag[] }) => {
      const topic = tagged(ResourceArn);
      checkTags(Tags);
      return put({ ...topic, tags: { ...topic.tags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) } });
    },
    UntagResource: ({ ResourceArn, TagKeys }: { ResourceArn: string; TagKeys: readonly string[] }) => {
      const topic = tagged(ResourceArn);
      return put({ ...topic, tags: Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !TagKeys.includes(key))) });
    },
  };
}

function checkTags(tags: readonly Tag[]): void {
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) throw problems.invalid("Duplicated keys are not allowed.");
}

function withAttribute(before: Readonly<Record<string, string>>, name: string, value: string): Readonly<Record<string, string>> {
  if (name === "FifoTopic" && value === "false") return before;
  if (!SETTABLE.has(name) && !FEEDBACK.test(name))
    throw problems.invalid(`AttributeName Reason: the Faultline sandbox does not have ${name}`);
  if (name === "Policy" && value !== "") {
    try {
      parsePolicy(value, "resource");
    } catch (problem) {
      if (problem instanceof MalformedPolicy) throw problems.invalid(`Policy Error: ${problem.message}`);
      throw problem;
    }
  }
  if (value !== "") return { ...before, [name]: value };
  const { [name]: _gone, ...rest } = before;
  return rest;
}
