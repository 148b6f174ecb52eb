import type { Duration, Text } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
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
  /** ARN of the customer key that encrypts their volumes: without it instances do not start again. Left out: no such key. */
  readonly volumeKey?: Text;
}

export const stopInstancesFacts: FaultFacts = {
  actionId: "aws:ec2:stop-instances",
  title: "stop EC2 instances",
  targets: { Instances: "aws:ec2:instance" },
  parameters: {
    startInstancesAfterDuration: { kind: "duration", required: false, min: "1m", max: "12h" },
    completeIfInstancesTerminated: { kind: "text", required: false, allowed: ["true", "false"] },
  },
  grants: {
    volumeKey: {
      is: "the customer key that encrypts the volumes",
      pattern: "^arn:(?:aws[a-z-]*|\\{partition\\}):kms:.*:key/.+$",
      example: "arn:aws:kms:us-east-1:123456789012:key/…",
    },
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
    {
      actions: ["kms:CreateGrant"],
      resources: ["{grant:volumeKey}"],
      conditions: { Bool: { "kms:GrantIsForAWSResource": "true" }, StringLike: { "kms:ViaService": "ec2.*.amazonaws.com" } },
      when: { grant: "volumeKey" },
    },
  ],
  prerequisites: ["Instances with volumes encrypted by a customer key: volumeKey, or they do not start again."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#stop-instances",
  readOn: "2026-11-20",
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
    { volumeKey: options.volumeKey },
  );
}
