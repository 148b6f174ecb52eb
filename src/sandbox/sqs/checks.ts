import { AwsError } from "../kernel/error";
import { problems } from "./records";

/** What ReceiveMessage tells of a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const OF_MESSAGES = new Set([
  ...["All", "SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp", "SequenceNumber"],
  ...["MessageDeduplicationId", "MessageGroupId", "AWSTraceHeader", "DeadLetterQueueSourceArn"],
]);
const OF_QUEUES = new Set([
  ...["All", "Policy", "VisibilityTimeout", "MaximumMessageSize", "MessageRetentionPeriod", "ApproximateNumberOfMessages"],
  ...["ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed", "CreatedTimestamp", "LastModifiedTimestamp"],
  ...["QueueArn", "DelaySeconds", "ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "RedriveAllowPolicy", "FifoQueue"],
  ...["ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"],
  ...["SqsManagedSseEnabled"],
]);

/** Throws InvalidAttributeName for the first name that no queue has. */
export function checkQueueNames(names: readonly string[] = []): void {
  const unknown = names.find((name) => !OF_QUEUES.has(name));
  if (unknown !== undefined) throw problems.badName(unknown);
}

/** The same of messages. Both lists of ReceiveMessage take these; the older one takes names of queues' attributes, to no effect. */
export function checkMessageNames(older: readonly string[] = [], newer: readonly string[] = []): void {
  const unknown = older.find((name) => !OF_MESSAGES.has(name) && !OF_QUEUES.has(name)) ?? newer.find((name) => !OF_MESSAGES.has(name));
  if (unknown !== undefined) throw problems.badName(unknown);
}

/** Throws where a number is given and is outside of what SQS takes. */
export function checkNumber(name: string, value: number | undefined, most: number, reason: string): void {
  if (value !== undefined && (value < 0 || value > most)) {
    throw problems.badParameter(`Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
  }
}

/**
 * One result for each entry of a batch; what fails is reported in the answer. Throws for an empty, too long or ambiguous batch.
 * @param entry the name of the entries' type, in which SQS says that there are none
 */
export function eachOf<T extends { readonly Id: string }>(entries: readonly T[], entry: string, act: (entry: T) => object) {
  if (entries.length === 0) throw new AwsError("EmptyBatchRequest", `There should be at least one ${entry} in the request.`, 400);
  if (entries.length > 10) {
    const message = `Maximum number of entries per request are 10. You have sent ${entries.length}.`;
    throw new AwsError("TooManyEntriesInBatchRequest", message, 400);
  }
  if (entries.some(({ Id }) => !/^[A-Za-z0-9_-]{1,80}$/.test(Id))) {
    const message =
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
    throw new AwsError("InvalidBatchEntryId", message, 400);
  }
  const twice = entries.find(({ Id }, at) => entries.findIndex((other) => other.Id === Id) < at);
  if (twice) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${twice.Id} repeated.`, 400);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const one of entries) {
    try {
      Successful.push({ Id: one.Id, ...act(one) });
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      const Code = problem.code.replace(/^InvalidParameterValueException$/, "InvalidParameterValue");
      Failed.push({ Id: one.Id, SenderFault: problem.status < 500, Code, Message: problem.message });
    }
  }
  return { Successful, Failed };
}
