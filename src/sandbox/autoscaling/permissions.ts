import { type Call, type Requirement, regionalScope, type ServiceModule } from "../kernel/cloud";
import type { Store } from "./store";

/** Operations on one group; the rest (all `Describe…`) need `*`. */
const ON_GROUP = [
  "AttachLoadBalancerTargetGroups",
  "AttachTrafficSources",
  "DeleteAutoScalingGroup",
  "DetachInstances",
  "DetachLoadBalancerTargetGroups",
  "DetachTrafficSources",
  "DisableMetricsCollection",
  "EnableMetricsCollection",
  "EnterStandby",
  "ExitStandby",
  "ResumeProcesses",
  "SetDesiredCapacity",
  "SetInstanceProtection",
  "SuspendProcesses",
  "UpdateAutoScalingGroup",
];

interface AnyInput {
  AutoScalingGroupName?: string;
  InstanceId?: string;
  Tags?: { Key: string; Value?: string; ResourceId?: string }[];
}

const requestTags = (tags: AnyInput["Tags"] = []) =>
  tags.length > 0
    ? {
        ...Object.fromEntries(tags.map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value ?? ""])),
        "aws:TagKeys": tags.map((tag) => tag.Key),
      }
    : {};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html */
export function autoscalingPermissions(store: Store): NonNullable<ServiceModule["permissions"]> {
  const on = (operation: string, name: string, call: Call, context: Requirement["context"] = {}): Requirement => {
    const group = store.groups(regionalScope(call)).get(name);
    const tags = (group?.tags ?? []).flatMap((tag) => [
      [`aws:ResourceTag/${tag.key}`, tag.value],
      [`autoscaling:ResourceTag/${tag.key}`, tag.value],
    ]);
    const any = `arn:aws:autoscaling:${call.region}:${call.accountId}:autoScalingGroup:*:autoScalingGroupName/${name}`;
    return { action: `autoscaling:${operation}`, resource: group?.arn ?? any, context: { ...Object.fromEntries(tags), ...context } };
  };
  const byMember = (operation: string) => (input: AnyInput, call: Call) => {
    const name = store.groupOf(regionalScope(call), input.InstanceId ?? "")?.group.name;
    return [name ? on(operation, name, call) : { action: `autoscaling:${operation}`, resource: "*" }];
  };
  const byTags = (operation: string) => (input: AnyInput, call: Call) => {
    const names = [...new Set((input.Tags ?? []).map((tag) => tag.ResourceId ?? ""))];
    return names.map((name) => on(operation, name, call, requestTags(input.Tags)));
  };
  return {
    ...Object.fromEntries(
      ON_GROUP.map((operation) => [operation, (input: AnyInput, call: Call) => [on(operation, input.AutoScalingGroupName ?? "", call)]]),
    ),
    CreateAutoScalingGroup: (input: AnyInput, call: Call) => [
      on("CreateAutoScalingGroup", input.AutoScalingGroupName ?? "", call, requestTags(input.Tags)),
    ],
    CreateOrUpdateTags: byTags("CreateOrUpdateTags"),
    DeleteTags: byTags("DeleteTags"),
    SetInstanceHealth: byMember("SetInstanceHealth"),
    TerminateInstanceInAutoScalingGroup: byMember("TerminateInstanceInAutoScalingGroup"),
  };
}
