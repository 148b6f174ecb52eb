import { State } from "../../../src/sandbox/kernel/state";
import { alarm, alarmArn, cloudwatch, put, scope, stateOf, type World } from "./world";

const second = 1000;
const minute = 60 * second;
const errors = { Namespace: "Shop", MetricName: "Errors", Statistic: "Sum", ComparisonOperator: "GreaterThanThreshold", Threshold: 5 };

const putAlarm = ({ call }: World, name: string, more: object = {}) =>
  call("PutMetricAlarm", { AlarmName: name, ...errors, Period: 60, EvaluationPeriods: 1, ...more });

test("a new alarm says that it was not checked, is checked within ten seconds, and tells the bus", async () => {
  const world = cloudwatch();
  await putAlarm(world, "errors");
  expect(await alarm(world, "errors")).toMatchObject({ StateValue: "INSUFFICIENT_DATA", StateReason: "Unchecked: Initial alarm creation" });
  await put(world, "Errors", 9, 30 * second);
  await world.clock.advance(11 * second);
  expect(await stateOf(world, "errors")).toBe("ALARM");
  expect(world.changes).toEqual([
    {
      scope,
      alarmName: "errors",
      alarmArn: alarmArn("errors"),
      state: "ALARM",
      previous: "INSUFFICIENT_DATA",
      reason: "Threshold Crossed: 1 datapoint [9.0 (05/01/26 11:59:00)] was greater than the threshold (5.0).",
      at: Date.UTC(2026, 0, 5, 12, 0, 1),
    },
  ]);
});

test("a breach is seen within one period and its end as well, with AWS's reasons", async () => {
  const world = cloudwatch();
  await putAlarm(world, "errors");
  await put(world, "Errors", 1);
  await world.clock.advance(70 * second);
  expect(await alarm(world, "errors")).toMatchObject({
    StateValue: "OK",
    StateReason: "Threshold Crossed: 1 datapoint [1.0 (05/01/26 12:00:00)] was not greater than the threshold (5.0).",
  });
  await put(world, "Errors", 4);
  await put(world, "Errors", 4);
  await world.clock.advance(minute);
  const breached = await alarm(world, "errors");
  expect(breached).toMatchObject({
    StateValue: "ALARM",
    StateReason:
      "Threshold Crossed: 1 out of the last 1 datapoints [8.0 (05/01/26 12:01:00)] was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).",
  });
  expect(JSON.parse(breached.StateReasonData ?? "")).toMatchObject({
    version: "1.0",
    queryDate: "2026-01-05T12:02:01.000+0000",
    startDate: "2026-01-05T12:01:00.000+0000",
    statistic: "Sum",
    period: 60,
    recentDatapoints: [8],
    threshold: 5,
    evaluatedDatapoints: [{ timestamp: "2026-01-05T12:01:00.000+0000", sampleCount: 2, value: 8 }],
  });
  await put(world, "Errors", 0);
  await world.clock.advance(minute);
  expect((await alarm(world, "errors")).StateReason).toBe(
    "Threshold Crossed: 1 out of the last 1 datapoints [0.0 (05/01/26 12:02:00)] was not greater than the threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition).",
  );
  expect(world.changes.map(({ previous, state }) => `${previous} -> ${state}`)).toEqual([
    "INSUFFICIENT_DATA -> OK",
    "OK -> ALARM",
    "ALARM -> OK",
  ]);
});

test("an alarm on ten seconds is evaluated every ten seconds", async () => {
  const world = cloudwatch();
  await putAlarm(world, "fast", { Period: 10 });
  await put(world, "Errors", 1);
  await world.clock.advance(11 * second);
  expect(await stateOf(world, "fast")).toBe("OK");
  await put(world, "Errors", 6);
  await world.clock.advance(10 * second);
  expect(await stateOf(world, "fast")).toBe("ALARM");
});

