import type { Duration } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { type InstancesTarget, instances } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/**
 * Sends Spot instances a rebalance recommendation and, two minutes before the end, a notice; then interrupts them, each in the way of its own request:
 * terminated, stopped or hibernated. A stopped one stays stopped until somebody starts it.
 */
export interface InterruptSpotInstances extends FaultOptions {
  /** Instances on Spot capacity. */
  readonly instances: InstancesTarget;
  /** From the recommendation to the interruption, 2 to 15 minutes. */
  readonly interruptAfter: Duration;
}

export const interruptSpotInstancesFacts: FaultFacts = {
  actionId: "aws:ec2:send-spot-instance-interruptions",
  title: "interrupt Spot instances",
  targets: { SpotInstances: "aws:ec2:spot-instance" },
  parameters: { durationBeforeInterruption: { kind: "duration", required: true, min: "2m", max: "15m" } },
  reverts: "never",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["ec2:SendSpotInstanceInterruptions"],
      resources: ["arn:{partition}:ec2:{region}:{account}:instance/*"],
      narrowBy: "target-tags",
    },
    { actions: ["ec2:DescribeInstances"], resources: ["*"] },
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#send-spot-instance-interruptions",
  readOn: "2026-11-20",
};

export function interruptSpotInstances(options: InterruptSpotInstances): Fault {
  return fault(
    interruptSpotInstancesFacts.actionId,
    options,
    { SpotInstances: { ...instances(options.instances), resourceType: "aws:ec2:spot-instance" } },
    { durationBeforeInterruption: iso(options.interruptAfter) },
  );
}
