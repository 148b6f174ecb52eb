import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { Fis } from "@aws-sdk/client-fis";
import type { Manifest } from "../../src/experiment";
import { awsConfig } from "../sandbox/support";
import { inventory } from "./inventory";
import { attached, callsOf, compiledProject, edit, pulumi } from "./project";
import { counts, type Pulumi, type Step, told, withPulumi } from "./pulumi";
import { isRead, listed, readsOf, rehearsed, writesOf } from "./same-calls";
import { furnish, settings } from "./stacks";

/** Components, providers and the stack make nothing by themselves. */
const made = (steps: readonly Step[]) => steps.filter(({ type }) => type.startsWith("aws:"));

/** An experiment's name before and after. */
type Renamed = readonly [from: string, to: string];

/**
 * The parts of experiments. What an orchestrator is told of them changes in place, whatever happens to them; what goes by their names
 * (their schedules, what is written down for the function) goes with a name that is gone and comes with a new one.
 */
function madeOfExperiments(steps: readonly Step[], ...renamed: readonly Renamed[]): readonly Step[] {
  const [own, others] = [made(steps).filter(isPart), made(steps).filter((step) => !isPart(step))];
  const isNamed = ({ op, name }: Step) => renamed.some(([from, to]) => name.endsWith(`-${op === "delete" ? from : to}`));
  const isExpected = (step: Step) => ["same", "update"].includes(step.op) || (["create", "delete"].includes(step.op) && isNamed(step));
  expect(others.filter((step) => !isExpected(step)).map(({ op, urn }) => `${op} ${urn}`)).toEqual([]);
  return own;
}

const isPart = ({ urn }: Step) => urn.includes("faultline:index:Experiment$");

async function manifestsOf(stack: Pulumi): Promise<Readonly<Record<string, Manifest>>> {
  const { faultline } = await stack.outputs();
  return faultline as Record<string, Manifest>;
}

/** The life of one stack, from its first preview to its end, in Pulumi's own engine. Each test goes on where the one before it ended. */
export function lifeOf(name: string): void {
  withPulumi(`the stack ${name} in Pulumi's own engine`, () => live(name, true));
}

/** A life in which nothing changes: for the variants of a stack that has a long one. */
export function shortLifeOf(name: string): void {
  withPulumi(`the stack ${name} in Pulumi's own engine`, () => live(name, false));
}

