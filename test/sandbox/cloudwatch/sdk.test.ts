import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  ResourceNotFound,
  SetAlarmStateCommand,
  ValidationException,
} from "@aws-sdk/client-cloudwatch";
import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import { cloudwatchService } from "../../../src/sandbox/cloudwatch";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { awsConfig, sandbox } from "../support";

let target: Sandbox;
const clients: CloudWatchClient[] = [];

beforeAll(async () => {
  target = await sandbox({ services: [cloudwatchService], speed: 60 });
});
afterAll(() => {
  for (const client of clients) client.destroy();
});

type Protocol = NonNullable<CloudWatchClientConfig["protocol"]>;
const protocols: readonly (readonly [string, Protocol])[] = [
  ["query", AwsQueryProtocol],
  ["JSON", AwsJson1_0Protocol],
  ["CBOR", AwsSmithyRpcV2CborProtocol],
];

describe.each(protocols)("the SDK over %s", (name, protocol) => {
  let client: CloudWatchClient;
  beforeAll(() => {
    client = new CloudWatchClient({ ...awsConfig(target), protocol });
    clients.push(client);
  });
  const Namespace = `Shop/${name}`;
  const Dimensions = [{ Name: "Zone", Value: "ü & <b>" }];
  const AlarmName = `errors ${name}`;

  test("publishes and reads metrics", async () => {
    const now = target.cloud.clock.now();
    await client.send(
      new PutMetricDataCommand({
        Namespace,
        MetricData: [
          {
            MetricName: "X",
            Dimensions,
            Timestamp: new Date(now - 60_000),
            Values: [0.25, 4],
            Counts: [2, 1],
            Unit: "Seconds",
            StorageResolution: 1,
          },
          { MetricName: "X", Dimensions, StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 }, Unit: "Count" },
        ],
      }),
    );
    const range = { StartTime: new Date(now - 600_000), EndTime: new Date(now + 600_000) };
    const Metric = { Namespace, MetricName: "X", Dimensions };
    const data = await client.send(
      new GetMetricDataCommand({
        ...range,
        MetricDataQueries: [
          { Id: "m1", MetricStat: { Metric, Period: 86_400, Stat: "Sum", Unit: "Seconds" } },
          { Id: "e1", Expression: "m1 * 2", Label: "twice" },
        ],
      }),
    );
    expect(data.MetricDataResults).toMatchObject([
      { Id: "m1", Label: "X", Values: [4.5], StatusCode: "Complete" },
      { Id: "e1", Label: "twice", Values: [9], StatusCode: "Complete" },
    ]);
    expect(data.MetricDataResults?.[0]?.Timestamps?.[0]).toBeInstanceOf(Date);
    const statistics = await client.send(
      new GetMetricStatisticsCommand({
        ...range,
        ...Metric,
        Period: 86_400,
        Unit: "Seconds",
        Statistics: ["Average", "Maximum"],
        ExtendedStatistics: ["p50"],
      }),
    );
    expect(statistics.Datapoints).toMatchObject([{ Average: 1.5, Maximum: 4, Unit: "Seconds", ExtendedStatistics: { p50: 0.25 } }]);
    expect((await client.send(new ListMetricsCommand({ Namespace }))).Metrics).toEqual([Metric]);
  });

  test("puts an alarm on metric math, reads it back, and sees it evaluated", async () => {
    const Metrics = [
      { Id: "m1", ReturnData: false, MetricStat: { Metric: { Namespace, MetricName: "Live", Dimensions }, Period: 10, Stat: "Sum" } },
      { Id: "e1", Expression: "m1 / 2", Label: "half", ReturnData: true },
    ];
    await client.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Metrics,
        EvaluationPeriods: 2,
        DatapointsToAlarm: 1,
        Threshold: 0.75,
        ComparisonOperator: "GreaterThanThreshold",
        TreatMissingData: "ignore",
        Tags: [{ Key: "env", Value: "dev" }],
      }),
    );
    const read = async () => (await client.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }))).MetricAlarms?.[0];
    const alarm = await read();
    expect(alarm).toMatchObject({
      AlarmName,
      Metrics,
      Threshold: 0.75,
      ActionsEnabled: true,
      StateValue: "INSUFFICIENT_DATA",
      TreatMissingData: "ignore",
    });
    expect(alarm?.StateUpdatedTimestamp).toBeInstanceOf(Date);
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: alarm?.AlarmArn }));
    expect(Tags).toEqual([{ Key: "env", Value: "dev" }]);

    const changed = new Promise<string>((resolve) => {
      const off = target.cloud.bus.on("alarm-state-changed", ({ alarmName, state }) => {
        if (alarmName !== AlarmName) return;
        off();
        resolve(state);
      });
    });
    await client.send(
      new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: "Live", Dimensions, Value: 8, StorageResolution: 1 }] }),
    );
    expect(await changed).toBe("ALARM");
    expect(await read()).toMatchObject({
      StateValue: "ALARM",
      StateReason: expect.stringMatching(/^Threshold Crossed: 1 datapoint \[4\.0 \(/),
    });
    await client.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
    expect(await read()).toBeUndefined();
  });

  test("gets errors under their names", async () => {
    const set = client.send(new SetAlarmStateCommand({ AlarmName: "gone", StateValue: "OK", StateReason: "x" }));
    await expect(set).rejects.toBeInstanceOf(ResourceNotFound);
    const dashboard = client.send(new GetDashboardCommand({ DashboardName: "gone" }));
    await expect(dashboard).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 }, message: "Dashboard gone does not exist" });
    const alarm = client.send(
      new PutMetricAlarmCommand({ AlarmName: "x", EvaluationPeriods: 1, ComparisonOperator: "LessThanThreshold", Threshold: 1 }),
    );
    await expect(alarm).rejects.toBeInstanceOf(ValidationException);
    await expect(alarm).rejects.toMatchObject({ message: "MetricName must not be null" });
  });
});
