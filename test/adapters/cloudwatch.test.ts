import type { GetMetricDataCommandInput, PutMetricDataCommandInput } from "@aws-sdk/client-cloudwatch";
import { cloudwatchAlarms } from "../../src/adapters/cloudwatch/alarms";
import { cloudwatchMetrics } from "../../src/adapters/cloudwatch/metrics";
import type { MetricPlan } from "../../src/experiment";
import { manifestOf, metric } from "../run/manifest";

/** A client that answers from a list, and keeps what it was asked. */
function client<Input>(...replies: object[]) {
  const asked: Input[] = [];
  const send = async (command: { input: Input }) => {
    asked.push(command.input);
    const reply = replies.shift();
    if (!reply) throw new Error("asked too often");
    return reply;
  };
  return { asked, send: send as never };
}

const ratio: MetricPlan = {
  queries: [
    { kind: "metric", id: "e", namespace: "Shop", name: "Errors", dimensions: { App: "web" }, statistic: "Sum" },
    { kind: "metric", id: "all", namespace: "Shop", name: "Requests", dimensions: {}, statistic: "Sum" },
    { kind: "expression", id: "result", expression: 'IF(all > 0, 100 * e / all, 0) + SEARCH("e all", "Sum")' },
  ],
  returns: "result",
  periodMs: 10_000,
  unit: "Percent",
};
const T = 1_700_000_000_000;
const at = (...offsets: number[]) => offsets.map((offset) => new Date(T + offset));

test("every period that began in the range has a sample, null where there is no data", async () => {
  const aws = client({ MetricDataResults: [{ Id: "m0_m", StatusCode: "Complete", Timestamps: at(0, 20_000), Values: [1, 3] }] });
  const [series] = await cloudwatchMetrics(aws).read([metric("x")], T + 3_000, T + 30_000);
  expect(series).toEqual([
    { at: T, value: 1 },
    { at: T + 10_000, value: null },
    { at: T + 20_000, value: 3 },
  ]);
});

test("metrics of several periods are asked for apart, each from the start of its period; ids do not collide, in expressions neither", async () => {
  const aws = client<GetMetricDataCommandInput>(
    {
      MetricDataResults: [
        { Id: "m0_result", StatusCode: "Complete", Timestamps: [], Values: [] },
        { Id: "m2_m", StatusCode: "Complete", Timestamps: at(0), Values: [7] },
      ],
    },
    { MetricDataResults: [{ Id: "m1_m", StatusCode: "Complete", Timestamps: [], Values: [] }] },
  );
  const minute = metric("slow", "Sum", "Count", 60_000);
  const read = await cloudwatchMetrics(aws).read([ratio, minute, metric("x")], T + 15_000, T + 40_000);
  expect(aws.asked.map((input) => input.StartTime?.getTime())).toEqual([T + 10_000, Math.floor((T + 15_000) / 60_000) * 60_000]);
  const expression = aws.asked[0]?.MetricDataQueries?.find((query) => query.Id === "m0_result")?.Expression;
  expect(expression).toBe('IF(m0_all > 0, 100 * m0_e / m0_all, 0) + SEARCH("e all", "Sum")');
  expect(aws.asked[0]?.MetricDataQueries?.filter((query) => query.ReturnData).map((query) => query.Id)).toEqual(["m0_result", "m2_m"]);
  expect(read.map((series) => series.length)).toEqual([3, 1, 3]);
});

test("all pages are read, and a series that goes on over pages is one series", async () => {
  const aws = client<GetMetricDataCommandInput>(
    { MetricDataResults: [{ Id: "m0_m", StatusCode: "PartialData", Timestamps: at(0), Values: [1] }], NextToken: "2" },
    { MetricDataResults: [{ Id: "m0_m", StatusCode: "Complete", Timestamps: at(10_000), Values: [2] }] },
  );
  const [series] = await cloudwatchMetrics(aws).read([metric("x")], T, T + 20_000);
  expect(series?.map((sample) => sample.value)).toEqual([1, 2]);
  expect(aws.asked.map((input) => input.NextToken)).toEqual([undefined, "2"]);
});

test.each([
  "InternalError",
  "PartialData",
  "Forbidden",
  undefined,
])("%s at the end is an error, never an empty series", async (StatusCode) => {
  const aws = client({ MetricDataResults: [{ Id: "m0_m", StatusCode, Timestamps: [], Values: [] }] });
  await expect(cloudwatchMetrics(aws).read([metric("x")], T, T + 10_000)).rejects.toThrow("CloudWatch answered");
});

test("a metric that CloudWatch does not mention is an error", async () => {
  await expect(cloudwatchMetrics(client({ MetricDataResults: [] })).read([metric("x")], T, T + 10_000)).rejects.toThrow("nothing");
});

test("alarms of both kinds are told by their ARN, on all pages; one that is not there is missing; a strange state is no OK", async () => {
  const arn = (name: string) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`;
  const aws = client<{ AlarmNames: string[]; AlarmTypes: string[] }>(
    { MetricAlarms: [{ AlarmArn: arn("a"), StateValue: "OK", StateTransitionedTimestamp: new Date(T) }], NextToken: "2" },
    {
      CompositeAlarms: [{ AlarmArn: arn("b"), StateValue: "ALARM", StateReason: "children" }],
      MetricAlarms: [{ AlarmArn: arn("c"), StateValue: "SOMETHING" }],
    },
  );
  const states = await cloudwatchAlarms(aws).states(["a", "b", "c", "d"].map(arn));
  expect(states).toEqual({
    [arn("a")]: { state: "OK", reason: "", since: T },
    [arn("b")]: { state: "ALARM", reason: "children", since: null },
    [arn("c")]: { state: "INSUFFICIENT_DATA", reason: "", since: null },
    [arn("d")]: { state: "missing", reason: "", since: null },
  });
  expect(aws.asked[0]).toMatchObject({ AlarmNames: ["a", "b", "c", "d"], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] });
});

test("a beat is one data point of high resolution, stamped by CloudWatch's own clock", async () => {
  const aws = client<PutMetricDataCommandInput>({});
  await cloudwatchAlarms(aws).beat(manifestOf().heartbeat);
  expect(aws.asked).toEqual([
    {
      Namespace: "Faultline",
      MetricData: [
        { MetricName: "Heartbeat", Dimensions: [{ Name: "Experiment", Value: "stop-one" }], Value: 1, Unit: "Count", StorageResolution: 1 },
      ],
    },
  ]);
});