test("a dead heartbeat is an alarm when missing data breaches, within three periods", async () => {
  const world = cloudwatch();
  await putAlarm(world, "heartbeat", {
    Period: 10,
    ComparisonOperator: "LessThanThreshold",
    Threshold: 1,
    MetricName: "Beat",
    TreatMissingData: "breaching",
  });
  for (let beat = 0; beat < 6; beat++) {
    await put(world, "Beat", 1);
    await world.clock.advance(10 * second);
  }
  expect(await stateOf(world, "heartbeat")).toBe("OK");
  const died = world.clock.now();
  while ((await stateOf(world, "heartbeat")) === "OK" && world.clock.now() < died + 2 * minute) await world.clock.advance(second);
  expect(await alarm(world, "heartbeat")).toMatchObject({
    StateValue: "ALARM",
    StateReason: "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].",
  });
  expect(world.clock.now() - died).toBeLessThanOrEqual(31 * second);
});

test("without data for a whole evaluation range the state is unknown", async () => {
  const world = cloudwatch();
  await putAlarm(world, "errors", { EvaluationPeriods: 2 });
  await put(world, "Errors", 1);
  await world.clock.advance(2 * minute);
  expect(await stateOf(world, "errors")).toBe("OK");
  await world.clock.advance(5 * minute);
  expect(await alarm(world, "errors")).toMatchObject({
    StateValue: "INSUFFICIENT_DATA",
    StateReason: "Insufficient Data: 2 datapoints were unknown.",
  });
});

test("2 out of 3 breaching data points alarm, and late data counts", async () => {
  const world = cloudwatch();
  await putAlarm(world, "errors", { EvaluationPeriods: 3, DatapointsToAlarm: 2 });
  await put(world, "Errors", 1);
  for (let at = 0; at < 3; at++) {
    await world.clock.advance(minute);
    await put(world, "Errors", 1);
  }
  expect(await stateOf(world, "errors")).toBe("OK");
  await put(world, "Errors", 9, minute);
  await put(world, "Errors", 9, 2 * minute);
  await world.clock.advance(minute);
  expect((await alarm(world, "errors")).StateReason).toBe(
    "Threshold Crossed: 2 out of the last 3 datapoints [10.0 (05/01/26 12:02:00), 10.0 (05/01/26 12:01:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).",
  );
});

test("an alarm on five minutes slides with the minute", async () => {
  const world = cloudwatch();
  await putAlarm(world, "slow", { Period: 300, Threshold: 10 });
  await world.clock.advance(2 * minute);
  await put(world, "Errors", 6);
  await world.clock.advance(minute);
  await put(world, "Errors", 6);
  await world.clock.advance(minute + 2 * second);
  expect(await stateOf(world, "slow")).toBe("ALARM");
});

test("metric math over two metrics alarms on the error rate", async () => {
  const world = cloudwatch();
  const metric = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Period: 60, Stat: "Sum", Metric: { Namespace: "Shop", MetricName } },
  });
  await world.call("PutMetricAlarm", {
    AlarmName: "rate",
    Metrics: [metric("m1", "Requests"), metric("m2", "Errors"), { Id: "e1", Expression: "100*m2/m1", Label: "error rate" }],
    EvaluationPeriods: 1,
    Threshold: 5,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
  });
  await put(world, "Requests", 200);
  await world.clock.advance(61 * second);
  expect(await stateOf(world, "rate")).toBe("OK");
  await put(world, "Requests", 200);
  await put(world, "Errors", 10);
  await world.clock.advance(minute);
  expect(await alarm(world, "rate")).toMatchObject({
    StateValue: "ALARM",
    StateReason: expect.stringContaining("[5.0 (05/01/26 12:01:00)]"),
  });
});

test("a percentile with too few samples keeps the state when told to ignore them", async () => {
  const world = cloudwatch();
  const latency = { MetricName: "Latency", Statistic: undefined, ExtendedStatistic: "p99", Threshold: 1 };
  await putAlarm(world, "ignoring", { ...latency, EvaluateLowSampleCountPercentile: "ignore" });
  await putAlarm(world, "evaluating", latency);
  await put(world, "Latency", 3);
  await world.clock.advance(61 * second);
  expect([await stateOf(world, "ignoring"), await stateOf(world, "evaluating")]).toEqual(["INSUFFICIENT_DATA", "ALARM"]);
  await put(world, "Latency", 3, 0, { Value: undefined, Values: [3], Counts: [1000] });
  await world.clock.advance(minute);
  expect(await stateOf(world, "ignoring")).toBe("ALARM");
});

