import { uuid } from "../common/identity";
import { admits } from "../common/resource-policy";
import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { redriveOf } from "./attributes";
import { checkMessageNames, checkNumber, eachOf } from "./checks";
import { attributesMd5, md5 } from "./digest";
import type { QueueCounts } from "./metrics";
import { type AttributeValue, type MessageRecord, messagesOf, problems, type QueueRecord, queueOf, queuesOf } from "./records";

interface GivenAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array;
}
interface SendInput {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: Readonly<Record<string, GivenAttribute>>;
  readonly MessageSystemAttributes?: Readonly<Record<string, GivenAttribute>>;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}
interface ReceiveInput {
  readonly QueueUrl: string;
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
}
interface ByHandle {
  readonly QueueUrl: string;
  readonly ReceiptHandle: string;
}
interface Batch<T> {
  readonly QueueUrl: string;
  readonly Entries: readonly (T & { readonly Id: string })[];
}

/** Sandbox milliseconds between two looks of a receive that waits. */
const LOOK_MS = 250;

/** Messages: visibility, delay and retention on the sandbox's clock. */
export function messageOperations(cloud: Cloud, counts: QueueCounts): Readonly<Record<string, Handler>> {
  const send = (queue: QueueRecord, input: SendInput, call: Call) => {
    if (!admits(queue.attributes.Policy, "sqs:SendMessage", queue.arn, call)) throw problems.denied("sqs:SendMessage", call, queue.arn);
    const size = Buffer.byteLength(input.MessageBody);
    const most = Number(queue.attributes.MaximumMessageSize);
    if (size === 0) throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.", 400);
    if (size > most) throw problems.badParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`);
    if (input.MessageDeduplicationId !== undefined) {
      throw problems.badParameter(
        `Value ${input.MessageDeduplicationId} for parameter MessageDeduplicationId is invalid. Reason: The request includes a parameter that is not valid for this queue type.`,
      );
    }
    checkNumber("DelaySeconds", input.DelaySeconds, 900, "DelaySeconds must be >= 0 and <= 900.");
    const now = cloud.clock.now();
    const given = Object.entries(input.MessageAttributes ?? {});
    const attributes = Object.fromEntries(given.map(([name, value]) => [name, keptValue(name, value)]));
    const traceHeader = input.MessageSystemAttributes?.AWSTraceHeader?.StringValue;
    const delay = input.DelaySeconds ?? Number(queue.attributes.DelaySeconds);
    const id = uuid(cloud);
    messagesOf(cloud, queue).set(id, {
      ...{ id, queue: queue.name, body: input.MessageBody, attributes, senderId: call.principal.arn, sentAt: now, receives: 0 },
      visibleAt: now + delay * 1_000,
      ...(traceHeader === undefined ? {} : { traceHeader }),
    });
    counts.add(queue, "NumberOfMessagesSent", 1);
    return { MessageId: id, MD5OfMessageBody: md5(input.MessageBody), MD5OfMessageAttributes: attributesMd5(attributes) };
  };
  const take = (queue: QueueRecord, input: ReceiveInput): MessageRecord[] => {
    const now = cloud.clock.now();
    const messages = messagesOf(cloud, queue);
    const redrive = queue.attributes.RedrivePolicy === undefined ? undefined : redriveOf(queue.attributes.RedrivePolicy);
    const timeout = (input.VisibilityTimeout ?? Number(queue.attributes.VisibilityTimeout)) * 1_000;
    const taken: MessageRecord[] = [];
    for (const [id, message] of messages.entries()) {
      if (message.sentAt + Number(queue.attributes.MessageRetentionPeriod) * 1_000 <= now) {
        messages.delete(id);
        continue;
      }
      if (message.visibleAt > now || taken.length >= (input.MaxNumberOfMessages ?? 1)) continue;
      if (redrive && message.receives >= redrive.most && moved(cloud, queue, message, redrive.arn)) continue;
      const next: MessageRecord = {
        ...message,
        receives: message.receives + 1,
        firstReceivedAt: message.firstReceivedAt ?? now,
        visibleAt: now + timeout,
        handle: Buffer.from(`${id}/${uuid(cloud)}`).toString("base64"),
      };
      taken.push(messages.set(id, next));
    }
    return taken;
  };
  const held = (queue: QueueRecord, handle: string): MessageRecord | undefined => {
    const [id = "", rest] = Buffer.from(handle, "base64").toString("utf8").split("/");
    if (rest === undefined || !/^[0-9a-f-]{36}$/.test(id)) {
      throw new AwsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`, 404);
    }
    const message = messagesOf(cloud, queue).get(id);
    return message?.handle === handle ? message : undefined;
  };
  const remove = (queue: QueueRecord, handle: string) => {
    const message = held(queue, handle);
    if (message) messagesOf(cloud, queue).delete(message.id);
    counts.add(queue, "NumberOfMessagesDeleted", 1);
    return {};
  };
  const hide = (queue: QueueRecord, handle: string, seconds: number) => {
    checkNumber("VisibilityTimeout", seconds, 43_200, "Must be between 0 and 43200.");
    const message = held(queue, handle);
    const now = cloud.clock.now();
    if (!message || message.visibleAt <= now) throw new AwsError("MessageNotInflight", "The specified message is not in flight.", 400);
    messagesOf(cloud, queue).set(message.id, { ...message, visibleAt: now + seconds * 1_000 });
    return {};
  };
  return {
    SendMessage: (input: SendInput & { QueueUrl: string }, call: Call) => send(queueOf(cloud, input.QueueUrl, call), input, call),
    SendMessageBatch: ({ QueueUrl, Entries }: Batch<SendInput>, call: Call) => {
      const queue = queueOf(cloud, QueueUrl, call);
      return eachOf(Entries, "SendMessageBatchRequestEntry", (entry) => send(queue, entry, call));
    },
    ReceiveMessage: async (input: ReceiveInput, call: Call) => {
      const most = input.MaxNumberOfMessages ?? 1;
      if (most < 1 || most > 10) {
        throw problems.badParameter(
          `Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
        );
      }
      checkNumber("WaitTimeSeconds", input.WaitTimeSeconds, 20, "Must be >= 0 and <= 20, if provided.");
      checkNumber("VisibilityTimeout", input.VisibilityTimeout, 43_200, "Must be between 0 and 43200, if provided.");
      checkMessageNames(input.AttributeNames, input.MessageSystemAttributeNames);
      const queue = queueOf(cloud, input.QueueUrl, call);
      const until = cloud.clock.now() + (input.WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds)) * 1_000;
      let found = take(queue, input);
      while (found.length === 0 && cloud.clock.now() < until) {
        await cloud.clock.sleep(Math.min(LOOK_MS * Math.max(1, cloud.clock.speed), until - cloud.clock.now()));
        found = take(queueOf(cloud, input.QueueUrl, call), input);
      }
      counts.add(queue, found.length === 0 ? "NumberOfEmptyReceives" : "NumberOfMessagesReceived", Math.max(1, found.length));
      return found.length === 0 ? {} : { Messages: found.map((message) => viewOf(message, input)) };
    },
    DeleteMessage: ({ QueueUrl, ReceiptHandle }: ByHandle, call: Call) => {
      return remove(queueOf(cloud, QueueUrl, call), ReceiptHandle);
    },
    DeleteMessageBatch: ({ QueueUrl, Entries }: Batch<{ ReceiptHandle: string }>, call: Call) => {
      const queue = queueOf(cloud, QueueUrl, call);
      return eachOf(Entries, "DeleteMessageBatchRequestEntry", ({ ReceiptHandle }) => remove(queue, ReceiptHandle));
    },
    ChangeMessageVisibility: ({ QueueUrl, ReceiptHandle, VisibilityTimeout }: ByHandle & { VisibilityTimeout: number }, call: Call) =>
      hide(queueOf(cloud, QueueUrl, call), ReceiptHandle, VisibilityTimeout),
    ChangeMessageVisibilityBatch: ({ QueueUrl, Entries }: Batch<{ ReceiptHandle: string; VisibilityTimeout?: number }>, call: Call) => {
      const queue = queueOf(cloud, QueueUrl, call);
      return eachOf(Entries, "ChangeMessageVisibilityBatchRequestEntry", ({ ReceiptHandle, VisibilityTimeout = 0 }) =>
        hide(queue, ReceiptHandle, VisibilityTimeout),
      );
    },
  };
}

function keptValue(name: string, { DataType, StringValue = "", BinaryValue }: GivenAttribute): AttributeValue {
  const [, kind] = /^(String|Number|Binary)(\.|$)/.exec(DataType) ?? [];
  if (kind === undefined) {
    throw problems.badParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const empty = kind === "Binary" ? (BinaryValue?.length ?? 0) === 0 : StringValue === "";
  if (empty) throw problems.badParameter(`Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`);
  return BinaryValue === undefined ? { DataType, StringValue } : { DataType, BinaryValue: Buffer.from(BinaryValue).toString("base64") };
}

function moved(cloud: Cloud, from: QueueRecord, message: MessageRecord, arn: string): boolean {
  const [, , , region = "", accountId = "", name = ""] = arn.split(":");
  const target = queuesOf(cloud, regionalScope({ accountId, region })).get(name);
  if (!target) return false;
  const { handle: _handle, ...rest } = message;
  messagesOf(cloud, target).set(message.id, { ...rest, queue: name, visibleAt: cloud.clock.now(), movedFrom: from.arn });
  messagesOf(cloud, from).delete(message.id);
  return true;
}

function viewOf(message: MessageRecord, input: ReceiveInput) {
  const system: Record<string, string | undefined> = {
    SenderId: message.senderId,
    SentTimestamp: String(Math.floor(message.sentAt)),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? 0)),
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.movedFrom,
  };
  const wanted = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const names = input.MessageAttributeNames ?? [];
  const hits = (name: string) =>
    names.some((one) => one === "All" || one === ".*" || one === name || (one.endsWith(".*") && name.startsWith(one.slice(0, -1))));
  const own = Object.fromEntries(Object.entries(message.attributes).filter(([name]) => hits(name)));
  const attributes = Object.entries(system).filter(
    ([name, value]) => value !== undefined && (wanted.includes("All") || wanted.includes(name)),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.handle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(attributes.length > 0 ? { Attributes: Object.fromEntries(attributes) } : {}),
    ...(Object.keys(own).length > 0 ? { MD5OfMessageAttributes: attributesMd5(own), MessageAttributes: own } : {}),
  };
}
