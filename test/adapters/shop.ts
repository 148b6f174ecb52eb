import { AutoScalingClient, CreateAutoScalingGroupCommand, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CreateLaunchTemplateCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateExperimentTemplateCommand, FisClient } from "@aws-sdk/client-fis";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { awsPorts } from "../../src/adapters/aws";
import { scaledClock } from "../../src/adapters/clock";
import type { Manifest, Plan } from "../../src/experiment";
import { type JournalStore, memoryStore } from "../../src/journal";
import type { RunClock, RunPorts } from "../../src/run";
import type { Sandbox } from "../../src/sandbox/kernel/start";
import { metric, planOf } from "../run/manifest";
import { awsConfig, sandbox } from "../sandbox/support";

const ACCOUNT = "123456789012";
const ALARM = `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:`;

/** A shop in a sandbox: one Auto Scaling group of two, metrics that a feeder publishes, and one experiment that terminates an instance. */
export interface Shop {
  readonly box: Sandbox;
  readonly manifest: Manifest;
  readonly ports: RunPorts;
  readonly clock: RunClock;
  readonly store: JournalStore;
  readonly clients: ReturnType<typeof clientsOf>;
  /** What the feeder publishes as the percentage of errors. */
  errors: (isDegraded: boolean) => number;
  close(): Promise<void>;
}

function clientsOf(box: Sandbox) {
  const config = awsConfig(box);
  return {
    iam: new IAMClient(config),
    ec2: new EC2Client(config),
    asg: new AutoScalingClient(config),
    cloudwatch: new CloudWatchClient(config),
    fis: new FisClient(config),
  };
}

const planFor = (watchMs: number): Partial<Plan> => ({
  name: "terminate-one",
  actions: [
    {
      name: "terminate",
      actionId: "aws:ec2:terminate-instances",
      description: "",
      parameters: {},
      targets: { Instances: "web" },
      after: [],
      durationMs: 0,
      reverts: "never",
      injectsFault: true,
      visibleIn: "target-state",
    },
    {
      name: "watch",
      actionId: "aws:fis:wait",
      description: "",
      parameters: { duration: `PT${watchMs / 60_000}M` },
      targets: {},
      after: ["terminate"],
      durationMs: watchMs,
      reverts: "always",
      injectsFault: false,
      visibleIn: "target-state",
    },
  ],
  targets: [
    {
      name: "web",
      resourceType: "aws:ec2:instance",
      selectionMode: "COUNT(1)",
      arns: [],
      tags: { Team: "web" },
      filters: [{ path: "State.Name", values: ["running"] }],
      parameters: {},
    },
  ],
  traffic: { metric: metric("Requests", "Sum", "Count"), atLeast: 5, text: "at least 5/s" },
  baselineMs: 30_000,
  recoveryMs: 120_000,
  maxDurationMs: watchMs + 300_000,
  maxTargets: 1,
});

