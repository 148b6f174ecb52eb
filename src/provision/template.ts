import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ActionPlan, Plan, TargetPlan } from "../experiment";
import type { Filler } from "./holes";

export interface TemplateParts {
  readonly plan: Plan;
  readonly roleArn: pulumi.Input<string>;
  /** Stop conditions: the guards' alarms and the dead-man's switch. */
  readonly alarmArns: readonly pulumi.Input<string>[];
  /** Without the trailing `:*`. */
  readonly logGroupArn: pulumi.Output<string>;
  readonly filler: Filler;
  readonly tags: pulumi.Input<Record<string, string>>;
}

/** The FIS experiment template. A change of its tags replaces it and gives a new id; runs read the id from the Manifest. */
export function experimentTemplate(name: string, parts: TemplateParts, opts: pulumi.CustomResourceOptions): aws.fis.ExperimentTemplate {
  const { plan, filler } = parts;
  return new aws.fis.ExperimentTemplate(
    name,
    {
      description: filler.fill(plan.hypothesis),
      roleArn: parts.roleArn,
      actions: plan.actions.map((action) => actionInput(action, filler)),
      targets: plan.targets.map((target) => targetInput(target, filler)),
      stopConditions: parts.alarmArns.map((value) => ({ source: "aws:cloudwatch:alarm", value })),
      experimentOptions: { accountTargeting: "single-account", emptyTargetResolutionMode: plan.emptyTargets },
      logConfiguration: { logSchemaVersion: 2, cloudwatchLogsConfiguration: { logGroupArn: parts.logGroupArn.apply((arn) => `${arn}:*`) } },
      tags: parts.tags,
    },
    // FIS cannot change it, and the provider's update leaves it out: without a replacement a change would seem made and not be.
    pulumi.mergeOptions(opts, { replaceOnChanges: ["experimentOptions.accountTargeting"] }),
  );
}

type ActionInput = aws.types.input.fis.ExperimentTemplateAction;
type TargetInput = aws.types.input.fis.ExperimentTemplateTarget;

function actionInput(action: ActionPlan, filler: Filler): ActionInput {
  const [target] = Object.entries(action.targets);
  return {
    name: action.name,
    actionId: action.actionId,
    description: filler.place(action.description),
    ...(Object.keys(action.parameters).length > 0
      ? {
          parameters: Object.entries(action.parameters)
            .sort(([a], [b]) => a.localeCompare(b))
            .map(([key, value]) => ({ key, value: filler.place(value) })),
        }
      : {}),
    ...(action.after.length > 0 ? { startAfters: [...action.after] } : {}),
    ...(target ? { target: { key: target[0], value: target[1] } } : {}),
  };
}

function targetInput(target: TargetPlan, filler: Filler): TargetInput {
  return {
    name: target.name,
    resourceType: target.resourceType,
    selectionMode: target.selectionMode,
    ...(target.arns.length > 0 ? { resourceArns: target.arns.map((arn) => filler.place(arn)) } : {}),
    ...(Object.keys(target.tags).length > 0
      ? { resourceTags: Object.entries(target.tags).map(([key, value]) => ({ key, value: filler.place(value) })) }
      : {}),
    ...(target.filters.length > 0
      ? { filters: target.filters.map((filter) => ({ path: filter.path, values: filter.values.map((value) => filler.place(value)) })) }
      : {}),
    ...(Object.keys(target.parameters).length > 0 ? { parameters: filler.place(target.parameters) } : {}),
  };
}
