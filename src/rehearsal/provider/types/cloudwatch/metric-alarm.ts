import type { MetricAlarm, MetricDataQuery, PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { cloudwatch } from "@pulumi/aws";
import type { PropertyFailure } from "../../../contract";
import { compact, only, tagList, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { retagCloudWatch } from "./common";

type Args = Plainly<cloudwatch.MetricAlarmArgs>;
type Query = NonNullable<Args["metricQueries"]>[number];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const metricAlarm = resource<cloudwatch.MetricAlarmArgs, cloudwatch.MetricAlarmState>({
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  inputs: inputsOf<cloudwatch.MetricAlarmArgs>()({
    required: [],
    replaces: ["name"],
    updates: [
      "actionsEnabled",
      "alarmActions",
      "alarmDescription",
      "comparisonOperator",
      "datapointsToAlarm",
      "dimensions",
      "evaluateLowSampleCountPercentiles",
      "evaluationPeriods",
      "extendedStatistic",
      "insufficientDataActions",
      "metricName",
      "metricQueries",
      "namespace",
      "okActions",
      "period",
      "statistic",
      "tags",
      "threshold",
      "thresholdMetricId",
      "treatMissingData",
      "unit",
    ],
    inert: ["evaluationCriteria", "evaluationInterval", "warmUpConfiguration"],
  }),
  naming: { property: "name", max: 255 },
  defaults: { actionsEnabled: true, treatMissingData: "missing" },
  check: checkAlarm,
  async create(inputs, context) {
    await context.clients.cloudwatch.putMetricAlarm({ ...alarmInput(inputs), Tags: tagList(context.tagsOf(inputs)) });
    return inputs.name ?? "";
  },
  async read(name, context) {
    const { MetricAlarms } = await context.clients.cloudwatch.describeAlarms({ AlarmNames: [name], AlarmTypes: ["MetricAlarm"] });
    const found = only(MetricAlarms, `alarm ${name}`);
    const { Tags } = await context.clients.cloudwatch.listTagsForResource({ ResourceARN: found.AlarmArn });
    return { ...stateOf(found), tags: tagMap(Tags) };
  },
  async update(_name, change, context, known) {
    await context.clients.cloudwatch.putMetricAlarm(alarmInput(change.news));
    if (change.changed("tags")) await retagCloudWatch(known.arn ?? "", change, context);
  },
  async delete(name, context) {
    await context.clients.cloudwatch.deleteAlarms({ AlarmNames: [name] });
  },
});

function checkAlarm(inputs: Args): readonly PropertyFailure[] {
  const failures: PropertyFailure[] = [];
  const add = (property: string, reason: string) => failures.push({ property, reason });
  if (inputs.comparisonOperator === undefined) add("comparisonOperator", "is missing");
  if (inputs.evaluationPeriods === undefined) add("evaluationPeriods", "is missing");
  if (inputs.metricName === undefined && inputs.metricQueries === undefined) add("metricName", "is missing (or metricQueries)");
  if (inputs.metricName !== undefined && inputs.metricQueries !== undefined)
    add("metricQueries", "conflicts with metricName: give one of them");
  if (inputs.metricName !== undefined) {
    if (inputs.period === undefined) add("period", "is missing");
    if (inputs.statistic === undefined && inputs.extendedStatistic === undefined) add("statistic", "is missing (or extendedStatistic)");
  }
  if (inputs.statistic !== undefined && inputs.extendedStatistic !== undefined)
    add("extendedStatistic", "conflicts with statistic: give one of them");
  if (inputs.threshold === undefined && inputs.thresholdMetricId === undefined) add("threshold", "is missing (or thresholdMetricId)");
  return failures;
}

function alarmInput(inputs: Args): PutMetricAlarmCommandInput {
  return compact<PutMetricAlarmCommandInput>({
    AlarmName: inputs.name,
    ActionsEnabled: inputs.actionsEnabled,
    AlarmActions: arns(inputs.alarmActions),
    OKActions: arns(inputs.okActions),
    InsufficientDataActions: arns(inputs.insufficientDataActions),
    AlarmDescription: inputs.alarmDescription,
    ComparisonOperator: inputs.comparisonOperator as PutMetricAlarmCommandInput["ComparisonOperator"],
    DatapointsToAlarm: inputs.datapointsToAlarm,
    Dimensions: dimensionsOf(inputs.dimensions),
    EvaluateLowSampleCountPercentile: inputs.evaluateLowSampleCountPercentiles,
    EvaluationPeriods: inputs.evaluationPeriods,
    ExtendedStatistic: inputs.extendedStatistic,
    MetricName: inputs.metricName,
    Metrics: inputs.metricQueries?.map(queryInput),
    Namespace: inputs.namespace,
    Period: inputs.period,
    Statistic: inputs.statistic as PutMetricAlarmCommandInput["Statistic"],
    Threshold: inputs.threshold,
    ThresholdMetricId: inputs.thresholdMetricId,
    TreatMissingData: inputs.treatMissingData,
    Unit: inputs.unit as PutMetricAlarmCommandInput["Unit"],
  });
}

function queryInput(query: Query): MetricDataQuery {
  const { metric } = query;
  return compact<MetricDataQuery>({
    Id: query.id,
    AccountId: query.accountId,
    Expression: query.expression,
    Label: query.label,
    Period: query.period,
    ReturnData: query.returnData ?? false,
    MetricStat: metric && {
      Metric: compact({ Namespace: metric.namespace, MetricName: metric.metricName, Dimensions: dimensionsOf(metric.dimensions) }),
      Period: metric.period,
      Stat: metric.stat,
      ...(metric.unit ? { Unit: metric.unit as "Count" } : {}),
    },
  });
}

function dimensionsOf(dimensions: Readonly<Record<string, string>> | undefined) {
  return dimensions && Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

/** Actions are ARNs; a topic given as a resource came as its id, which is its ARN. */
function arns(actions: readonly unknown[] | undefined): string[] | undefined {
  return actions?.filter((action): action is string => typeof action === "string");
}

function stateOf(found: MetricAlarm): Partial<Plainly<cloudwatch.MetricAlarmState>> {
  return compact({
    arn: found.AlarmArn,
    name: found.AlarmName,
    actionsEnabled: found.ActionsEnabled,
    alarmDescription: found.AlarmDescription,
    comparisonOperator: found.ComparisonOperator,
    datapointsToAlarm: found.DatapointsToAlarm,
    evaluationPeriods: found.EvaluationPeriods,
    extendedStatistic: found.ExtendedStatistic,
    metricName: found.MetricName,
    namespace: found.Namespace,
    period: found.Period,
    statistic: found.Statistic,
    threshold: found.Threshold,
    treatMissingData: found.TreatMissingData,
  });
}
