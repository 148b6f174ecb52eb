import type { Duration, Percent } from "../../words";
import { bare, fault, iso, milliseconds } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS } from "../shapes";
import type { Fault, FaultFacts, FaultOptions } from "../types";
import { type VolumesTarget, volumeDuration, volumes } from "./volumes";

/** Delays a share of the reads, the writes, or both of EBS volumes. What is observed may differ by 5 %. */
export interface VolumeIoLatency extends FaultOptions {
  readonly volumes: VolumesTarget;
  /** 1 second to 12 hours. */
  readonly duration: Duration;
  /** The share of reads that is delayed, 0.1 to 100 %. Left out: all. */
  readonly reads?: Percent;
  /** 10ms (io2: 1ms) to 60s. Left out: 100ms. */
  readonly readDelay?: Duration;
  /** The share of writes that is delayed, 0.1 to 100 %. Left out: all. */
  readonly writes?: Percent;
  /** 10ms (io2: 1ms) to 60s. Left out: 100ms. */
  readonly writeDelay?: Duration;
}

export const volumeIoLatencyFacts: FaultFacts = {
  actionId: "aws:ebs:volume-io-latency",
  title: "delay reads and writes of EBS volumes",
  targets: { Volumes: "aws:ec2:ebs-volume" },
  parameters: {
    readIOPercentage: { kind: "decimal", required: false, min: 0.1, max: 100 },
    readIOLatencyMilliseconds: { kind: "integer", required: false, min: 1, max: 60_000 },
    writeIOPercentage: { kind: "decimal", required: false, min: 0.1, max: 100 },
    writeIOLatencyMilliseconds: { kind: "integer", required: false, min: 1, max: 60_000 },
    duration: volumeDuration,
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    { actions: ["ec2:InjectVolumeIOLatency"], resources: ["arn:{partition}:ec2:{region}:{account}:volume/*"], narrowBy: "target-tags" },
    { actions: ["ec2:DescribeVolumes"], resources: ["*"] },
    FIND_BY_TAGS,
  ],
  prerequisites: [
    "The volumes are in one zone and not on Outposts.",
    "Nitro instances, except P4d, P5, P5e, Trn2u, G6, G6f, Gr6, Gr6f, M8i, M8i-flex, C8i-flex, R8i, R8i-flex, I8ge, Mac-m4pro, Mac-m4.",
    "At least 10ms; io2 volumes: at least 1ms.",
  ],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#volume-latency-injection",
  readOn: "2026-11-20",
};

export function volumeIoLatency(options: VolumeIoLatency): Fault {
  return fault(
    volumeIoLatencyFacts.actionId,
    options,
    { Volumes: volumes(options.volumes) },
    {
      readIOPercentage: bare(options.reads),
      readIOLatencyMilliseconds: milliseconds(options.readDelay),
      writeIOPercentage: bare(options.writes),
      writeIOLatencyMilliseconds: milliseconds(options.writeDelay),
      duration: iso(options.duration),
    },
  );
}
