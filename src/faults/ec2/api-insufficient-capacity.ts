import type { Duration, Percent, Text } from "../../words";
import { bare, fault, iso } from "../build";
import { type RolesTarget, roles } from "../fis/api-errors";
import { PER_ACTION_MINUTE } from "../price";
import { SHARE } from "../shapes";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/**
 * Calls of RunInstances, CreateFleet, StartInstances and CreateCapacityReservation made with the given roles fail with InsufficientInstanceCapacity.
 * Calls that ask for capacity in several zones are not affected.
 */
export interface ApiInsufficientCapacity extends FaultOptions {
  /** Only calls made with these roles are hit. */
  readonly roles: RolesTarget;
  /** Zone names or ids. */
  readonly zones: readonly Text[];
  /** At most 12 hours. */
  readonly duration: Duration;
  /** The share of calls that fails, 1 to 100 %. */
  readonly share: Percent;
}

export const apiInsufficientCapacityFacts: FaultFacts = {
  actionId: "aws:ec2:api-insufficient-instance-capacity-error",
  title: "no capacity for launches of roles",
  targets: { Roles: "aws:iam:role" },
  parameters: {
    duration: { kind: "duration", required: true, max: "12h" },
    availabilityZoneIdentifiers: { kind: "list", required: true },
    percentage: SHARE,
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: [
    {
      actions: ["ec2:InjectApiError"],
      resources: ["*"],
      conditions: {
        StringEquals: { "ec2:FisActionId": "aws:ec2:api-insufficient-instance-capacity-error" },
        "ForAllValues:ArnLike": { "ec2:FisTargetArns": ["{target:arns}"] },
      },
    },
  ],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#api-ice",
  readOn: "2026-11-20",
};

export function apiInsufficientCapacity(options: ApiInsufficientCapacity): Fault {
  return fault(
    apiInsufficientCapacityFacts.actionId,
    options,
    { Roles: roles(options.roles) },
    { duration: iso(options.duration), availabilityZoneIdentifiers: options.zones, percentage: bare(options.share) },
  );
}
