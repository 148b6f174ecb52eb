import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { Fis } from "@aws-sdk/client-fis";
import type { Manifest } from "../../src/experiment";
import { awsConfig } from "../sandbox/support";
import { inventory } from "./inventory";
import { attached, edit, ownProject, pulumi } from "./project";
import { counts, type Pulumi, type Step, told, withPulumi } from "./pulumi";
import { furnish, STACKS, settings } from "./stacks";

/** Components, providers and the stack make nothing by themselves. */
const made = (steps: readonly Step[]) => steps.filter(({ type }) => type.startsWith("aws:"));

/**
 * The parts of experiments. What an orchestrator is told of them changes in place, whatever happens to them; what goes by their names
 * (their schedules, what is written down for the function) goes with a name that is gone and comes with a new one.
 */
function madeOfExperiments(steps: readonly Step[], renamed: readonly [from: string, to: string] | undefined = undefined): readonly Step[] {
  const [own, others] = [made(steps).filter(isPart), made(steps).filter((step) => !isPart(step))];
  const isNamed = ({ op, name }: Step) => renamed !== undefined && name.endsWith(`-${renamed[op === "delete" ? 0 : 1]}`);
  const isExpected = (step: Step) => ["same", "update"].includes(step.op) || (["create", "delete"].includes(step.op) && isNamed(step));
  expect(others.filter((step) => !isExpected(step)).map(({ op, urn }) => `${op} ${urn}`)).toEqual([]);
  return own;
}

const isPart = ({ urn }: Step) => urn.includes("faultline:index:Experiment$");

async function manifestsOf(stack: Pulumi): Promise<Readonly<Record<string, Manifest>>> {
  const { faultline } = await stack.outputs();
  return faultline as Record<string, Manifest>;
}

