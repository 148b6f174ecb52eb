import type { Finding } from "./probe";

/** What one load balancer node thinks of one target. */
export interface Opinion {
  readonly state: "initial" | "healthy" | "unhealthy";
  readonly reason: string | undefined;
  readonly description: string | undefined;
  /** Findings of the same kind in a row. */
  readonly good: number;
  readonly bad: number;
}

export const newOpinion: Opinion = {
  state: "initial",
  reason: "Elb.RegistrationInProgress",
  description: "Target registration is in progress",
  good: 0,
  bad: 0,
};

/** A new target needs one success; an unhealthy one the threshold; any needs the threshold of failures to become unhealthy. */
export function reconsider(
  before: Opinion,
  found: Finding,
  thresholds: { readonly healthyThreshold: number; readonly unhealthyThreshold: number },
): Opinion {
  if (found.ok) {
    const good = before.good + 1;
    const healthy = before.state !== "unhealthy" || good >= thresholds.healthyThreshold;
    return healthy ? { state: "healthy", reason: undefined, description: undefined, good, bad: 0 } : { ...before, good, bad: 0 };
  }
  const bad = before.bad + 1;
  if (bad >= thresholds.unhealthyThreshold || before.state === "unhealthy") {
    return { state: "unhealthy", reason: found.reason, description: found.description, good: 0, bad };
  }
  const waiting =
    before.state === "initial" ? { reason: "Elb.InitialHealthChecking", description: "Initial health checks in progress" } : {};
  return { ...before, ...waiting, good: 0, bad };
}
