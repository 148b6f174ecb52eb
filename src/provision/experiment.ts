import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { compile, type ExperimentDefinition, type Manifest, type Plan } from "../experiment";
import { digHoles, type Later, problemsError } from "../words";
import { guardAlarm, heartbeatAlarm } from "./alarms";
import { type Filler, filler } from "./holes";
import { experimentRole } from "./role";
import { experimentTemplate } from "./template";
import { type Where, whereOf } from "./where";

/** The type of the component in Pulumi's state. */
export const EXPERIMENT_TYPE = "faultline:index:Experiment";

/**
 * One chaos experiment: `pulumi up` makes its FIS template, a CloudWatch alarm per guard as stop condition, the dead-man's switch, a
 * role that may do what the faults need and nothing else, and a log group. Nothing is run.
 *
 * Everything is checked before anything is made; all problems are reported at once (`FaultlineError`, code `invalid-input`).
 *
 * What a change does: thresholds, guards, faults, targets, durations and texts update in place; tags replace the template (the AWS
 * provider does so), which gives it a new id; a new name replaces everything (use `aliases`). Runs and their history are kept by
 * the experiment's name, not by the template's id.
 *
 * Children: `<name>` (role, its policy, log group, template), `<name>-<guard>` (alarms), `<name>-heartbeat` (dead-man's switch).
 *
 * https://docs.aws.amazon.com/fis/latest/userguide/experiment-templates.html
 */
export class Experiment extends pulumi.ComponentResource {
  /** What a run needs: the plan and the ids of what was made for it. Publish it with {@link manifests}. */
  readonly manifest: pulumi.Output<Manifest>;
  /** The id of the FIS template, `EXT…`. */
  readonly templateId: pulumi.Output<string>;
  /** The role in which FIS acts, for example to map it in an EKS cluster. */
  readonly roleArn: pulumi.Output<string>;
  /** The name that commands and reports use. */
  readonly experimentName: string;

  constructor(name: string, definition: ExperimentDefinition, opts?: pulumi.ComponentResourceOptions) {
    super(EXPERIMENT_TYPE, name, {}, opts);
    this.experimentName = name;
    const { value: dug, laters } = digHoles(definition);
    const plan = planOf(name, dug);
    const fill = filler(laters);
    const where = whereOf(this);
    const made = this.make(name, plan, where, fill);
    this.templateId = made.template.id;
    this.roleArn = made.role.arn;
    this.manifest = this.describe(name, dug, laters, where, made);
    this.registerOutputs({ manifest: this.manifest, templateId: this.templateId });
  }

  private make(name: string, plan: Plan, where: Where, fill: Filler) {
    const opts = { parent: this };
    const tags = { ...plan.tags, "faultline:experiment": name };
    const { role, policy } = experimentRole(name, plan.permissions, where, tags, fill, opts);
    const logGroupArn = this.logGroup(name, plan, tags, fill);
    const alarms = plan.guards.map((guard) => ({
      guard: guard.name,
      alarm: guardAlarm(`${name}-${guard.name}`, guard, name, tags, fill, opts),
    }));
    const heartbeat = heartbeatAlarm(`${name}-heartbeat`, name, `${pulumi.getProject()}/${pulumi.getStack()}/${name}`, tags, opts);
    const template = experimentTemplate(
      name,
      {
        plan,
        roleArn: role.arn,
        alarmArns: [...alarms.map(({ alarm }) => alarm.arn), heartbeat.alarm.arn],
        logGroupArn,
        where,
        filler: fill,
        tags,
      },
      { ...opts, dependsOn: [policy] },
    );
    return { role, logGroupArn, alarms, heartbeat, template };
  }

  private logGroup(name: string, plan: Plan, tags: Readonly<Record<string, string>>, fill: Filler): pulumi.Output<string> {
    if ("logGroupArn" in plan.logs) return pulumi.output(fill.fill(plan.logs.logGroupArn));
    return new aws.cloudwatch.LogGroup(name, { retentionInDays: plan.logs.retentionDays, tags }, { parent: this }).arn;
  }

  private describe(
    name: string,
    dug: ExperimentDefinition,
    laters: readonly Later<unknown>[],
    where: Where,
    made: ReturnType<Experiment["make"]>,
  ): pulumi.Output<Manifest> {
    const whole = filler(laters).whole(dug);
    const faults = whole.apply((definition) => where.fill(JSON.stringify(definition.faults)));
    const plan = pulumi.all([whole, faults]).apply(([definition, text]) => planOf(name, { ...definition, faults: JSON.parse(text) }));
    const alarms = pulumi.all(
      made.alarms.map(({ guard, alarm }) =>
        pulumi.all([alarm.name, alarm.arn]).apply(([alarmName, arn]) => ({ guard, name: alarmName, arn })),
      ),
    );
    const { alarm: beat, heartbeat } = made.heartbeat;
    return pulumi
      .all([
        plan,
        where.accountId,
        where.region,
        made.template.id,
        made.role.arn,
        alarms,
        pulumi.all([beat.name, beat.arn]),
        made.logGroupArn,
      ])
      .apply(([filled, accountId, region, templateId, roleArn, guards, [alarmName, alarmArn], logGroupArn]): Manifest => {
        const watched = { ...heartbeat, alarmName, alarmArn };
        const place = { project: pulumi.getProject(), stack: pulumi.getStack(), accountId, region };
        return { version: 1, plan: filled, ...place, templateId, roleArn, alarms: guards, heartbeat: watched, logGroupArn };
      });
  }
}

function planOf(name: string, definition: unknown): Plan {
  const compiled = compile(name, definition);
  if (!compiled.ok) throw problemsError(`The experiment "${name}"`, compiled.problems);
  return compiled.value;
}

/**
 * The manifests of experiments by name, for the stack output that `faultline` reads:
 *
 *     export const faultline = manifests(zoneLoss, instanceLoss);
 */
export function manifests(...experiments: readonly Experiment[]): pulumi.Output<Record<string, Manifest>> {
  return pulumi.all(
    Object.fromEntries(experiments.map((experiment) => [experiment.experimentName, experiment.manifest])),
  ) as unknown as pulumi.Output<Record<string, Manifest>>;
}