withPulumi.each(STACKS)("the stack %s in Pulumi's own engine", (name) => {
  const open = async () => {
    const cloud = await attached();
    const dir = ownProject();
    const stack = pulumi(dir, name, cloud);
    await stack.init();
    await furnish(cloud.sandbox, name);
    const { region } = settings(name);
    return { cloud, dir, stack, aws: awsConfig(cloud.sandbox, undefined, region), look: () => inventory(cloud.sandbox, region) };
  };
  /** A schedule goes by the name of its experiment, and what is drawn at random names it. */
  const schedule = (dir: string, from: string, to: string) => {
    const file = `stacks/Pulumi.${name}.yaml`;
    for (const [before, after] of [
      [`    ${from}:`, `    ${to}:`],
      [`experiment: ${from}`, `experiment: ${to}`],
    ] as const)
      if (readFileSync(join(dir, file), "utf8").includes(before)) edit(dir, file, before, after);
  };
  let opened: Promise<Awaited<ReturnType<typeof open>>> | undefined;
  /** One life of one stack: each test goes on where the one before it ended. */
  const life = () => (opened ??= open());
  let before: Awaited<ReturnType<typeof inventory>>;

  test("a preview makes nothing and lists what the update then makes", async () => {
    const { stack, look } = await life();
    before = await look();
    const preview = await stack.done("preview");
    expect(await look()).toEqual(before);
    const up = await stack.done("up");
    const of = (steps: readonly Step[]) => steps.map(({ op, urn }) => `${op} ${urn}`).sort();
    expect(of(preview.steps)).toEqual(of(up.steps));
    expect(Object.keys(counts(up.steps))).toEqual(["create"]);
    expect(up.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const { templates } = await look();
    const manifests = Object.values(await manifestsOf(stack));
    expect(manifests.length).toBeGreaterThan(0);
    expect(manifests.map(({ templateId }) => templateId).sort()).toEqual(templates);
  });

  test("a second update has nothing to do and calls AWS only to read", async () => {
    const { cloud, stack } = await life();
    const calls = (await cloud.calls()).length;
    const again = await stack.done("up", "--expect-no-changes");
    expect(told(again.steps)).toEqual([]);
    const since = (await cloud.calls()).slice(calls).map(({ operation }) => operation);
    expect(since.filter((operation) => !/^(Get|List|Describe)/.test(operation))).toEqual([]);
  });

  test("a changed threshold is one update in place", async () => {
    const { dir, stack, aws } = await life();
    edit(dir, "stacks/index.ts", '{ above: "40%" }', '{ above: "45%" }');
    const preview = await stack.done("preview");
    const up = await stack.done("up");
    const one = ["update aws:cloudwatch/metricAlarm:MetricAlarm az-power-interruption-errors (alarmDescription, threshold)"];
    expect(told(madeOfExperiments(preview.steps))).toEqual(one);
    expect(told(madeOfExperiments(up.steps))).toEqual(one);
    const { alarms = [] } = (await manifestsOf(stack))["az-power-interruption"] ?? {};
    const { MetricAlarms } = await new CloudWatch(aws).describeAlarms({ AlarmNames: alarms.map((alarm) => alarm.name) });
    expect(MetricAlarms?.map((alarm) => alarm.Threshold)).toEqual([45]);
  });

  test("a changed target updates its template in place, as AWS's provider does", async () => {
    const { dir, stack, aws } = await life();
    const ids = await manifestsOf(stack);
    edit(
      dir,
      "stacks/index.ts",
      "instanceTermination({ tags: { Service: system.service }",
      'instanceTermination({ tags: { Service: "other" }',
    );
    const up = await stack.done("up");
    expect(told(madeOfExperiments(up.steps))).toEqual([
      "update aws:fis/experimentTemplate:ExperimentTemplate instance-termination (targets)",
      "update aws:iam/rolePolicy:RolePolicy instance-termination (policy)",
    ]);
    const now = await manifestsOf(stack);
    const id = now["instance-termination"]?.templateId;
    expect(id).toBe(ids["instance-termination"]?.templateId);
    const { experimentTemplate } = await new Fis(aws).getExperimentTemplate({ id });
    expect(Object.values(experimentTemplate?.targets ?? {}).map((target) => target.resourceTags)).toEqual([{ Service: "other" }]);
  });

  test("changed tags replace the templates: the manifest has the new ids, and what ran before stays", async () => {
    const { dir, stack, aws } = await life();
    const fis = new Fis(aws);
    const ids = await manifestsOf(stack);
    const old = ids["instance-termination"]?.templateId;
    const { experiment } = await fis.startExperiment({ experimentTemplateId: old, tags: { when: "before" } });
    edit(dir, "stacks/index.ts", "tags: { service: system.service },", 'tags: { service: system.service, tier: "one" },');
    const up = await stack.done("up");
    const replaced = up.steps.filter(({ op }) => op === "create-replacement");
    expect(new Set(replaced.map(({ type }) => type))).toEqual(new Set(["aws:fis/experimentTemplate:ExperimentTemplate"]));
    expect(new Set(replaced.flatMap(({ replaces }) => replaces))).toEqual(new Set(["tags"]));
    const now = await manifestsOf(stack);
    expect(replaced).toHaveLength(Object.keys(now).length);
    for (const [experimentName, manifest] of Object.entries(now)) expect(manifest.templateId).not.toBe(ids[experimentName]?.templateId);
    await expect(fis.getExperimentTemplate({ id: old })).rejects.toThrow(/not found|does not exist/i);
    const kept = await fis.getExperiment({ id: experiment?.id });
    expect(kept.experiment).toMatchObject({ experimentTemplateId: old, tags: { when: "before" } });
  });

  test("drift made through AWS's API is found by a refresh and mended by the next update", async () => {
    const { stack, aws } = await life();
    const [cloudwatch, logs] = [new CloudWatch(aws), new CloudWatchLogs(aws)];
    const { alarms = [] } = (await manifestsOf(stack))["instance-termination"] ?? {};
    const [guard] = alarms;
    const { MetricAlarms: [alarm] = [] } = await cloudwatch.describeAlarms({ AlarmNames: [guard?.name ?? ""] });
    await cloudwatch.putMetricAlarm({
      ...alarm,
      AlarmName: guard?.name,
      EvaluationPeriods: alarm?.EvaluationPeriods,
      ComparisonOperator: alarm?.ComparisonOperator,
      Threshold: 99,
    });
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: "eks-pod-delete" });
    await logs.deleteLogGroup({ logGroupName: logGroups[0]?.logGroupName });

    const refresh = await stack.done("refresh");
    expect(told(made(refresh.steps)).map((line) => line.replace(/ \(.*/, ""))).toEqual([
      "delete aws:cloudwatch/logGroup:LogGroup eks-pod-delete",
      "update aws:cloudwatch/metricAlarm:MetricAlarm instance-termination-errors",
    ]);
    const up = await stack.done("up");
    expect(told(made(up.steps))).toContain("update aws:cloudwatch/metricAlarm:MetricAlarm instance-termination-errors (threshold)");
    expect(told(made(up.steps))).toContain("create aws:cloudwatch/logGroup:LogGroup eks-pod-delete");
    const { MetricAlarms: [mended] = [] } = await cloudwatch.describeAlarms({ AlarmNames: [guard?.name ?? ""] });
    expect(mended?.Threshold).toBe(30);
    await stack.done("up", "--expect-no-changes");
  });

  test("a renamed experiment with an alias keeps its role, alarms and log; its template, which is tagged with the name, is replaced", async () => {
    const { dir, stack } = await life();
    const old = (await manifestsOf(stack))["instance-termination"];
    edit(dir, "stacks/index.ts", 'new Experiment("instance-termination", {', 'new Experiment("one-instance-less", {');
    schedule(dir, "instance-termination", "one-instance-less");
    edit(
      dir,
      "stacks/index.ts",
      '  blastRadius: { atMost: "1 instance" },\n});',
      '  blastRadius: { atMost: "1 instance" },\n}, { aliases: [{ name: "instance-termination" }] });',
    );
    const up = await stack.done("up");
    const ops = counts(madeOfExperiments(up.steps, ["instance-termination", "one-instance-less"]));
    expect(Object.keys(ops).sort()).toEqual(["create-replacement", "delete-replaced", "replace", "update"]);
    expect(ops["create-replacement"]).toBe(1);
    const now = (await manifestsOf(stack))["one-instance-less"];
    expect(now).toMatchObject({ roleArn: old?.roleArn, alarms: old?.alarms });
    expect(now?.heartbeat.alarmName).toBe(old?.heartbeat.alarmName);
    expect(now?.templateId).not.toBe(old?.templateId);
    await stack.done("up", "--expect-no-changes");
  });

  test("a renamed experiment without an alias is another experiment: made anew, the old one deleted", async () => {
    const { dir, stack, look } = await life();
    const old = (await manifestsOf(stack))["one-instance-less"];
    edit(dir, "stacks/index.ts", 'new Experiment("one-instance-less", {', 'new Experiment("fewer-instances", {');
    schedule(dir, "one-instance-less", "fewer-instances");
    edit(dir, "stacks/index.ts", ', { aliases: [{ name: "instance-termination" }] });', ");");
    const up = await stack.done("up");
    const { create, delete: gone, ...others } = counts(madeOfExperiments(up.steps, ["one-instance-less", "fewer-instances"]));
    expect({ create, others }).toEqual({ create: gone, others: {} });
    expect(create).toBe(6);
    const { templates, roles } = await look();
    expect(templates).not.toContain(old?.templateId);
    expect(roles).not.toContain(old?.roleArn.split("/").at(-1));
  });

  test("a destroy leaves nothing but a history that is to be kept", async () => {
    const { stack, look } = await life();
    await stack.done("destroy");
    const { tables, buckets, ...rest } = await look();
    const { tables: _tables, buckets: _buckets, ...others } = before;
    expect(rest).toEqual(others);
    // A stack that keeps its history says so in its configuration: the records of its runs are not its resources' to delete.
    const count = settings(name).keeps ? 1 : 0;
    expect({ tables: tables.length, buckets: buckets.length }).toEqual({ tables: count, buckets: count });
  });
});
