import type { Duration, Text } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS, LASTS } from "../shapes";
import { type ByArns, type ByTags, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Replication groups of Redis or Valkey with nodes in the zone; not serverless ones. */
export type ReplicationGroupsTarget = (ByTags | Omit<ByArns, "zones">) & {
  /** The zone that loses its power, by name or id. */
  readonly zone: Text;
};

/** Interrupts the power of the nodes of replication groups in one zone: a primary there fails over, and nothing replaces the nodes until the end. */
export interface InterruptAzPower extends FaultOptions {
  readonly groups: ReplicationGroupsTarget;
  /** 1 minute to 12 hours. */
  readonly duration: Duration;
}

export const interruptAzPowerFacts: FaultFacts = {
  actionId: "aws:elasticache:replicationgroup-interrupt-az-power",
  title: "interrupt power of ElastiCache nodes in a zone",
  targets: { ReplicationGroups: "aws:elasticache:replicationgroup" },
  parameters: { duration: LASTS },
  reverts: "always",
  revertNote: "The nodes are replaced afterwards; the primary role stays where it went.",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["elasticache:InterruptClusterAzPower"],
      resources: ["arn:{partition}:elasticache:{region}:{account}:replicationgroup:*"],
      narrowBy: "target-tags",
    },
    {
      actions: ["elasticache:DescribeReplicationGroups"],
      resources: ["arn:{partition}:elasticache:{region}:{account}:replicationgroup:*"],
    },
    FIND_BY_TAGS,
  ],
  prerequisites: ["Multi-AZ is on, with a replica in another zone.", "At most 20 replication groups for each account, Region and day."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#replicationgroup-interrupt-az-power",
  readOn: "2026-11-20",
};

export function interruptAzPower(options: InterruptAzPower): Fault {
  return fault(
    interruptAzPowerFacts.actionId,
    options,
    {
      ReplicationGroups: resources("aws:elasticache:replicationgroup", options.groups, { availabilityZoneIdentifier: options.groups.zone }),
    },
    { duration: iso(options.duration) },
  );
}
