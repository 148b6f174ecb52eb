import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { compile, type ExperimentDefinition, type Manifest, type Plan } from "../experiment";
import { digHoles, type Locality, problemsError } from "../words";
import { guardAlarm, heartbeatAlarm } from "./alarms";
import { type Filler, filler, whole } from "./holes";
import { localityOf } from "./locality";
import { experimentRole } from "./role";
import { experimentTemplate } from "./template";

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
    const locality = localityOf(this);
    const plan = planOf(name, dug);
    const known = pulumi.all([whole(dug, laters), locality]).apply(([filled, where]) => planOf(name, filled, where));
    const made = this.make(name, plan, filler(laters, locality, known));
    this.templateId = made.template.id;
    this.roleArn = made.role.arn;
    this.manifest = manifestOf(known, locality, made);
    this.registerOutputs({ manifest: this.manifest, templateId: this.templateId, roleArn: this.roleArn });
  }

  private make(name: string, plan: Plan, fill: Filler): Made {
    const opts = { parent: this };
    const tags = fill.fill({ ...plan.tags, "faultline:experiment": name });
    const { role, policy } = experimentRole(name, plan.permissions, tags, fill, opts);
    const logGroupArn = this.logGroup(name, plan, tags, fill);
    const guards = plan.guards.map((guard) => ({
      guard: guard.name,
      alarm: guardAlarm(`${name}-${guard.name}`, guard, name, tags, fill, opts),
    }));
    const beat = heartbeatAlarm(`${name}-heartbeat`, name, `${pulumi.getProject()}/${pulumi.getStack()}/${name}`, tags, opts);
    const alarmArns = [...guards.map(({ alarm }) => alarm.arn), beat.alarm.arn];
    const parts = { plan, roleArn: role.arn, alarmArns, logGroupArn, filler: fill, tags };
    const template = experimentTemplate(name, parts, { ...opts, dependsOn: [policy] });
    return { role, logGroupArn, guards, beat, template };
  }

  private logGroup(name: string, plan: Plan, tags: pulumi.Input<Record<string, string>>, fill: Filler): pulumi.Output<string> {
    if ("logGroupArn" in plan.logs) return pulumi.output(fill.fill(plan.logs.logGroupArn)).apply((arn) => arn.replace(/:\*$/, ""));
    return new aws.cloudwatch.LogGroup(name, { retentionInDays: plan.logs.retentionDays, tags }, { parent: this }).arn;
  }
}

interface Made {
  readonly role: aws.iam.Role;
  readonly logGroupArn: pulumi.Output<string>;
  readonly guards: readonly { readonly guard: string; readonly alarm: aws.cloudwatch.MetricAlarm }[];
  readonly beat: ReturnType<typeof heartbeatAlarm>;
  readonly template: aws.fis.ExperimentTemplate;
}

function manifestOf(plan: pulumi.Output<Plan>, locality: pulumi.Output<Locality>, made: Made): pulumi.Output<Manifest> {
  const { role, logGroupArn, template, beat } = made;
  const alarms = pulumi.all(
    made.guards.map(({ guard, alarm }) => pulumi.all([alarm.name, alarm.arn]).apply(([name, arn]) => ({ guard, name, arn }))),
  );
  const heartbeat = pulumi
    .all([beat.alarm.name, beat.alarm.arn])
    .apply(([alarmName, alarmArn]) => ({ ...beat.heartbeat, alarmName, alarmArn }));
  return pulumi.all([plan, locality, template.id, role.arn, alarms, heartbeat, logGroupArn]).apply(
    ([intent, { accountId, region }, templateId, roleArn, guards, watched, logs]): Manifest => ({
      version: 1,
      plan: intent,
      project: pulumi.getProject(),
      stack: pulumi.getStack(),
      accountId,
      region,
      templateId,
      roleArn,
      alarms: guards,
      heartbeat: watched,
      logGroupArn: logs,
    }),
  );
}

function planOf(name: string, definition: unknown, locality?: Locality): Plan {
  const compiled = compile(name, definition, locality);
  if (compiled.ok) return compiled.value;
  // Pulumi shows a RunError by its message alone: the problems name their places, a stack trace would bury them.
  throw Object.assign(problemsError(`The experiment "${name}"`, compiled.problems), new pulumi.RunError());
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
