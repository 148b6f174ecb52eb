import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cloudwatch } from "./world";

/** What the Terraform AWS provider was seen to send. */
const folder = join(__dirname, "../../../../shared/cases/provider-wire");
const files = ["main.ndjson", "app.ndjson"].map((file) => join(folder, file));
const whenRecorded = files.every((file) => existsSync(file)) ? test : test.skip;

interface Sent {
  readonly svc: string;
  readonly op: string;
  readonly req: string;
}
const sent = () =>
  files
    .flatMap((file) => readFileSync(file, "utf8").trim().split("\n"))
    .map((line) => JSON.parse(line) as Sent)
    .filter(({ svc }) => svc === "monitoring")
    .map(({ op, req }) => ({ op, input: JSON.parse(req) as Record<string, unknown> }));

type Alarms = Record<"MetricAlarms" | "CompositeAlarms", Record<string, unknown>[]>;

whenRecorded("everything that the AWS provider put comes back equal, and nothing else is set", async () => {
  const { call } = cloudwatch();
  const puts = sent().filter(({ op }) => op.startsWith("Put"));
  expect(puts.map(({ op }) => op).sort()).toEqual(["PutCompositeAlarm", "PutDashboard", "PutMetricAlarm", "PutMetricAlarm"]);
  const order = ["PutMetricAlarm", "PutCompositeAlarm", "PutDashboard"];
  for (const { op, input } of puts.sort((a, b) => order.indexOf(a.op) - order.indexOf(b.op))) await call(op, input);

  const states = /^(State|AlarmArn|AlarmConfigurationUpdatedTimestamp)/;
  const nothing = { OKActions: [], AlarmActions: [], InsufficientDataActions: [] };
  for (const { op, input } of puts.filter(({ op }) => op !== "PutDashboard")) {
    const { Tags, ...wanted } = input;
    const found = await call<Alarms>("DescribeAlarms", { AlarmNames: [input.AlarmName], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] });
    const [alarm = {}] = [...found.MetricAlarms, ...found.CompositeAlarms];
    const settings = Object.fromEntries(Object.entries(alarm).filter(([name, value]) => !states.test(name) && value !== undefined));
    expect(settings).toEqual({ ...nothing, ...(op === "PutMetricAlarm" ? { Dimensions: [] } : {}), ...wanted });
    expect(await call("ListTagsForResource", { ResourceARN: alarm.AlarmArn })).toEqual({ Tags: Tags ?? [] });
  }
  expect(await call("GetDashboard", { DashboardName: "d" })).toMatchObject({ DashboardBody: '{"widgets":[]}' });
});

whenRecorded("what the AWS provider did, in its order, is accepted", async () => {
  const { call } = cloudwatch();
  const order = ["PutMetricAlarm", "PutCompositeAlarm", "Describe", "List", "PutDashboard", "GetDashboard", "Delete"];
  const rank = (op: string) => order.findIndex((prefix) => op.startsWith(prefix));
  const deletes = (input: Record<string, unknown>) => (JSON.stringify(input).includes("any-steady-state") ? 0 : 1);
  const requests = sent().sort((a, b) => rank(a.op) - rank(b.op) || deletes(a.input) - deletes(b.input));
  for (const { op, input } of requests) await call(op, input);
  expect(await call("DescribeAlarms", {})).toMatchObject({ CompositeAlarms: [], MetricAlarms: [] });
});
