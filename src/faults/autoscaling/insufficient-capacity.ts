import type { Duration, Percent, Text } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { type AutoScalingGroupsTarget, autoScalingGroups } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Launches by the Auto Scaling groups fail with InsufficientInstanceCapacity in the given zones. Other zones are not affected. */
export interface InsufficientCapacity extends FaultOptions {
  readonly groups: AutoScalingGroupsTarget;
  /** Zone names or ids. */
  readonly zones: readonly Text[];
  /** At most 12 hours. */
  readonly duration: Duration;
  /** The share of launches that fails, 1 to 100 %. Left out: all. */
  readonly share?: Percent;
}

export const insufficientCapacityFacts: FaultFacts = {
  actionId: "aws:ec2:asg-insufficient-instance-capacity-error",
  title: "no capacity for Auto Scaling launches",
  targets: { AutoScalingGroups: "aws:ec2:autoscaling-group" },
  parameters: {
    duration: { kind: "duration", required: true, min: "1m", max: "12h" },
    availabilityZoneIdentifiers: { kind: "list", required: true },
    percentage: { kind: "integer", required: false, min: 1, max: 100 },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "target-state",
  permissions: [
    {
      actions: ["ec2:InjectApiError"],
      resources: ["*"],
      conditions: {
        StringEquals: { "ec2:FisActionId": "aws:ec2:asg-insufficient-instance-capacity-error" },
        "ForAllValues:ArnLike": {
          "ec2:FisTargetArns": ["arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/*"],
        },
      },
    },
    { actions: ["autoscaling:DescribeAutoScalingGroups"], resources: ["*"] },
  ],
  prerequisites: ["The groups use launch templates."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#asg-ice",
  readOn: "2026-11-20",
};

export function insufficientCapacity(options: InsufficientCapacity): Fault {
  return fault(
    insufficientCapacityFacts.actionId,
    options,
    { AutoScalingGroups: autoScalingGroups(options.groups) },
    {
      duration: iso(options.duration),
      availabilityZoneIdentifiers: options.zones,
      percentage: bare(options.share),
    },
  );
}
