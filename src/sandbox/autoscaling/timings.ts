/** How long things take in Auto Scaling, in sandbox milliseconds. How long an instance takes to boot is EC2's (`ec2/timings.ts`). */
export const AUTOSCALING_TIMINGS = {
  /** A group looks after its members so often, and at once when EC2 or a target group reports a change. */
  checkMs: 10_000,
  /** After a launch failed for want of capacity, the zone is not tried again for so long. */
  backoffMs: 30_000,
  /** A member that leaves a target group may finish its requests for at most so long before it is terminated. */
  drainMs: 300_000,
  /** Group metrics are published so often (`1Minute`, the only granularity). */
  metricsMs: 60_000,
  /** Activities are described for six weeks: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scaling-activities.html */
  activityVisibleMs: 42 * 86_400_000,
  /** A group's newest activities are kept up to this number, so that a long fault does not fill the memory. */
  activitiesKept: 500,
} as const;
