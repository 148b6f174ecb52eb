import { alarmArn, cloudwatch } from "./world";

const single = {
  AlarmName: "a",
  MetricName: "Errors",
  Namespace: "Shop",
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: "GreaterThanThreshold",
};
const metric = (Id: string, more: object = {}) => ({
  Id,
  ReturnData: false,
  MetricStat: { Period: 60, Stat: "Sum", Metric: { Namespace: "Shop", MetricName: Id } },
  ...more,
});
const math = (...Metrics: object[]) => ({
  AlarmName: "a",
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: "GreaterThanThreshold",
  Metrics,
});

describe("PutMetricAlarm refuses, in AWS's words where they are known,", () => {
  test.each<[string, object, string]>([
    ["no metric", { ...single, MetricName: undefined }, "MetricName must not be null"],
    ["no period", { ...single, Period: undefined }, "Period must not be null"],
    ["a period of 15 seconds", { ...single, Period: 15 }, "the period must be 10, 20, 30 or a multiple of 60 seconds"],
    ["a period of 90 seconds", { ...single, Period: 90 }, "the period must be 10, 20, 30 or a multiple of 60 seconds"],
    [
      "more than a day",
      { ...single, Period: 60, EvaluationPeriods: 1441 },
      "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)",
    ],
    [
      "more than a week",
      { ...single, Period: 86_400, EvaluationPeriods: 8 },
      "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600",
    ],
    [
      "more data points to alarm than are evaluated",
      { ...single, DatapointsToAlarm: 2 },
      "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
    ],
    ["two statistics", { ...single, ExtendedStatistic: "p99" }, "mutually exclusive"],
    ["no statistic", { ...single, Statistic: undefined }, "Statistic must not be null"],
    [
      "a statistic that is none",
      { ...single, Statistic: undefined, ExtendedStatistic: "p101" },
      "The value p101 for parameter ExtendedStatistic is not supported.",
    ],
    ["a treatment that is none", { ...single, TreatMissingData: "drop" }, "TreatMissingData"],
    ["a way with few samples that is none", { ...single, EvaluateLowSampleCountPercentile: "drop" }, "Option drop is not supported."],
    ["an action that is no ARN", { ...single, AlarmActions: ["page me"] }, "Invalid arn syntax: page me"],
    ["both thresholds", { ...single, ThresholdMetricId: "t" }, "Threshold and ThresholdMetricId cannot both be set"],
    [
      "anomaly detection",
      { ...single, ComparisonOperator: "GreaterThanUpperThreshold" },
      "is not available in this sandbox. Use a fixed Threshold.",
    ],
    ["no threshold", { ...single, Threshold: undefined }, "Threshold must not be null"],
    [
      "a statistic beside metrics",
      { ...math(metric("m1", { ReturnData: true })), Statistic: "Sum" },
      "Statistic should not be set if list of Metrics is set.",
    ],
    ["no returned data", math(metric("m1")), "Exactly one element of the metrics list should return data."],
    [
      "two that return data",
      math(metric("m1", { ReturnData: true }), metric("m2", { ReturnData: true })),
      "Exactly one element of the metrics list should return data.",
    ],
    ["an expression that cannot be read", math(metric("m1"), { Id: "e1", Expression: "m1 +" }), "Error in expression 'e1' ["],
    ["an expression with unknown ids", math(metric("m1"), { Id: "e1", Expression: "m1 + m7" }), "Unknown identifier m7"],
    ["a search", math(metric("m1"), { Id: "e1", Expression: "SUM(SEARCH('x', 'Sum'))" }), "SEARCH is not available in this sandbox"],
    ["an expression of several series", math(metric("m1"), metric("m2"), { Id: "e1", Expression: "METRICS()" }), "single time series"],
    ["an expression that is a number", math(metric("m1"), { Id: "e1", Expression: "SUM(m1)" }), "must result in a time series"],
    [
      "different periods",
      math(metric("m1"), metric("m2", { MetricStat: { Period: 300, Stat: "Sum", Metric: { Namespace: "Shop", MetricName: "x" } } }), {
        Id: "e1",
        Expression: "m1 + m2",
      }),
      "Invalid metrics list: all metrics must have the same period",
    ],
    [
      "a statistic of a query that is none",
      math(metric("m1", { ReturnData: true, MetricStat: { Period: 60, Stat: "Mean", Metric: { Namespace: "Shop", MetricName: "x" } } })),
      "The value Mean",
    ],
    ["no evaluation periods", { ...single, EvaluationPeriods: 0 }, "Member must have value greater than or equal to 1"],
    ["an operator that is none", { ...single, ComparisonOperator: "IsAbout" }, "Member must satisfy enum value set"],
    ["reserved tags", { ...single, Tags: [{ Key: "aws:x", Value: "y" }] }, "reserved"],
  ])("%s", async (_what, input, message) => {
    const world = cloudwatch();
    await expect(world.call("PutMetricAlarm", input)).rejects.toThrow(message);
    expect(await world.call("DescribeAlarms", {})).toEqual({ CompositeAlarms: [], MetricAlarms: [] });
  });

  test.each([10, 20, 30, 60, 120, 86_400])("but takes a period of %i seconds", async (Period) => {
    const world = cloudwatch();
    await world.call("PutMetricAlarm", { ...single, Period });
    expect(await world.call("DescribeAlarms", {})).toMatchObject({ MetricAlarms: [{ Period }] });
  });
});

