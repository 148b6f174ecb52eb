import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { type InstancesTarget, instances } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Reboots EC2 instances. Needs a metric as evidence: the state of an instance stays `running` through a reboot. */
export interface RebootInstances extends FaultOptions {
  readonly instances: InstancesTarget;
}

export const rebootInstancesFacts: FaultFacts = {
  actionId: "aws:ec2:reboot-instances",
  title: "reboot EC2 instances",
  targets: { Instances: "aws:ec2:instance" },
  parameters: {},
  reverts: "never",
  instantaneous: true,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    { actions: ["ec2:RebootInstances"], resources: ["arn:{partition}:ec2:{region}:{account}:instance/*"], narrowBy: "target-tags" },
    { actions: ["ec2:DescribeInstances"], resources: ["*"] },
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#reboot-instances",
  readOn: "2026-11-20",
};

export function rebootInstances(options: RebootInstances): Fault {
  return fault(rebootInstancesFacts.actionId, options, { Instances: instances(options.instances) }, {});
}
