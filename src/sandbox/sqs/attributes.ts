import { parseArn } from "../../words";
import { MalformedPolicy, parsePolicy } from "../iam/policy/document";
import type { Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { messagesOf, problems, type QueueRecord } from "./records";

/** Numbers with the least and the most that AWS takes. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1_024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
};
const FIFO = new Set(["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"]);
const TEXTS = new Set(["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "SqsManagedSseEnabled"]);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const DEFAULTS: Readonly<Record<string, string>> = {
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  VisibilityTimeout: "30",
  SqsManagedSseEnabled: "true",
};

/** The attributes after a change; an empty text takes one away. Throws AWS's error for what AWS refuses. */
export function changed(before: Readonly<Record<string, string>>, change: Readonly<Record<string, string>>): Record<string, string> {
  const after = { ...before };
  for (const [name, value] of Object.entries(change)) {
    if (FIFO.has(name)) {
      if (value === "" || value === "false") continue;
      throw new AwsError("UnsupportedOperation", `The Faultline sandbox has no FIFO queues (${name}). Use a standard queue.`, 400);
    }
    const range = RANGES[name];
    if (range) {
      if (!/^\d+$/.test(value) || Number(value) < range[0] || Number(value) > range[1]) throw problems.badValue(name);
      after[name] = String(Number(value));
    } else if (!TEXTS.has(name)) throw problems.badName(name);
    else if (value === "") delete after[name];
    else {
      checkText(name, value);
      after[name] = value;
    }
  }
  if (change.KmsMasterKeyId) after.SqsManagedSseEnabled = "false";
  if (change.SqsManagedSseEnabled === "true") delete after.KmsMasterKeyId;
  if (after.KmsMasterKeyId === undefined) delete after.KmsDataKeyReusePeriodSeconds;
  else after.KmsDataKeyReusePeriodSeconds ??= "300";
  return after;
}

function checkText(name: string, value: string): void {
  if (name === "SqsManagedSseEnabled" && value !== "true" && value !== "false") throw problems.badValue(name);
  if (name === "Policy") {
    try {
      parsePolicy(value, "resource");
    } catch (problem) {
      if (problem instanceof MalformedPolicy) throw problems.badValue(name);
      throw problem;
    }
  }
  if (name === "RedrivePolicy" && redriveOf(value) === undefined) throw problems.badValue(name);
}

/** Where a message goes that was received too often; undefined where the text is no redrive policy. */
export function redriveOf(text: string): { readonly arn: string; readonly most: number } | undefined {
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown };
    const most = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn !== "string" || parseArn(deadLetterTargetArn)?.service !== "sqs") return undefined;
    return Number.isInteger(most) && most >= 1 && most <= 1_000 ? { arn: deadLetterTargetArn, most } : undefined;
  } catch {
    return undefined;
  }
}

/** What GetQueueAttributes shows of the names asked for. */
export function shown(cloud: Cloud, queue: QueueRecord, names: readonly string[]): Record<string, string> {
  const now = cloud.clock.now();
  const messages = messagesOf(cloud, queue).values();
  const count = (test: (visible: boolean, receives: number) => boolean) =>
    String(messages.filter(({ visibleAt, receives }) => test(visibleAt <= now, receives)).length);
  const all: Record<string, string> = {
    ...queue.attributes,
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1_000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1_000)),
    ApproximateNumberOfMessages: count((visible) => visible),
    ApproximateNumberOfMessagesNotVisible: count((visible, receives) => !visible && receives > 0),
    ApproximateNumberOfMessagesDelayed: count((visible, receives) => !visible && receives === 0),
  };
  return names.includes("All") ? all : Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}