describe("DescribeAlarms", () => {
  async function several() {
    const world = cloudwatch();
    await world.call("PutMetricAlarm", { ...single, AlarmName: "web-b", AlarmActions: ["arn:aws:sns:us-east-1:123456789012:page"] });
    await world.call("PutMetricAlarm", { ...single, AlarmName: "web-a" });
    await world.call("PutMetricAlarm", { ...single, AlarmName: "db", Statistic: undefined, ExtendedStatistic: "p99" });
    await world.call("PutCompositeAlarm", { AlarmName: "any", AlarmRule: "ALARM(web-a) OR ALARM(web-b)" });
    const names = async (input: object) => {
      const found = await world.call<Record<"MetricAlarms" | "CompositeAlarms", { AlarmName: string }[]>>("DescribeAlarms", input);
      return [...found.CompositeAlarms, ...found.MetricAlarms].map(({ AlarmName }) => AlarmName);
    };
    return { world, names };
  }
  const both = ["MetricAlarm", "CompositeAlarm"];

  test("shows metric alarms alone unless types are named, sorted by name", async () => {
    const { names } = await several();
    expect(await names({})).toEqual(["db", "web-a", "web-b"]);
    expect(await names({ AlarmTypes: both })).toEqual(["any", "db", "web-a", "web-b"]);
    expect(await names({ AlarmTypes: ["CompositeAlarm"] })).toEqual(["any"]);
  });

  test("filters by names, prefix, state and actions", async () => {
    const { names } = await several();
    expect(await names({ AlarmNames: ["db", "unknown"] })).toEqual(["db"]);
    expect(await names({ AlarmNamePrefix: "web-" })).toEqual(["web-a", "web-b"]);
    expect(await names({ StateValue: "OK", AlarmTypes: both })).toEqual(["any"]);
    expect(await names({ ActionPrefix: "arn:aws:sns:" })).toEqual(["web-b"]);
    await expect(names({ AlarmNames: ["db"], AlarmNamePrefix: "d" })).rejects.toThrow("mutually exclusive");
  });

  test("knows children and parents", async () => {
    const { world, names } = await several();
    expect(await names({ ChildrenOfAlarmName: "any" })).toEqual(["web-a", "web-b"]);
    expect(await names({ ParentsOfAlarmName: "web-a" })).toEqual(["any"]);
    expect(await world.call("DescribeAlarms", { ParentsOfAlarmName: "web-a" })).toEqual({
      CompositeAlarms: [{ AlarmName: "any", AlarmArn: alarmArn("any") }],
      MetricAlarms: [],
      NextToken: undefined,
    });
    await expect(names({ ChildrenOfAlarmName: "unknown" })).rejects.toMatchObject({ code: "ResourceNotFound" });
  });

  test("pages", async () => {
    const { world } = await several();
    const first = await world.call<{ NextToken?: string }>("DescribeAlarms", { MaxRecords: 2 });
    expect(first).toMatchObject({ MetricAlarms: [{ AlarmName: "db" }, { AlarmName: "web-a" }] });
    const rest = await world.call("DescribeAlarms", { MaxRecords: 2, NextToken: first.NextToken });
    expect(rest).toMatchObject({ MetricAlarms: [{ AlarmName: "web-b" }], NextToken: undefined });
    await expect(world.call("DescribeAlarms", { NextToken: "x" })).rejects.toMatchObject({ code: "InvalidNextToken" });
  });

  test("finds the alarms of a metric", async () => {
    const { world } = await several();
    const found = (more: object) => world.call("DescribeAlarmsForMetric", { MetricName: "Errors", Namespace: "Shop", ...more });
    expect(await found({ Statistic: "Sum" })).toMatchObject({ MetricAlarms: [{ AlarmName: "web-a" }, { AlarmName: "web-b" }] });
    expect(await found({ ExtendedStatistic: "p99" })).toMatchObject({ MetricAlarms: [{ AlarmName: "db" }] });
    expect(await found({ Dimensions: [{ Name: "Zone", Value: "a" }] })).toMatchObject({ MetricAlarms: [] });
  });
});

test("an alarm does not change its kind", async () => {
  const world = cloudwatch();
  await world.call("PutCompositeAlarm", { AlarmName: "a", AlarmRule: "FALSE" });
  await expect(world.call("PutMetricAlarm", single)).rejects.toThrow("exists already and is a composite alarm");
});

test("an actions suppressor is kept and shown", async () => {
  const world = cloudwatch();
  await world.call("PutMetricAlarm", single);
  const suppressor = { ActionsSuppressor: "a", ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 30 };
  await world.call("PutCompositeAlarm", { AlarmName: "c", AlarmRule: "TRUE", ...suppressor });
  expect(await world.call("DescribeAlarms", { AlarmTypes: ["CompositeAlarm"] })).toMatchObject({ CompositeAlarms: [suppressor] });
  await expect(world.call("PutCompositeAlarm", { AlarmName: "d", AlarmRule: "TRUE", ActionsSuppressor: "a" })).rejects.toThrow(
    "WaitPeriod",
  );
});

test.each([
  "ListMetricStreams",
  "PutAnomalyDetector",
  "GetMetricWidgetImage",
  "DescribeInsightRules",
])("%s is refused by name", async (operation) => {
  await expect(cloudwatch().call(operation, {})).rejects.toThrow(`The Faultline sandbox does not have cloudwatch:${operation}.`);
});
