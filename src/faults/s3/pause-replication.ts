import type { Duration, Text } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS, LASTS } from "../shapes";
import { type ByTags, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Pauses replication from buckets to buckets in a Region. Objects that wait already may be replicated for up to an hour. */
export interface PauseReplication extends FaultOptions {
  /** Buckets by their tags: AWS selects them in no other way. */
  readonly buckets: ByTags;
  /** The Region of the destination buckets; may be this one. */
  readonly region: Text;
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
  /** Names of destination buckets. Left out: all in the Region. */
  readonly destinations?: readonly Text[];
  /** Prefixes of keys in the replication rules. Left out: all. */
  readonly prefixes?: readonly Text[];
}

export const pauseReplicationFacts: FaultFacts = {
  actionId: "aws:s3:bucket-pause-replication",
  title: "pause replication of S3 buckets",
  targets: { Buckets: "aws:s3:bucket" },
  parameters: {
    duration: LASTS,
    region: { kind: "text", required: true },
    destinationBuckets: { kind: "list", required: false },
    prefixes: { kind: "list", required: false },
  },
  reverts: "always",
  revertNote: "Replication goes on from where it paused.",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["s3:PauseReplication"],
      resources: ["arn:{partition}:s3:::*"],
      conditions: { StringLike: { "s3:DestinationRegion": "{parameter:region}" } },
    },
    {
      actions: ["s3:PutReplicationConfiguration", "s3:GetReplicationConfiguration"],
      resources: ["arn:{partition}:s3:::*"],
      conditions: { BoolIfExists: { "s3:IsReplicationPauseRequest": "true" } },
    },
    { actions: ["s3:ListAllMyBuckets"], resources: ["*"] },
    FIND_BY_TAGS,
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#bucket-pause-replication",
  readOn: "2026-11-20",
};

export function pauseReplication(options: PauseReplication): Fault {
  return fault(
    pauseReplicationFacts.actionId,
    options,
    { Buckets: resources("aws:s3:bucket", options.buckets) },
    { duration: iso(options.duration), region: options.region, destinationBuckets: options.destinations, prefixes: options.prefixes },
  );
}
