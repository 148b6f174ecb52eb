import type { Member } from "./records";

/** What EC2 and the target groups say about an instance. */
export interface Observation {
  /** EC2's state; undefined when EC2 does not know the instance any more. */
  readonly state: string | undefined;
  /** A status check fails. */
  readonly impaired: boolean;
  /** States of its targets. */
  readonly targets: readonly string[];
}

/** Why an instance is unhealthy, in the words that scaling activities use. */
export const REASONS = {
  ec2: "an EC2 health check indicating it has been terminated or stopped",
  status: "an EC2 instance status checks failure",
  elb: "an ELB system health check failure",
  user: "a user health-check",
} as const;

/**
 * Whether a member is to be replaced, and why. Not running is judged at once; failing status checks and, for groups with health
 * check type ELB, unhealthy targets only after the grace period:
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-checks-overview.html
 */
export function unhealthyBecause(
  member: Pick<Member, "inServiceAt">,
  seen: Observation,
  group: { readonly healthCheckType: string; readonly gracePeriodS: number },
  now: number,
): string | undefined {
  if (seen.state !== "running" && seen.state !== "pending") return REASONS.ec2;
  const inGrace = member.inServiceAt === undefined || now - member.inServiceAt < group.gracePeriodS * 1_000;
  if (inGrace) return undefined;
  if (seen.impaired) return REASONS.status;
  if (group.healthCheckType.split(",").includes("ELB") && seen.targets.includes("unhealthy")) return REASONS.elb;
  return undefined;
}
