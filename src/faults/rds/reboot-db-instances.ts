import type { Text } from "../../words";
import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { FIND_BY_TAGS, YES_OR_NO } from "../shapes";
import { type ByArns, type ByTags, resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** RDS, Aurora and DocumentDB instances. */
export type DbInstancesTarget = (ByTags & { /** Only those in these zones. */ readonly zones?: readonly Text[] }) | ByArns;

/** Reboots database instances. Connections are cut while they boot. */
export interface RebootDbInstances extends FaultOptions {
  readonly instances: DbInstancesTarget;
  /** Fail over to the standby instead of waiting for the boot: Multi-AZ instances only. Left out: no. */
  readonly failover?: boolean;
}

export const rebootDbInstancesFacts: FaultFacts = {
  actionId: "aws:rds:reboot-db-instances",
  title: "reboot database instances",
  targets: { DBInstances: "aws:rds:db" },
  parameters: { forceFailover: YES_OR_NO },
  reverts: "never",
  instantaneous: true,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    { actions: ["rds:RebootDBInstance"], resources: ["arn:{partition}:rds:{region}:{account}:db:*"], narrowBy: "target-tags" },
    { actions: ["rds:DescribeDBInstances"], resources: ["*"] },
    FIND_BY_TAGS,
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#reboot-db-instances",
  readOn: "2026-11-20",
};

export function rebootDbInstances(options: RebootDbInstances): Fault {
  return fault(
    rebootDbInstancesFacts.actionId,
    options,
    { DBInstances: resources("aws:rds:db", options.instances, { availabilityZoneIdentifiers: options.instances.zones }) },
    { forceFailover: options.failover === undefined ? undefined : String(options.failover) },
  );
}
