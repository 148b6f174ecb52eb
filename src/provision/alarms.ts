import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { GuardPlan, HeartbeatManifest, MetricPlan, ThresholdPlan } from "../experiment";
import type { Filler } from "./holes";

const OPERATORS: Readonly<Record<ThresholdPlan["operator"], string>> = {
  above: "GreaterThanThreshold",
  atLeast: "GreaterThanOrEqualToThreshold",
  below: "LessThanThreshold",
  atMost: "LessThanOrEqualToThreshold",
};

/** The alarm of one guard: FIS stops the experiment when it goes to ALARM. */
export function guardAlarm(
  name: string,
  guard: GuardPlan,
  experiment: string,
  tags: pulumi.Input<Record<string, string>>,
  filler: Filler,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: `Stops the experiment ${experiment}: ${guard.name} ${guard.breachedWhen.text}`,
      comparisonOperator: OPERATORS[guard.breachedWhen.operator],
      threshold: guard.breachedWhen.value,
      evaluationPeriods: guard.of,
      datapointsToAlarm: guard.bad,
      treatMissingData: guard.missingData,
      ...alarmMetric(guard.metric, filler),
      tags,
    },
    opts,
  );
}

function alarmMetric(metric: MetricPlan, filler: Filler): Partial<aws.cloudwatch.MetricAlarmArgs> {
  const period = metric.periodMs / 1_000;
  const [only] = metric.queries;
  if (metric.queries.length === 1 && only?.kind === "metric") {
    const statistic = only.statistic.startsWith("p") ? { extendedStatistic: only.statistic } : { statistic: only.statistic };
    return {
      namespace: filler.fill(only.namespace),
      metricName: filler.fill(only.name),
      dimensions: filler.fill(only.dimensions),
      period,
      ...statistic,
    };
  }
  return {
    metricQueries: metric.queries.map((query) =>
      query.kind === "expression"
        ? { id: query.id, expression: filler.fill(query.expression), label: query.id, returnData: query.id === metric.returns }
        : {
            id: query.id,
            returnData: query.id === metric.returns,
            metric: {
              namespace: filler.fill(query.namespace),
              metricName: filler.fill(query.name),
              dimensions: filler.fill(query.dimensions),
              period,
              stat: query.statistic,
            },
          },
    ),
  };
}

const BEAT_EVERY_MS = 5_000;
const ALARM_PERIOD_SECONDS = 10;
const SILENT_PERIODS = 3;

/**
 * The dead-man's switch: while a run is on, the orchestrator beats; when the beats stop for thirty seconds this alarm fires and
 * FIS stops the fault by itself. Between runs it is in ALARM, which refuses every start that no orchestrator watches.
 */
export function heartbeatAlarm(
  name: string,
  experiment: string,
  dimension: string,
  tags: pulumi.Input<Record<string, string>>,
  opts: pulumi.CustomResourceOptions,
): { alarm: aws.cloudwatch.MetricAlarm; heartbeat: Omit<HeartbeatManifest, "alarmName" | "alarmArn"> } {
  const heartbeat = { namespace: "Faultline", metricName: "Heartbeat", dimensions: { Experiment: dimension }, everyMs: BEAT_EVERY_MS };
  const alarm = new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: `Stops the experiment ${experiment} when its orchestrator falls silent. In ALARM between runs: that is how it should be.`,
      namespace: heartbeat.namespace,
      metricName: heartbeat.metricName,
      dimensions: heartbeat.dimensions,
      statistic: "SampleCount",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: ALARM_PERIOD_SECONDS,
      evaluationPeriods: SILENT_PERIODS,
      datapointsToAlarm: SILENT_PERIODS,
      treatMissingData: "breaching",
      tags,
    },
    opts,
  );
  return { alarm, heartbeat };
}