function live(name: string, changes: boolean): void {
  const open = async () => {
    const cloud = await attached();
    const dir = await compiledProject();
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
  const life = () => (opened ??= open());
  let before: Awaited<ReturnType<typeof inventory>>;
  let first: { readonly steps: readonly Step[]; readonly calls: Awaited<ReturnType<typeof callsOf>>["calls"] };

  test("a preview makes nothing and lists what the update then makes", async () => {
    const { cloud, stack, look } = await life();
    before = await look();
    const preview = await stack.done("preview");
    expect(await look()).toEqual(before);
    const { last } = await callsOf(cloud.sandbox);
    const up = await stack.done("up");
    first = { steps: up.steps, calls: (await callsOf(cloud.sandbox, last)).calls };
    const of = (steps: readonly Step[]) => steps.map(({ op, urn }) => `${op} ${urn}`).sort();
    expect(of(preview.steps)).toEqual(of(up.steps));
    expect(Object.keys(counts(up.steps))).toEqual(["create"]);
    expect(up.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const { templates } = await look();
    const manifests = Object.values(await manifestsOf(stack));
    expect(manifests.length).toBeGreaterThan(0);
    expect(manifests.map(({ templateId }) => templateId).sort()).toEqual(templates);
  });

  test("a rehearsal (our engine) has made the same calls to AWS as that update (Pulumi's); a listing has the same resources", async () => {
    const { dir } = await life();
    const names = (all: readonly { readonly urn: string }[]) => all.map(({ urn }) => urn.split("::").slice(2).join("::")).sort();
    const ours = await rehearsed(dir, name);
    expect(ours.calls.filter(({ status }) => status >= 500)).toEqual([]);
    expect(writesOf(ours.calls)).toEqual(writesOf(first.calls));
    expect(readsOf(ours.calls)).toEqual(readsOf(first.calls));
    expect(names(ours.registrations)).toEqual(names(first.steps));
    expect(names(await listed(dir, name))).toEqual(names(first.steps));
  });

  test("a second update has nothing to do and calls AWS only to read", async () => {
    const { cloud, stack } = await life();
    const { last } = await callsOf(cloud.sandbox);
    const again = await stack.done("up", "--expect-no-changes");
    expect(told(again.steps)).toEqual([]);
    const { calls } = await callsOf(cloud.sandbox, last);
    expect(calls.filter((call) => !isRead(call)).map(({ service, operation }) => `${service}:${operation}`)).toEqual([]);
  });

  if (changes) changesOf();

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

  function changesOf(): void {
    test("a changed threshold is one update in place, a changed target one of its template and one of its role, as with AWS's provider", async () => {
      const { dir, stack, aws } = await life();
      const ids = await manifestsOf(stack);
      edit(dir, "stacks/index.ts", '{ above: "40%" }', '{ above: "45%" }');
      edit(
        dir,
        "stacks/index.ts",
        "instanceTermination({ tags: { Service: system.service }",
        'instanceTermination({ tags: { Service: "other" }',
      );
      const up = await stack.done("up");
      expect(told(madeOfExperiments(up.steps))).toEqual([
        "update aws:cloudwatch/metricAlarm:MetricAlarm az-power-interruption-errors (alarmDescription, threshold)",
        "update aws:fis/experimentTemplate:ExperimentTemplate instance-termination (targets)",
        "update aws:iam/rolePolicy:RolePolicy instance-termination (policy)",
      ]);
      const now = await manifestsOf(stack);
      const { alarms = [] } = now["az-power-interruption"] ?? {};
      const { MetricAlarms } = await new CloudWatch(aws).describeAlarms({ AlarmNames: alarms.map((alarm) => alarm.name) });
      expect(MetricAlarms?.map((alarm) => alarm.Threshold)).toEqual([45]);
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
    });

    test("an experiment renamed with an alias keeps its role, alarms and log, and only its template, which is tagged with the name, is replaced; one renamed without is another: made anew, the old one deleted", async () => {
      const { dir, stack, look } = await life();
      const old = await manifestsOf(stack);
      const program = "stacks/index.ts";
      const kept: Renamed = ["instance-termination", "one-instance-less"];
      const other: Renamed = ["az-power-interruption", "zone-without-power"];
      for (const [from, to] of [kept, other]) {
        edit(dir, program, `new Experiment("${from}", {`, `new Experiment("${to}", {`);
        schedule(dir, from, to);
      }
      const end = '  blastRadius: { atMost: "1 instance" },\n}';
      edit(dir, program, `${end});`, `${end}, { aliases: [{ name: "${kept[0]}" }] });`);
      const up = await stack.done("up");
      const steps = madeOfExperiments(up.steps, kept, other).filter(({ op }) => op !== "same");
      const of = (names: Renamed) => steps.filter(({ urn }) => names.some((one) => urn.includes(`::${one}`)));
      // Nothing happens to the third: neither by this, nor because the drift was not mended.
      expect(steps.length).toBe(of(kept).length + of(other).length);

      const ops = counts(of(kept));
      expect(Object.keys(ops).sort()).toEqual(["create-replacement", "delete-replaced", "replace", "update"]);
      expect(ops["create-replacement"]).toBe(1);
      const now = await manifestsOf(stack);
      const [before, after] = [old[kept[0]], now[kept[1]]];
      expect(after).toMatchObject({ roleArn: before?.roleArn, alarms: before?.alarms });
      expect(after?.heartbeat.alarmName).toBe(before?.heartbeat.alarmName);
      expect(after?.templateId).not.toBe(before?.templateId);

      expect(counts(of(other))).toEqual({ create: 6, delete: 6 });
      const { templates, roles } = await look();
      const gone = old[other[0]];
      expect(templates).not.toContain(gone?.templateId);
      expect(roles).not.toContain(gone?.roleArn.split("/").at(-1));
      await stack.done("up", "--expect-no-changes");
    });
  }
}
