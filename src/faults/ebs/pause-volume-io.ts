import type { Duration } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS } from "../shapes";
import type { Fault, FaultFacts, FaultOptions } from "../types";
import { type VolumesTarget, volumeDuration, volumes } from "./volumes";

/** Freezes reads and writes of EBS volumes. */
export interface PauseVolumeIo extends FaultOptions {
  readonly volumes: VolumesTarget;
  /** 1 second to 12 hours. */
  readonly duration: Duration;
}

export const pauseVolumeIoFacts: FaultFacts = {
  actionId: "aws:ebs:pause-volume-io",
  title: "freeze EBS volumes",
  targets: { Volumes: "aws:ec2:ebs-volume" },
  parameters: { duration: volumeDuration },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    { actions: ["ec2:PauseVolumeIO"], resources: ["arn:{partition}:ec2:{region}:{account}:volume/*"], narrowBy: "target-tags" },
    // The instances that the volumes are attached to: other resources than the targets, with tags of their own.
    { actions: ["ec2:PauseVolumeIO"], resources: ["arn:{partition}:ec2:{region}:{account}:instance/*"] },
    { actions: ["ec2:DescribeVolumes"], resources: ["*"] },
    FIND_BY_TAGS,
  ],
  prerequisites: ["The volumes are in one zone, attached to Nitro instances, and not on Outposts."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#pause-volume-io",
  readOn: "2026-11-20",
};

export function pauseVolumeIo(options: PauseVolumeIo): Fault {
  return fault(pauseVolumeIoFacts.actionId, options, { Volumes: volumes(options.volumes) }, { duration: iso(options.duration) });
}
