import type { Duration, Text } from "../../words";
import { iso } from "../build";
import { FIND_BY_TAGS } from "../shapes";
import { type ByArns, type ByTags, type InZones, resources } from "../targets";
import type { FaultFacts, FaultOptions, ParameterFacts, PermissionFacts, Selection, Target } from "../types";

/** ECS tasks: by ARN, by their tags, or of a cluster and a service. Tasks carry tags only where these are propagated to them. */
export type TasksTarget =
  | (ByTags & InZones & { readonly cluster?: Text; readonly service?: Text })
  | (ByArns & { readonly cluster?: never; readonly service?: never })
  | {
      /** Name or ARN. */
      readonly cluster: Text;
      /** Name or ARN. Left out: the tasks of all services in the cluster. */
      readonly service?: Text;
      readonly select?: Selection;
      readonly tags?: never;
      readonly arns?: never;
    };

export function tasks(target: TasksTarget): Target {
  const of = { cluster: target.cluster, service: target.service };
  if (target.arns !== undefined) return resources("aws:ecs:task", target);
  if (target.tags !== undefined) {
    const filters = target.zones ? [{ path: "AvailabilityZone", values: target.zones }] : [];
    return resources("aws:ecs:task", { ...target, filters }, of);
  }
  const parameters = { cluster: target.cluster, ...(target.service === undefined ? {} : { service: target.service }) };
  return { resourceType: "aws:ecs:task", parameters, select: target.select ?? "all" };
}

/** What every fault inside tasks takes. The SSM agent in a sidecar container runs it. */
export interface TaskFault extends FaultOptions {
  readonly tasks: TasksTarget;
  /** Install what is needed in the sidecar when it is absent. Left out: yes. */
  readonly installDependencies?: boolean;
}

/** What the faults on the network of tasks take besides. They cannot run at the same time in one task. */
export interface TaskNetworkFault extends TaskFault {
  /** At most 12 hours. */
  readonly duration: Duration;
  /** Inject through ECS instead of the sidecar: tasks on Fargate need it, and `enableFaultInjection` in the task definition. Left out: no. */
  readonly throughEcs?: boolean;
}

export const taskDuration: ParameterFacts = { kind: "duration", required: true, max: "12h" };

export const taskParameters = {
  installDependencies: { kind: "text", required: false, allowed: ["True", "False"] },
} as const satisfies Readonly<Record<string, ParameterFacts>>;

export const taskNetworkParameters = {
  ...taskParameters,
  duration: taskDuration,
  useEcsFaultInjectionEndpoints: { kind: "text", required: false, allowed: ["true", "false"] },
} as const satisfies Readonly<Record<string, ParameterFacts>>;

export function taskValues(options: TaskFault): Readonly<Record<string, Text | undefined>> {
  if (options.installDependencies === undefined) return {};
  return { installDependencies: options.installDependencies ? "True" : "False" };
}

export function taskNetworkValues(options: TaskNetworkFault): Readonly<Record<string, Text | undefined>> {
  const through = options.throughEcs === undefined ? undefined : String(options.throughEcs);
  return { ...taskValues(options), duration: iso(options.duration), useEcsFaultInjectionEndpoints: through };
}

/** @param document The SSM document that the action runs; `*` at its end for its variants. */
export function taskPermissions(document: string): readonly PermissionFacts[] {
  return [
    { actions: ["ecs:DescribeTasks"], resources: ["arn:{partition}:ecs:{region}:{account}:task/*/*"] },
    { actions: ["ssm:SendCommand"], resources: ["arn:{partition}:ssm:{region}:{account}:managed-instance/*"] },
    { actions: ["ssm:SendCommand"], resources: [`arn:{partition}:ssm:{region}::document/${document}`] },
    { actions: ["ssm:ListCommands", "ecs:ListTasks"], resources: ["*"] },
    // AWS knows no resource for CancelCommand; the Region at least bounds it.
    { actions: ["ssm:CancelCommand"], resources: ["*"], conditions: { StringEquals: { "aws:RequestedRegion": "{region}" } } },
    FIND_BY_TAGS,
  ];
}

/** Finds the addresses of zones that a fault names as its sources. */
export const sourcePermissions: readonly PermissionFacts[] = [
  {
    actions: ["ecs:DescribeContainerInstances"],
    resources: ["arn:{partition}:ecs:{region}:{account}:container-instance/*/*"],
  },
  { actions: ["ec2:DescribeInstances", "ec2:DescribeSubnets"], resources: ["*"] },
];

export const taskPrerequisites: FaultFacts["prerequisites"] = [
  "A sidecar container with the SSM agent registers the task as a managed instance with the tag ECS_TASK_ARN.",
  "The sidecar has MANAGED_INSTANCE_ROLE_NAME; the task role may create activations and pass that role.",
  "Linux; ECS Exec is off.",
];

export const taskNetworkPrerequisites: FaultFacts["prerequisites"] = [
  ...taskPrerequisites,
  "The task definition has pidMode task, and network mode awsvpc, or host on EC2.",
  "On Fargate: throughEcs, and enableFaultInjection in the task definition.",
];
