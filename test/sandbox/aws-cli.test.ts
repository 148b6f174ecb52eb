import { execFile, spawnSync } from "node:child_process";
import type { ServiceId } from "../../src/sandbox/kernel/cloud";
import type { Sandbox } from "../../src/sandbox/kernel/start";
import { sandbox } from "./support";

const installed = spawnSync("aws", ["--version"]).status === 0;
if (!installed) console.warn("The AWS CLI is not installed here: its tests are skipped.");
const withCli = installed ? describe : describe.skip;

jest.setTimeout(180_000);

let target: Sandbox;
beforeAll(async () => {
  // A minute of the sandbox is half a second, so that waiting for an alarm or an experiment is short.
  if (installed) target = await sandbox({ speed: 120 });
});

/** Runs `aws …` against the sandbox; its JSON, or an error with what it wrote to stderr. */
function aws<T>(...args: readonly string[]): Promise<T> {
  const env = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, AWS_PAGER: "", NO_PROXY: "127.0.0.1" },
    ...{ AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_DEFAULT_REGION: "us-east-1" },
    ...{ AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_EC2_METADATA_DISABLED: "true", AWS_MAX_ATTEMPTS: "1" },
  };
  return new Promise((resolve, reject) => {
    execFile("aws", ["--endpoint-url", target.url, "--output", "json", ...args], { env }, (problem, stdout, stderr) => {
      if (problem) reject(new Error(stderr.trim() || problem.message));
      else resolve((stdout.trim() === "" ? {} : JSON.parse(stdout)) as T);
    });
  });
}

