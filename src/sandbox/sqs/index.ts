import type { Cancel } from "../kernel/clock";
import { type Call, regionalScope, type ServiceFactory } from "../kernel/cloud";
import { messageOperations } from "./messages";
import { measureQueues, QueueCounts } from "./metrics";
import { queueOperations } from "./queues";
import { queueAt, queuesOf } from "./records";

interface Input {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
}

const ACTIONS: Readonly<Record<string, string>> = {
  SendMessageBatch: "SendMessage",
  DeleteMessageBatch: "DeleteMessage",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
};

/** Amazon SQS, standard queues: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
export const sqsService: ServiceFactory = (cloud) => {
  const counts = new QueueCounts();
  const operations = { ...queueOperations(cloud), ...messageOperations(cloud, counts) };
  let stopMeasuring: Cancel = () => undefined;
  const url = (arn: string) => `https://sqs.amazonaws.com/${arn.split(":")[4]}/${arn.split(":")[5]}`;
  cloud.tagSources.add({
    service: "sqs",
    resources: (call) =>
      queuesOf(cloud, regionalScope(call))
        .values()
        .map(({ arn, tags }) => ({ arn, type: "sqs:queue", tags })),
    tag: (call, arn, Tags) => cloud.invoke("sqs", "TagQueue", { QueueUrl: url(arn), Tags }, call),
    untag: (call, arn, TagKeys) => cloud.invoke("sqs", "UntagQueue", { QueueUrl: url(arn), TagKeys }, call),
  });
  return {
    id: "sqs",
    operations,
    start: () => {
      stopMeasuring = measureQueues(cloud, counts);
    },
    stop: () => stopMeasuring(),
    permissions: Object.fromEntries(
      Object.keys(operations).map((name) => [
        name,
        ({ QueueUrl, QueueName }: Input, call: Call) => {
          const at = QueueUrl === undefined ? { accountId: call.accountId, name: QueueName } : queueAt(QueueUrl);
          const resource = at?.name === undefined ? "*" : `arn:aws:sqs:${call.region}:${at.accountId}:${at.name}`;
          return [{ action: `sqs:${ACTIONS[name] ?? name}`, resource }];
        },
      ]),
    ),
  };
};
