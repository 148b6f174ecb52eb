import { parseArn } from "../../../words";
import { whereOf } from "../../common/identity";
import type { Cloud } from "../../kernel/cloud";
import type { Alarm, AlarmState } from "./records";

const time = (at: number) => new Date(at).toISOString().replace("Z", "+0000");

/** What CloudWatch publishes to a topic when an alarm changes its state. */
function messageOf(alarm: Alarm, before: AlarmState, scope: string): string {
  const { accountId, region } = whereOf(scope);
  const common = {
    ...{ AlarmName: alarm.name, AlarmDescription: alarm.description ?? null, AWSAccountId: accountId },
    AlarmConfigurationUpdatedTimestamp: time(alarm.configuredAt),
    ...{ NewStateValue: alarm.state.value, NewStateReason: alarm.state.reason, StateChangeTime: time(alarm.state.transitionedAt) },
    ...{ Region: region, AlarmArn: alarm.arn, OldStateValue: before.value },
    ...{ OKActions: alarm.okActions, AlarmActions: alarm.alarmActions, InsufficientDataActions: alarm.insufficientDataActions },
  };
  if (alarm.kind === "composite") return JSON.stringify({ ...common, AlarmRule: alarm.rule });
  const { config } = alarm;
  const Dimensions = (config.Dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name }));
  return JSON.stringify({
    ...common,
    Trigger: {
      ...{ MetricName: config.MetricName, Namespace: config.Namespace, StatisticType: config.Statistic && "Statistic" },
      ...{ Statistic: config.Statistic?.toUpperCase(), ExtendedStatistic: config.ExtendedStatistic, Unit: config.Unit ?? null },
      ...{ Dimensions, Period: config.Period, EvaluationPeriods: config.EvaluationPeriods, DatapointsToAlarm: config.DatapointsToAlarm },
      ...{
        ComparisonOperator: config.ComparisonOperator,
        Threshold: config.Threshold,
        TreatMissingData: config.TreatMissingData ?? "missing",
      },
      ...{ EvaluateLowSampleCountPercentile: config.EvaluateLowSampleCountPercentile ?? "", Metrics: config.Metrics },
    },
  });
}

/** Executes one action of an alarm. Gives why it failed, or undefined when it was taken. */
export async function execute(cloud: Cloud, scope: string, alarm: Alarm, before: AlarmState, action: string): Promise<string | undefined> {
  const arn = parseArn(action);
  if (arn?.service !== "sns") return "This sandbox delivers alarm actions to SNS topics only";
  const { accountId, region } = whereOf(scope);
  const subject = `${alarm.state.value}: "${alarm.name}" in ${region}`.slice(0, 100);
  try {
    await cloud.invoke(
      "sns",
      "Publish",
      { TopicArn: action, Subject: subject, Message: messageOf(alarm, before, scope) },
      {
        ...{ accountId: arn.accountId, region: arn.region },
        principal: { kind: "service", arn: "cloudwatch.amazonaws.com", onBehalfOf: { accountId, arn: alarm.arn } },
      },
    );
    return undefined;
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
}
