import type { Percent } from "../../words";
import { bare, fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { type NodegroupsTarget, nodegroups } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Terminates a share of the instances of managed node groups. The group replaces them. */
export interface TerminateNodegroupInstances extends FaultOptions {
  readonly nodegroups: NodegroupsTarget;
  /** 1 to 100 %. */
  readonly share: Percent;
}

export const terminateNodegroupInstancesFacts: FaultFacts = {
  actionId: "aws:eks:terminate-nodegroup-instances",
  title: "terminate EKS nodes",
  targets: { Nodegroups: "aws:eks:nodegroup" },
  parameters: { instanceTerminationPercentage: { kind: "integer", required: true, min: 1, max: 100 } },
  reverts: "never",
  instantaneous: true,
  injectsFault: true,
  visibleIn: "target-state",
  permissions: [
    { actions: ["ec2:DescribeInstances", "tag:GetResources"], resources: ["*"] },
    {
      actions: ["ec2:TerminateInstances"],
      resources: ["arn:{partition}:ec2:{region}:{account}:instance/*"],
      conditions: { Null: { "aws:ResourceTag/eks:nodegroup-name": "false" } },
    },
    { actions: ["eks:DescribeNodegroup"], resources: ["arn:{partition}:eks:{region}:{account}:nodegroup/*"] },
  ],
  prerequisites: ["Managed node groups only."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#terminate-nodegroup-instance",
  readOn: "2026-11-20",
};

export function terminateNodegroupInstances(options: TerminateNodegroupInstances): Fault {
  return fault(
    terminateNodegroupInstancesFacts.actionId,
    options,
    { Nodegroups: nodegroups(options.nodegroups) },
    {
      instanceTerminationPercentage: bare(options.share),
    },
  );
}
