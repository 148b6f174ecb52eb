export type MemberState = "Pending" | "InService" | "Terminating" | "EnteringStandby" | "Standby" | "Detaching";

/** An instance of a group. Times are sandbox milliseconds. */
export interface Member {
  readonly id: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly subnetId: string;
  readonly type: string;
  readonly imageId: string;
  readonly templateVersion: string;
  readonly state: MemberState;
  readonly healthy: boolean;
  /** Why it is unhealthy, in the words of activities: `an EC2 health check indicating …`. */
  readonly unhealthyBecause?: string;
  readonly protected: boolean;
  readonly launchedAt: number;
  readonly inServiceAt?: number;
  /** Target groups it is registered with by this group. */
  readonly registered: readonly string[];
  /** Terminating: requests may still be finished until then; then EC2 is told. */
  readonly drainUntil?: number;
  /** Terminating: EC2 has been told. */
  readonly ending?: boolean;
  /** The activity that is under way for it. */
  readonly activityId?: string;
  /** Launched to even out the zones: while it boots the group may have one more than it desires. */
  readonly rebalancing?: boolean;
}

export interface TemplateReference {
  readonly id: string;
  readonly name: string;
  /** As given: a number, `$Latest` or `$Default`; nothing for `$Default`. */
  readonly version?: string;
}

export interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagate: boolean;
}

export interface GroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  readonly cooldown: number;
  readonly warmup?: number;
  readonly subnets: readonly { readonly id: string; readonly zone: string; readonly zoneId: string }[];
  /** Named by zone instead of subnet: the default VPC's subnets are used. */
  readonly zonesOnly: boolean;
  readonly template: TemplateReference;
  /** As given; `template` is then the policy's. The first override's instance type is launched. */
  readonly mixedInstancesPolicy?: Readonly<Record<string, unknown>>;
  readonly typeOverride?: string;
  readonly healthCheckType: string;
  readonly gracePeriodS: number;
  readonly targetGroupArns: readonly string[];
  readonly terminationPolicies: readonly string[];
  readonly protectNew: boolean;
  readonly capacityRebalance?: boolean;
  readonly maxInstanceLifetime?: number;
  readonly placementGroup?: string;
  readonly serviceLinkedRoleArn: string;
  readonly context?: string;
  readonly desiredCapacityType?: string;
  readonly maintenancePolicy?: { readonly MinHealthyPercentage?: number; readonly MaxHealthyPercentage?: number };
  readonly zoneDistribution: string;
  readonly zoneImpairmentPolicy: Readonly<Record<string, unknown>>;
  readonly capacityReservation: Readonly<Record<string, unknown>>;
  readonly deletionProtection: string;
  readonly suspended: Readonly<Record<string, string>>;
  readonly metrics: readonly string[];
  readonly tags: readonly GroupTag[];
  readonly members: readonly Member[];
  readonly deleting: boolean;
  /** Zones where the last launch failed, with the time until which they are left alone. */
  readonly backoff: Readonly<Record<string, number>>;
  /** Why the desired capacity is what it is, in the words of activities. */
  readonly cause: string;
}

export interface ActivityRecord {
  readonly id: string;
  readonly groupName: string;
  readonly groupArn: string;
  readonly description: string;
  readonly cause: string;
  readonly status: "InProgress" | "PreInService" | "WaitingForELBConnectionDraining" | "Successful" | "Failed" | "Cancelled";
  readonly message?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly progress: number;
  readonly details: Readonly<Record<string, string>>;
}
