import type { Duration } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS, LASTS } from "../shapes";
import { type ResourcesTarget, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Pauses replication between the member of MemoryDB multi-Region clusters in this Region and the others. */
export interface PauseReplication extends FaultOptions {
  readonly clusters: ResourcesTarget;
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
}

export const pauseReplicationFacts: FaultFacts = {
  actionId: "aws:memorydb:multi-region-cluster-pause-replication",
  title: "pause replication of MemoryDB clusters",
  targets: { MultiRegionClusters: "aws:memorydb:multi-region-cluster" },
  parameters: { duration: LASTS, region: { kind: "text", required: false } },
  reverts: "always",
  revertNote: "The cluster cannot be changed meanwhile, and is available some minutes after the end.",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["memorydb:PauseMultiRegionClusterReplication"],
      resources: ["arn:{partition}:memorydb::{account}:multiregioncluster/*"],
      narrowBy: "target-tags",
    },
    { actions: ["memorydb:DescribeMultiRegionClusters"], resources: ["arn:{partition}:memorydb::{account}:multiregioncluster/*"] },
    FIND_BY_TAGS,
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#multi-region-cluster-pause-replication",
  readOn: "2026-11-20",
};

export function pauseReplication(options: PauseReplication): Fault {
  return fault(
    pauseReplicationFacts.actionId,
    options,
    { MultiRegionClusters: resources("aws:memorydb:multi-region-cluster", options.clusters) },
    { duration: iso(options.duration) },
  );
}