test("a state that is set by hand lasts until the next evaluation", async () => {
  const world = cloudwatch();
  await putAlarm(world, "errors");
  await put(world, "Errors", 1);
  await world.clock.advance(61 * second);
  await world.call("SetAlarmState", { AlarmName: "errors", StateValue: "ALARM", StateReason: "a drill" });
  expect(await alarm(world, "errors")).toMatchObject({ StateValue: "ALARM", StateReason: "a drill" });
  expect(world.changes.at(-1)).toMatchObject({ state: "ALARM", previous: "OK", reason: "a drill" });
  await put(world, "Errors", 1);
  await world.clock.advance(minute);
  expect(await stateOf(world, "errors")).toBe("OK");
});

test("an update keeps the state and its tags, and is evaluated anew", async () => {
  const world = cloudwatch();
  await putAlarm(world, "errors", { Tags: [{ Key: "team", Value: "shop" }] });
  await put(world, "Errors", 9);
  await world.clock.advance(61 * second);
  expect(await stateOf(world, "errors")).toBe("ALARM");
  await putAlarm(world, "errors", { Threshold: 100, Tags: [{ Key: "team", Value: "other" }] });
  expect(await stateOf(world, "errors")).toBe("ALARM");
  expect(await world.call("ListTagsForResource", { ResourceARN: alarmArn("errors") })).toEqual({ Tags: [{ Key: "team", Value: "shop" }] });
  await world.clock.advance(10 * second);
  expect(await stateOf(world, "errors")).toBe("OK");
});

describe("composite alarms", () => {
  const composite = ({ call }: World, name: string, AlarmRule: string) => call("PutCompositeAlarm", { AlarmName: name, AlarmRule });

  test("follow their children at once, through several levels, with the child in the reason", async () => {
    const world = cloudwatch();
    await putAlarm(world, "a");
    await putAlarm(world, "b", { MetricName: "Other" });
    await composite(world, "both", `ALARM(a) AND NOT OK("${alarmArn("b")}")`);
    await composite(world, "top", "ALARM(both) OR ALARM(b)");
    expect(await alarm(world, "top")).toMatchObject({
      StateValue: "OK",
      StateReason: `${alarmArn("top")} was created and its alarm rule evaluates to OK`,
    });
    await put(world, "Errors", 9);
    await world.clock.advance(61 * second);
    expect(await alarm(world, "both")).toMatchObject({
      StateValue: "ALARM",
      StateReason: `${alarmArn("a")} transitioned to ALARM at Monday 05 January, 2026 12:01:01 UTC`,
    });
    expect(await stateOf(world, "top")).toBe("ALARM");
    expect(JSON.parse((await alarm(world, "top")).StateReasonData ?? "")).toEqual({
      triggeringAlarms: [{ arn: alarmArn("both"), state: { value: "ALARM", timestamp: "2026-01-05T12:01:01.000+0000" } }],
    });
  });

  test("that name each other in a circle do not go on for ever", async () => {
    const world = cloudwatch();
    await composite(world, "x", "FALSE");
    await composite(world, "y", "NOT ALARM(x)");
    await composite(world, "x", "ALARM(y)");
    await world.call("SetAlarmState", { AlarmName: "y", StateValue: "OK", StateReason: "go" });
    expect(world.changes.length).toBeLessThan(1000);
  });

  test("need alarms that exist, and keep them from being deleted", async () => {
    const world = cloudwatch();
    await putAlarm(world, "a");
    await expect(composite(world, "c", "ALARM(a) OR ALARM(gone)")).rejects.toMatchObject({
      code: "ValidationError",
      message: "Could not save the composite alarm as alarms [gone] in the alarm rule do not exist",
    });
    await composite(world, "c", "ALARM(a)");
    await expect(world.call("DeleteAlarms", { AlarmNames: ["a"] })).rejects.toMatchObject({
      code: "ValidationError",
      message: "Cannot delete a as there are composite alarm(s) depending on it.",
    });
    await world.call("DeleteAlarms", { AlarmNames: ["c"] });
    await world.call("DeleteAlarms", { AlarmNames: ["a"] });
    expect(await world.call("DescribeAlarms", {})).toEqual({ CompositeAlarms: [], MetricAlarms: [] });
  });
});

