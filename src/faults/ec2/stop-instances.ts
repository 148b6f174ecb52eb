import type { Duration } from "../../words";
import { fault, iso } from "../build";
import { type InstancesTarget, instances } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Stops EC2 instances, as a loss of power does. They stay stopped unless `restartAfter` is given. */
export interface StopInstances extends FaultOptions {
  readonly instances: InstancesTarget;
  /** Starts them again after this time, 1 minute to 12 hours; also when the experiment is stopped. Left out: they stay stopped. */
  readonly restartAfter?: Duration;
  /**
   * Members of an Auto Scaling group are terminated and replaced when they stop; `true` lets the action complete all the same.
   * Left out: the action fails then.
   */
  readonly completeIfTerminated?: boolean;
}

export const stopInstancesFacts: FaultFacts = {
  actionId: "aws:ec2:stop-instances",
  title: "stop EC2 instances",
  targets: { Instances: "aws:ec2:instance" },
  parameters: {
    startInstancesAfterDuration: { kind: "duration", required: false, min: "1m", max: "12h" },
    completeIfInstancesTerminated: { kind: "text", required: false, allowed: ["true", "false"] },
  },
  reverts: { whenParameter: "startInstancesAfterDuration" },
  instantaneous: false,
  injectsFault: true,
  visibleIn: "target-state",
  permissions: [
    {
      actions: ["ec2:StopInstances", "ec2:StartInstances"],
      resources: ["arn:{partition}:ec2:{region}:{account}:instance/*"],
      narrowBy: "target-tags",
    },
    { actions: ["ec2:DescribeInstances"], resources: ["*"] },
  ],
  prerequisites: [
    "Instances with volumes encrypted by a customer key: the experiment role needs kms:CreateGrant on that key to start them again.",
  ],
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#stop-instances",
};

export function stopInstances(options: StopInstances): Fault {
  return fault(
    stopInstancesFacts.actionId,
    options,
    { Instances: instances(options.instances) },
    {
      startInstancesAfterDuration: iso(options.restartAfter),
      completeIfInstancesTerminated: options.completeIfTerminated === undefined ? undefined : String(options.completeIfTerminated),
    },
  );
}
