import type { Cancel } from "../kernel/clock";
import type { Cloud } from "../kernel/cloud";
import { messagesOf, type QueueRecord } from "./records";

export type Counted = "NumberOfMessagesSent" | "NumberOfMessagesReceived" | "NumberOfMessagesDeleted" | "NumberOfEmptyReceives";
const COUNTED: readonly Counted[] = [
  "NumberOfMessagesSent",
  "NumberOfMessagesReceived",
  "NumberOfMessagesDeleted",
  "NumberOfEmptyReceives",
];
const MINUTE_MS = 60_000;

/** What was done to queues since the minute began, by ARN. It lives in this process: a restart begins a minute anew. */
export class QueueCounts {
  private readonly counts = new Map<string, Map<Counted, number>>();

  add({ arn }: Pick<QueueRecord, "arn">, what: Counted, count: number): void {
    const known = this.counts.get(arn) ?? new Map<Counted, number>();
    this.counts.set(arn, known.set(what, (known.get(what) ?? 0) + count));
  }

  take({ arn }: Pick<QueueRecord, "arn">, what: Counted): number {
    const count = this.counts.get(arn)?.get(what) ?? 0;
    this.counts.get(arn)?.delete(what);
    return count;
  }
}

/** Every minute the metrics of every queue: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function measureQueues(cloud: Cloud, counts: QueueCounts): Cancel {
  return cloud.clock.every(MINUTE_MS, () => {
    const at = cloud.clock.now();
    for (const { scope, record } of cloud.state.table<QueueRecord>("sqs.queues").everywhere()) {
      const tell = (name: string, value: number, unit: "Count" | "Seconds") =>
        cloud.measure({ scope, namespace: "AWS/SQS", name, dimensions: { QueueName: record.name }, values: [value], unit, at });
      const messages = messagesOf(cloud, record).values();
      const hidden = messages.filter(({ visibleAt }) => visibleAt > at);
      tell("ApproximateNumberOfMessagesVisible", messages.length - hidden.length, "Count");
      tell("ApproximateNumberOfMessagesNotVisible", hidden.filter(({ receives }) => receives > 0).length, "Count");
      tell("ApproximateNumberOfMessagesDelayed", hidden.filter(({ receives }) => receives === 0).length, "Count");
      const oldest = messages.reduce((least, { sentAt }) => Math.min(least, sentAt), at);
      tell("ApproximateAgeOfOldestMessage", Math.floor((at - oldest) / 1_000), "Seconds");
      for (const name of COUNTED) tell(name, counts.take(record, name), "Count");
    }
  });
}