test("the history tells configuration, states and actions that were not delivered", async () => {
  const world = cloudwatch();
  const topic = "arn:aws:sns:us-east-1:123456789012:page";
  await putAlarm(world, "errors", { AlarmActions: [topic] });
  await put(world, "Errors", 9);
  await world.clock.advance(61 * second);
  await world.call("DisableAlarmActions", { AlarmNames: ["errors", "unknown"] });
  await world.call("DeleteAlarms", { AlarmNames: ["errors"] });
  const { AlarmHistoryItems: items } = await world.call<{ AlarmHistoryItems: { HistorySummary: string; HistoryData: string }[] }>(
    "DescribeAlarmHistory",
    { AlarmName: "errors", ScanBy: "TimestampAscending" },
  );
  expect(items.map(({ HistorySummary }) => HistorySummary)).toEqual([
    'Alarm "errors" created',
    "Alarm updated from INSUFFICIENT_DATA to ALARM",
    `Failed to execute action ${topic}. no other service is here`,
    'Alarm "errors" updated',
    'Alarm "errors" deleted',
  ]);
  expect(JSON.parse(items[1]?.HistoryData ?? "")).toMatchObject({
    oldState: { stateValue: "INSUFFICIENT_DATA" },
    newState: { stateValue: "ALARM" },
  });
  const states = await world.call("DescribeAlarmHistory", { HistoryItemType: "StateUpdate", MaxRecords: 1 });
  expect(states).toMatchObject({ AlarmHistoryItems: [{ AlarmName: "errors", AlarmType: "MetricAlarm" }] });
});

test("nothing is deleted when one of the alarms does not exist", async () => {
  const world = cloudwatch();
  await putAlarm(world, "a");
  await expect(world.call("DeleteAlarms", { AlarmNames: ["a", "b"] })).rejects.toMatchObject({ code: "ResourceNotFound", status: 404 });
  expect(await stateOf(world, "a")).toBe("INSUFFICIENT_DATA");
});

test("alarms of different accounts and Regions do not see each other", async () => {
  const world = cloudwatch();
  await putAlarm(world, "errors");
  expect(await world.call("DescribeAlarms", {}, { region: "eu-west-1" })).toEqual({ CompositeAlarms: [], MetricAlarms: [] });
  await world.call("PutMetricData", { Namespace: "Shop", MetricData: [{ MetricName: "Errors", Value: 9 }] }, { accountId: "999999999999" });
  await world.clock.advance(61 * second);
  expect(await stateOf(world, "errors")).toBe("INSUFFICIENT_DATA");
});

test("after a restart, alarms keep their states and minutes of data are still there", async () => {
  const world = cloudwatch();
  await putAlarm(world, "errors", { EvaluationPeriods: 3, DatapointsToAlarm: 1 });
  await put(world, "Errors", 9);
  await world.clock.advance(61 * second);
  expect(await stateOf(world, "errors")).toBe("ALARM");
  const saved = new State();
  saved.load(JSON.parse(JSON.stringify(world.state)));
  world.stop();
  const next = cloudwatch(saved, world.clock.now());
  expect(await stateOf(next, "errors")).toBe("ALARM");
  await next.clock.advance(minute);
  expect(next.changes).toEqual([]);
  await put(next, "Errors", 0);
  await next.clock.advance(4 * minute);
  expect(next.changes.map(({ state }) => state)).toEqual(["OK"]);
});
