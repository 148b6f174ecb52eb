import { AwsError } from "../kernel/error";
import { requireGroup } from "./groups";
import { notInSandbox, validation } from "./problems";
import { type ActionRecord, balancersOfGroup, type Tables } from "./records";

export interface ActionInput {
  Type: string;
  Order?: number;
  TargetGroupArn?: string;
  ForwardConfig?: {
    TargetGroups?: { TargetGroupArn?: string; Weight?: number }[];
    TargetGroupStickinessConfig?: { Enabled?: boolean; DurationSeconds?: number };
  };
}

function checkedAction(tables: Tables, loadBalancerArn: string, input: ActionInput): ActionRecord {
  if (input.Type !== "forward") throw notInSandbox(`listener actions of type '${input.Type}'`, "Use 'forward' to a target group.");
  const given = input.ForwardConfig?.TargetGroups ?? [];
  if (given.length === 0 && !input.TargetGroupArn) throw validation("A target group ARN must be specified");
  const named = given.length > 0 ? given : [{ TargetGroupArn: input.TargetGroupArn, Weight: 1 }];
  if (input.TargetGroupArn && named.some((one) => one.TargetGroupArn !== input.TargetGroupArn)) {
    throw validation("You cannot specify both a target group ARN and a different forward config");
  }
  const groups = named.map((one) => {
    const group = requireGroup(tables, one.TargetGroupArn ?? "");
    if (balancersOfGroup(tables, group.arn).some((arn) => arn !== loadBalancerArn)) {
      throw new AwsError(
        "TargetGroupAssociationLimit",
        `The following target groups cannot be associated with more than one load balancer: ${group.arn}`,
      );
    }
    return { TargetGroupArn: group.arn, Weight: one.Weight ?? 1 };
  });
  if (new Set(groups.map((one) => one.Weight).filter((weight) => weight > 0)).size > 1) {
    throw notInSandbox("target groups with different weights", "Give all the same weight, or zero.");
  }
  const sticky = input.ForwardConfig?.TargetGroupStickinessConfig;
  if (sticky?.Enabled) throw notInSandbox("stickiness between target groups", "Leave it out.");
  return {
    Type: "forward",
    ...(input.Order === undefined ? {} : { Order: input.Order }),
    ...(groups.length === 1 && groups[0] ? { TargetGroupArn: groups[0].TargetGroupArn } : {}),
    ForwardConfig: { TargetGroups: groups, TargetGroupStickinessConfig: { Enabled: false } },
  };
}

/** The actions of a listener: exactly one, and it forwards. */
export function checkedActions(tables: Tables, loadBalancerArn: string, input: readonly ActionInput[]): ActionRecord[] {
  if (input.length === 0) throw validation("At least one default action must be specified");
  const actions = input.map((action) => checkedAction(tables, loadBalancerArn, action));
  if (actions.length > 1) throw new AwsError("InvalidLoadBalancerAction", "You can specify only one forward action");
  return actions;
}