/** Asks within the process, where the CLI would take a second each time, until the answer is as wanted. */
async function until<T>(service: ServiceId, operation: string, input: object, wanted: (answer: T) => boolean): Promise<T> {
  const as = {
    accountId: "123456789012",
    region: "us-east-1",
    principal: { kind: "root", arn: "arn:aws:iam::123456789012:root" },
  } as const;
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await target.cloud.invoke<T>(service, operation, input, as);
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`it did not come to that: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface Experiment {
  readonly experiment: { readonly id: string; readonly state: { readonly status: string; readonly reason: string } };
}
interface Alarm {
  readonly AlarmName: string;
  readonly AlarmArn: string;
  readonly StateValue: string;
  readonly StateReason: string;
}

const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const terminal = ["completed", "stopped", "failed", "cancelled"];

/** Waits for one of these statuses, then looks with the CLI. */
async function becomes(id: string, statuses: readonly string[] = terminal): Promise<Experiment["experiment"]["state"]> {
  await until<Experiment>("fis", "GetExperiment", { id }, ({ experiment }) => statuses.includes(experiment.state.status));
  return (await aws<Experiment>("fis", "get-experiment", "--id", id)).experiment.state;
}

const alarmNamed = async (name: string): Promise<Alarm | undefined> =>
  (await aws<{ MetricAlarms: Alarm[] }>("cloudwatch", "describe-alarms", "--alarm-names", name)).MetricAlarms[0];

interface Described {
  readonly Reservations: readonly { readonly Instances: readonly { readonly State: { readonly Name: string } }[] }[];
}

/** Waits until so many instances of the shop are in this state; their ids, as the CLI lists them. */
async function instances(state: string, count: number): Promise<string[]> {
  const isThere = ({ Reservations }: Described) =>
    Reservations.flatMap(({ Instances }) => Instances).filter(({ State }) => State.Name === state).length === count;
  await until<Described>("ec2", "DescribeInstances", {}, isThere);
  return aws(
    ...["ec2", "describe-instances", "--query", "Reservations[].Instances[].InstanceId"],
    ...["--filters", "Name=tag:app,Values=shop", `Name=instance-state-name,Values=${state}`],
  );
}

withCli("the AWS CLI against the sandbox", () => {
  let template: string;
  let alarm: Alarm | undefined;

  beforeAll(async () => {
    const trust = document({ Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" });
    const may = document({ Effect: "Allow", Action: ["ec2:*", "tag:GetResources", "cloudwatch:DescribeAlarms"], Resource: "*" });
    await Promise.all([
      aws("iam", "create-role", "--role-name", "chaos", "--assume-role-policy-document", trust),
      aws(
        ...["ec2", "run-instances", "--image-id", "ami-12345678", "--count", "4", "--instance-type", "t3.micro"],
        ...["--tag-specifications", "ResourceType=instance,Tags=[{Key=app,Value=shop}]"],
      ),
      aws(
        ...["cloudwatch", "put-metric-alarm", "--alarm-name", "errors", "--namespace", "Shop", "--metric-name", "Errors"],
        ...["--statistic", "Sum", "--period", "10", "--evaluation-periods", "1", "--threshold", "5"],
        ...["--comparison-operator", "GreaterThanThreshold", "--treat-missing-data", "notBreaching"],
      ),
    ]);
    await aws("iam", "put-role-policy", "--role-name", "chaos", "--policy-name", "p", "--policy-document", may);
    await until<{ MetricAlarms: Alarm[] }>("cloudwatch", "DescribeAlarms", {}, ({ MetricAlarms }) => MetricAlarms[0]?.StateValue === "OK");
    alarm = await alarmNamed("errors");
    expect(await instances("running", 4)).toHaveLength(4);
  });

  test("list-actions knows the actions, page by page", async () => {
    const { actions } = await aws<{ actions: { id: string }[] }>("fis", "list-actions", "--page-size", "20");
    const ids = actions.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(["aws:ec2:stop-instances", "aws:eks:pod-delete", "aws:network:disrupt-connectivity", "aws:fis:wait"]),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("create-experiment-template makes one with an alarm as stop condition", async () => {
    const input = {
      description: "half of the shop stops",
      roleArn: "arn:aws:iam::123456789012:role/chaos",
      stopConditions: [{ source: "aws:cloudwatch:alarm", value: alarm?.AlarmArn }],
      targets: { shop: { resourceType: "aws:ec2:instance", resourceTags: { app: "shop" }, selectionMode: "PERCENT(50)" } },
      actions: {
        stop: { actionId: "aws:ec2:stop-instances", parameters: { startInstancesAfterDuration: "PT2H" }, targets: { Instances: "shop" } },
      },
      tags: { team: "shop" },
    };
    const { experimentTemplate: made } = await aws<{ experimentTemplate: { id: string } }>(
      ...["fis", "create-experiment-template", "--cli-input-json", JSON.stringify(input)],
    );
    template = made.id;
    expect(made).toMatchObject({ ...input, id: expect.stringMatching(/^EXT/) });
  });

  test("start-experiment with skip-all resolves targets and touches none", async () => {
    const { experiment } = await aws<Experiment>(
      ...["fis", "start-experiment", "--experiment-template-id", template, "--experiment-options", "actionsMode=skip-all"],
    );
    expect((await becomes(experiment.id)).status).toBe("completed");
    const { resolvedTargets } = await aws<{ resolvedTargets: object[] }>(
      ...["fis", "list-experiment-resolved-targets", "--experiment-id", experiment.id],
    );
    expect(resolvedTargets).toHaveLength(2);
    expect(await instances("running", 4)).toHaveLength(4);
  });

  test("start-experiment stops half of the instances, stop-experiment ends it and they start again", async () => {
    const { experiment } = await aws<Experiment>("fis", "start-experiment", "--experiment-template-id", template);
    const stopped = await instances("stopped", 2);
    const { resolvedTargets } = await aws<{ resolvedTargets: { targetInformation: { arn: string } }[] }>(
      ...["fis", "list-experiment-resolved-targets", "--experiment-id", experiment.id, "--target-name", "shop"],
    );
    const arns = resolvedTargets.map(({ targetInformation }) => targetInformation.arn.split("/")[1]);
    expect(arns.sort()).toEqual([...stopped].sort());
    expect((await aws<Experiment>("fis", "stop-experiment", "--id", experiment.id)).experiment.state.status).toBe("stopping");
    expect((await becomes(experiment.id)).status).toBe("stopped");
    expect(await instances("running", 4)).toHaveLength(4);
  });

  test("an engaged safety lever lets no experiment start", async () => {
    const lever = (status: string) =>
      aws<{ safetyLever: { state: { status: string } } }>(
        ...["fis", "update-safety-lever-state", "--id", "default", "--state", `status=${status},reason=a drill`],
      );
    const read = () => aws<{ safetyLever: { state: object } }>("fis", "get-safety-lever", "--id", "default");
    expect((await lever("engaged")).safetyLever.state.status).toMatch(/^engag/);
    expect((await read()).safetyLever.state).toMatchObject({ status: "engaged", reason: "a drill" });
    const { experiment } = await aws<Experiment>("fis", "start-experiment", "--experiment-template-id", template);
    expect(await becomes(experiment.id)).toMatchObject({ status: "cancelled", reason: expect.stringContaining("safety lever") });
    await lever("disengaged");
    expect((await read()).safetyLever.state).toMatchObject({ status: "disengaged" });
  });

  test("put-metric-data is read by get-metric-data with an expression", async () => {
    const now = target.cloud.clock.now();
    const iso = (at: number) => new Date(at).toISOString();
    await aws(
      ...["cloudwatch", "put-metric-data", "--namespace", "Shop", "--metric-name", "Latency", "--unit", "Seconds"],
      ...["--value", "0.25", "--dimensions", "Zone=a", "--timestamp", iso(now - 60_000), "--storage-resolution", "1"],
    );
    const Metric = { Namespace: "Shop", MetricName: "Latency", Dimensions: [{ Name: "Zone", Value: "a" }] };
    const queries = [
      { Id: "m1", MetricStat: { Metric, Period: 3600, Stat: "p99" }, ReturnData: false },
      { Id: "e1", Expression: "m1 * 1000", Label: "milliseconds" },
    ];
    const data = await aws(
      ...["cloudwatch", "get-metric-data", "--metric-data-queries", JSON.stringify(queries)],
      ...["--start-time", iso(now - 3_600_000), "--end-time", iso(now + 3_600_000)],
    );
    expect(data).toMatchObject({ MetricDataResults: [{ Id: "e1", Label: "milliseconds", Values: [250], StatusCode: "Complete" }] });
  });

  test("an alarm that breaches stops the experiment by its own", async () => {
    const { experiment } = await aws<Experiment>("fis", "start-experiment", "--experiment-template-id", template);
    await becomes(experiment.id, ["running"]);
    await aws(
      "cloudwatch",
      "put-metric-data",
      "--namespace",
      "Shop",
      "--metric-name",
      "Errors",
      "--value",
      "9",
      "--storage-resolution",
      "1",
    );
    expect(await becomes(experiment.id)).toMatchObject({ status: "stopped", reason: expect.stringMatching(/stop condition/i) });
    const { AlarmHistoryItems: items } = await aws<{ AlarmHistoryItems: { HistorySummary: string }[] }>(
      ...["cloudwatch", "describe-alarm-history", "--alarm-name", "errors", "--history-item-type", "StateUpdate"],
    );
    expect(items.map(({ HistorySummary }) => HistorySummary)).toContain("Alarm updated from OK to ALARM");
  });

  test("errors reach the caller with AWS's code", async () => {
    await expect(
      aws("cloudwatch", "set-alarm-state", "--alarm-name", "gone", "--state-value", "OK", "--state-reason", "x"),
    ).rejects.toThrow(/\(ResourceNotFound\w*\) when calling the SetAlarmState operation/);
    await expect(aws("fis", "get-experiment", "--id", "EXPgone")).rejects.toThrow(/ResourceNotFoundException/);
  });
});