/** At this speed a period of ten seconds lasts long enough for a machine that pauses for a second. The fault is watched for whole minutes. */
export async function openShop(speed = 8, watchMs = 60_000): Promise<Shop> {
  const box = await sandbox({ speed });
  const clients = clientsOf(box);
  const roleArn = await makeRole(clients.iam);
  await makeGroup(clients);
  const whole = planOf(planFor(watchMs));
  await makeAlarms(clients.cloudwatch);
  const alarms = [{ guard: "errors-high", name: "errors-high", arn: `${ALARM}errors-high` }];
  const heartbeat = {
    alarmName: "heartbeat",
    alarmArn: `${ALARM}heartbeat`,
    namespace: "Faultline",
    metricName: "Heartbeat",
    dimensions: { Experiment: "terminate-one" },
    everyMs: 5_000,
  };
  const { experimentTemplate } = await clients.fis.send(
    new CreateExperimentTemplateCommand({
      clientToken: "made",
      description: whole.hypothesis,
      roleArn,
      stopConditions: [...alarms.map((alarm) => alarm.arn), heartbeat.alarmArn].map((value) => ({ source: "aws:cloudwatch:alarm", value })),
      targets: {
        web: {
          resourceType: "aws:ec2:instance",
          resourceTags: { Team: "web" },
          filters: [{ path: "State.Name", values: ["running"] }],
          selectionMode: "COUNT(1)",
        },
      },
      actions: {
        terminate: { actionId: "aws:ec2:terminate-instances", targets: { Instances: "web" } },
        watch: { actionId: "aws:fis:wait", parameters: { duration: `PT${watchMs / 60_000}M` }, startAfter: ["terminate"] },
      },
    }),
  );
  const manifest: Manifest = {
    version: 1,
    plan: whole,
    project: "shop",
    stack: "test",
    accountId: ACCOUNT,
    region: "us-east-1",
    templateId: experimentTemplate?.id ?? "",
    roleArn,
    alarms,
    heartbeat,
    logGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:x`,
  };
  const health = (await (await fetch(`${box.url}/_faultline/health`)).json()) as { epochWall: number; epochSandbox: number; speed: number };
  const clock = scaledClock({ ...health, now: Date.now, sleep });
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  const ports = awsPorts({ region: "us-east-1", accountId: ACCOUNT, partition: "aws", endpoint: box.url, credentials, clock });
  const feeding = new AbortController();
  const shop: Shop = {
    box,
    manifest,
    ports,
    clock,
    clients,
    store: memoryStore(Date.now),
    errors: (isDegraded) => (isDegraded ? 2 : 0.1),
    close: async () => {
      feeding.abort();
      await fed;
      for (const client of Object.values(clients)) client.destroy();
    },
  };
  const fed = feed(shop, feeding.signal).catch(() => undefined);
  return shop;
}

export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
  });
}

async function makeRole(iam: IAMClient): Promise<string> {
  const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const trust = document({ Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" });
  await iam.send(new CreateRoleCommand({ RoleName: "chaos", AssumeRolePolicyDocument: trust }));
  const PolicyDocument = document({ Effect: "Allow", Action: ["ec2:*", "logs:*"], Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ RoleName: "chaos", PolicyName: "p", PolicyDocument }));
  return `arn:aws:iam::${ACCOUNT}:role/chaos`;
}

async function makeGroup({ ec2, asg }: Pick<ReturnType<typeof clientsOf>, "ec2" | "asg">): Promise<void> {
  const LaunchTemplateData = { ImageId: "ami-12c6146b", InstanceType: "t3.micro" } as const;
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: "web", LaunchTemplateData }));
  await asg.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: "web",
      MinSize: 2,
      MaxSize: 2,
      LaunchTemplate: { LaunchTemplateName: "web" },
      AvailabilityZones: ["us-east-1a", "us-east-1b"],
      Tags: [{ Key: "Team", Value: "web", PropagateAtLaunch: true }],
    }),
  );
  while ((await inService(asg)) < 2) await sleep(20);
}

async function inService(asg: AutoScalingClient): Promise<number> {
  const { AutoScalingGroups = [] } = await asg.send(new DescribeAutoScalingGroupsCommand({}));
  return (AutoScalingGroups[0]?.Instances ?? []).filter(({ LifecycleState }) => LifecycleState === "InService").length;
}

async function makeAlarms(cloudwatch: CloudWatchClient): Promise<void> {
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: "errors-high",
      Namespace: "Test",
      MetricName: "Errors",
      Statistic: "Average",
      Period: 10,
      EvaluationPeriods: 1,
      Threshold: 20,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "breaching",
    }),
  );
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: "heartbeat",
      Namespace: "Faultline",
      MetricName: "Heartbeat",
      Dimensions: [{ Name: "Experiment", Value: "terminate-one" }],
      Statistic: "SampleCount",
      Period: 10,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      Threshold: 1,
      ComparisonOperator: "LessThanThreshold",
      TreatMissingData: "breaching",
    }),
  );
}

async function feed(shop: Shop, signal: AbortSignal): Promise<void> {
  const { cloudwatch, asg } = shop.clients;
  while (!signal.aborted) {
    const isDegraded = (await inService(asg)) < 2;
    const datum = (MetricName: string, Value: number) => ({ MetricName, Value, StorageResolution: 1 });
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: "Test",
        MetricData: [datum("Errors", shop.errors(isDegraded)), datum("Latency", 80), datum("Requests", 200)],
      }),
    );
    await sleep(50, signal);
  }
}

/** The state of an alarm as CloudWatch tells it. */
export async function alarmState(shop: Shop, name: string): Promise<string | undefined> {
  const { MetricAlarms = [] } = await shop.clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms[0]?.StateValue;
}
