import { matchesPattern } from "../common/event-pattern";
import { uuid } from "../common/identity";
import { admits, hostOf } from "../common/resource-policy";
import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { checkAttributes, type GivenAttribute } from "./attributes";
import { postHttp } from "./http";
import { confirmedIn, problems, type SubscriptionRecord, type TopicRecord, topicOf } from "./records";

interface Content {
  readonly Message: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: Readonly<Record<string, GivenAttribute>>;
}
interface PublishInput extends Content {
  readonly TopicArn?: string;
  readonly TargetArn?: string;
  readonly PhoneNumber?: string;
}

const MOST_BYTES = 262_144;

/** Publishing and delivery: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function publishOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const publish = (topic: TopicRecord, content: Content, call: Call) => {
    if (!byDefault(topic, call) && !admits(topic.attributes.Policy, "sns:Publish", topic.arn, call))
      throw problems.denied(call, "SNS:Publish", topic.arn);
    if (content.Message === "") throw problems.invalid("Empty message");
    if (Buffer.byteLength(content.Message) > MOST_BYTES) throw problems.invalid("Message too long");
    if (content.Subject !== undefined && !/^[^\s][^\n\r]{0,99}$/.test(content.Subject)) throw problems.invalid("Subject");
    if (content.MessageStructure === "json") bodyFor(content, "default");
    checkAttributes(content.MessageAttributes);
    const id = uuid(cloud);
    for (const one of confirmedIn(cloud, topic.arn)) if (one.confirmed) void deliver(cloud, topic, one, id, content);
    return { MessageId: id };
  };
  return {
    Publish: (input: PublishInput, call: Call) => {
      const arn = input.TopicArn ?? input.TargetArn;
      if (input.PhoneNumber !== undefined || arn === undefined) {
        throw problems.invalid("TopicArn or TargetArn Reason: the Faultline sandbox publishes to topics only");
      }
      return publish(topicOf(cloud, arn), input, call);
    },
    PublishBatch: (input: { TopicArn: string; PublishBatchRequestEntries: readonly (Content & { Id: string })[] }, call: Call) => {
      const topic = topicOf(cloud, input.TopicArn);
      const entries = input.PublishBatchRequestEntries;
      if (entries.length === 0) throw new AwsError("EmptyBatchRequestException", "The batch request doesn't contain any entries.", 400);
      if (entries.length > 10)
        throw new AwsError("TooManyEntriesInBatchRequestException", "The batch request contains more entries than permissible.", 400);
      for (const { Id } of entries) checkBatchId(Id);
      if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
        throw new AwsError("BatchEntryIdsNotDistinctException", "Two or more batch entries in the request have the same Id.", 400);
      }
      const Successful: object[] = [];
      const Failed: object[] = [];
      for (const entry of entries) {
        try {
          Successful.push({ Id: entry.Id, ...publish(topic, entry, call) });
        } catch (problem) {
          if (!(problem instanceof AwsError)) throw problem;
          Failed.push({ Id: entry.Id, Code: problem.code.replace(/Exception$/, ""), Message: problem.message, SenderFault: true });
        }
      }
      return { Successful, Failed };
    },
  };
}

function checkBatchId(id: string): void {
  const odd = id.length > 80 ? "is too long" : /^[A-Za-z0-9_-]+$/.test(id) ? undefined : "contains an impermissible character";
  if (odd) throw new AwsError("InvalidBatchEntryIdException", `The Id of a batch entry in the batch request ${odd}: ${id}`, 400);
}

/** A topic without a policy of its own takes what CloudWatch publishes for its account. Other services need a policy that names them. */
function byDefault({ arn, attributes }: TopicRecord, { principal }: Call): boolean {
  if (attributes.Policy !== undefined || principal.kind !== "service") return false;
  return hostOf(principal) === "cloudwatch.amazonaws.com" && principal.onBehalfOf?.accountId === arn.split(":")[4];
}

function bodyFor({ Message, MessageStructure }: Content, protocol: string): string {
  if (MessageStructure !== "json") return Message;
  try {
    const parts = JSON.parse(Message) as Record<string, unknown>;
    const own = parts[protocol] ?? parts.default;
    if (typeof parts.default === "string" && typeof own === "string") return own;
  } catch {
    throw problems.invalid("Message Structure - JSON message body failed to parse");
  }
  throw problems.invalid("Message Structure - No default entry in JSON message body");
}

