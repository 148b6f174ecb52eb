import type { Call, Requirement } from "../kernel/cloud";

const action = (call: Call) => `elasticloadbalancing:${call.operation}`;

const on =
  <K extends string>(member: K) =>
  (input: Partial<Record<K, string>>, call: Call): Requirement[] => [{ action: action(call), resource: input[member] ?? "*" }];

const onAll =
  <K extends string>(member: K) =>
  (input: Partial<Record<K, readonly string[]>>, call: Call): Requirement[] =>
    (input[member] ?? ["*"]).map((resource) => ({ action: action(call), resource }));

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html */
export const permissions = {
  CreateLoadBalancer: (input: { Name: string }, call: Call): Requirement[] => [
    {
      action: action(call),
      resource: `arn:aws:elasticloadbalancing:${call.region}:${call.accountId}:loadbalancer/app/${input.Name}/*`,
    },
  ],
  CreateTargetGroup: (input: { Name: string }, call: Call): Requirement[] => [
    { action: action(call), resource: `arn:aws:elasticloadbalancing:${call.region}:${call.accountId}:targetgroup/${input.Name}/*` },
  ],
  DeleteLoadBalancer: on("LoadBalancerArn"),
  ModifyLoadBalancerAttributes: on("LoadBalancerArn"),
  SetSecurityGroups: on("LoadBalancerArn"),
  SetSubnets: on("LoadBalancerArn"),
  CreateListener: on("LoadBalancerArn"),
  ModifyListener: on("ListenerArn"),
  DeleteListener: on("ListenerArn"),
  ModifyListenerAttributes: on("ListenerArn"),
  CreateRule: on("ListenerArn"),
  ModifyRule: on("RuleArn"),
  DeleteRule: on("RuleArn"),
  DeleteTargetGroup: on("TargetGroupArn"),
  ModifyTargetGroup: on("TargetGroupArn"),
  ModifyTargetGroupAttributes: on("TargetGroupArn"),
  RegisterTargets: on("TargetGroupArn"),
  DeregisterTargets: on("TargetGroupArn"),
  AddTags: onAll("ResourceArns"),
  RemoveTags: onAll("ResourceArns"),
};
