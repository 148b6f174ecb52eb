import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Parts } from "./parts";

export interface Watched {
  readonly made: aws.lambda.Function;
  readonly queue: aws.sqs.Queue;
  readonly group: aws.scheduler.ScheduleGroup;
  readonly topic: aws.sns.Topic;
}

interface SelfAlarm {
  readonly name: string;
  readonly says: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  readonly statistic: "Sum" | "Maximum";
}

/** What must never happen to the orchestrator itself, by the name of its alarm. One of them once is enough. */
export function selfAlarms({ made, queue, group }: Omit<Watched, "topic">): readonly SelfAlarm[] {
  const ofFunction = { namespace: "AWS/Lambda", dimensions: { FunctionName: made.name }, statistic: "Sum" } as const;
  const ofSchedules = { namespace: "AWS/Scheduler", dimensions: { ScheduleGroup: group.name }, statistic: "Sum" } as const;
  return [
    { name: "errors", says: "The function failed", metricName: "Errors", ...ofFunction },
    { name: "throttles", says: "Lambda did not let the function run", metricName: "Throttles", ...ofFunction },
    { name: "failed-runs", says: "A durable execution ended with a failure", metricName: "DurableExecutionFailed", ...ofFunction },
    { name: "timed-out-runs", says: "A durable execution ran out of time", metricName: "DurableExecutionTimedOut", ...ofFunction },
    { name: "undelivered", says: "A schedule could not start its run", metricName: "TargetErrorCount", ...ofSchedules },
    { name: "dropped", says: "EventBridge Scheduler gave up a start", metricName: "InvocationDroppedCount", ...ofSchedules },
    {
      name: "dead-letters",
      says: "Something lies in the dead-letter queue",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queue.name },
      statistic: "Maximum",
    },
  ];
}

/** Alarms on the orchestrator itself. They stop nothing: stop conditions belong to the experiments. */
export function watchItself({ name, args, tags, opts }: Parts, watched: Watched): readonly aws.cloudwatch.MetricAlarm[] {
  const alarmActions = [watched.topic.arn, ...(args.alarmActions ?? [])];
  return selfAlarms(watched).map(
    ({ name: alarm, says, ...metric }) =>
      new aws.cloudwatch.MetricAlarm(
        `${name}-${alarm}`,
        {
          alarmDescription: `${says}: Faultline's orchestrator ${name}`,
          ...metric,
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          threshold: 1,
          period: 60,
          evaluationPeriods: 1,
          datapointsToAlarm: 1,
          treatMissingData: "notBreaching",
          alarmActions,
          tags,
        },
        opts,
      ),
  );
}