/** Whether a subscription's filter lets a message through. */
function wanted(one: SubscriptionRecord, content: Content): boolean {
  const { FilterPolicy: policy, FilterPolicyScope: scope } = one.attributes;
  if (policy === undefined) return true;
  if (scope === "MessageBody") {
    try {
      return matchesPattern(policy, JSON.parse(content.Message));
    } catch {
      return false;
    }
  }
  const attributes = Object.entries(content.MessageAttributes ?? {}).map(([name, { DataType, StringValue = "" }]) => {
    if (DataType === "Number") return [name, Number(StringValue)];
    return [name, DataType === "String.Array" ? (JSON.parse(StringValue) as unknown) : StringValue];
  });
  return matchesPattern(policy, Object.fromEntries(attributes));
}

async function deliver(cloud: Cloud, topic: TopicRecord, one: SubscriptionRecord, id: string, content: Content): Promise<void> {
  try {
    if (!wanted(one, content)) return;
    await send(cloud, topic, one, id, content);
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    cloud.log("SNS could not deliver a message", { subscription: one.arn, problem: why });
    await toDeadLetters(cloud, topic, one, id, content);
  }
}

const asSns = (topic: TopicRecord, arn: string) => ({
  accountId: arn.split(":")[4] ?? "",
  region: arn.split(":")[3] ?? "",
  principal: {
    kind: "service",
    arn: "sns.amazonaws.com",
    onBehalfOf: { accountId: topic.arn.split(":")[4] ?? "", arn: topic.arn },
  } as const,
});

const attributesOf = (content: Content) =>
  Object.fromEntries(
    Object.entries(content.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: BinaryValue === undefined ? (StringValue ?? "") : Buffer.from(BinaryValue).toString("base64") },
    ]),
  );

function envelope(cloud: Cloud, topic: TopicRecord, one: SubscriptionRecord, id: string, content: Content) {
  const attributes = attributesOf(content);
  return {
    Type: "Notification",
    MessageId: id,
    TopicArn: topic.arn,
    ...(content.Subject === undefined ? {} : { Subject: content.Subject }),
    Message: bodyFor(content, one.protocol),
    Timestamp: new Date(cloud.clock.now()).toISOString(),
    SignatureVersion: "1",
    ...(Object.keys(attributes).length > 0 ? { MessageAttributes: attributes } : {}),
  };
}

async function send(cloud: Cloud, topic: TopicRecord, one: SubscriptionRecord, id: string, content: Content): Promise<void> {
  const notice = envelope(cloud, topic, one, id, content);
  const raw = one.attributes.RawMessageDelivery === "true";
  const as = asSns(topic, one.endpoint);
  if (one.protocol === "sqs") {
    const sent = { QueueUrl: queueUrl(one.endpoint), MessageBody: raw ? notice.Message : JSON.stringify(notice) };
    await cloud.invoke("sqs", "SendMessage", raw ? { ...sent, MessageAttributes: content.MessageAttributes ?? {} } : sent, as);
  } else if (one.protocol === "lambda") {
    const { Type, MessageId, TopicArn, Message, Timestamp } = notice;
    const Sns = {
      Type,
      MessageId,
      TopicArn,
      Subject: content.Subject ?? null,
      Message,
      Timestamp,
      MessageAttributes: attributesOf(content),
    };
    const Records = [{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: one.arn, Sns }];
    await cloud.invoke(
      "lambda",
      "Invoke",
      { FunctionName: one.endpoint, InvocationType: "Event", Payload: Buffer.from(JSON.stringify({ Records })) },
      as,
    );
  } else if (one.protocol.startsWith("http")) {
    await postHttp(one.endpoint, raw ? notice.Message : JSON.stringify(notice), "Notification", one);
  }
}

const queueUrl = (arn: string) => `https://sqs.${arn.split(":")[3]}.amazonaws.com/${arn.split(":")[4]}/${arn.split(":")[5]}`;

async function toDeadLetters(cloud: Cloud, topic: TopicRecord, one: SubscriptionRecord, id: string, content: Content): Promise<void> {
  if (one.attributes.RedrivePolicy === undefined) return;
  try {
    const { deadLetterTargetArn } = JSON.parse(one.attributes.RedrivePolicy) as { deadLetterTargetArn: string };
    const input = { QueueUrl: queueUrl(deadLetterTargetArn), MessageBody: JSON.stringify(envelope(cloud, topic, one, id, content)) };
    await cloud.invoke("sqs", "SendMessage", input, asSns(topic, deadLetterTargetArn));
  } catch (problem) {
    cloud.log("SNS could not write to a dead-letter queue", {
      subscription: one.arn,
      problem: problem instanceof Error ? problem.message : String(problem),
    });
  }
}
