import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { type InstancesTarget, instances } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Terminates EC2 instances. Nothing brings them back but what replaces them, for example an Auto Scaling group. */
export interface TerminateInstances extends FaultOptions {
  readonly instances: InstancesTarget;
}

export const terminateInstancesFacts: FaultFacts = {
  actionId: "aws:ec2:terminate-instances",
  title: "terminate EC2 instances",
  targets: { Instances: "aws:ec2:instance" },
  parameters: {},
  reverts: "never",
  instantaneous: true,
  injectsFault: true,
  visibleIn: "target-state",
  permissions: [
    { actions: ["ec2:TerminateInstances"], resources: ["arn:{partition}:ec2:{region}:{account}:instance/*"], narrowBy: "target-tags" },
    { actions: ["ec2:DescribeInstances"], resources: ["*"] },
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#terminate-instances",
  readOn: "2026-11-20",
};

export function terminateInstances(options: TerminateInstances): Fault {
  return fault(terminateInstancesFacts.actionId, options, { Instances: instances(options.instances) }, {});
}
