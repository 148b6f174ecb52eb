import type { Count, Duration, Percent } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { pods } from "../targets";
import type { Fault, FaultFacts } from "../types";
import { type PodFault, podFaultParameters, podParameters, podPermissions, podPrerequisites } from "./pods";

/** Fills memory inside pods. A pod over its limit is killed, and starts again. */
export interface PodMemoryStress extends PodFault {
  /** At most 12 hours. */
  readonly duration: Duration;
  /** The share of the virtual memory that is used, 1 to 100 %. Left out: 80%. */
  readonly memory?: Percent;
  /** Stressors, for example `"2 workers"`. Left out: one. */
  readonly workers?: Count;
  /** The pod security level of the namespace. Left out: AWS's own choice. */
  readonly podSecurity?: "privileged" | "baseline" | "restricted";
}

export const podMemoryStressFacts: FaultFacts = {
  actionId: "aws:eks:pod-memory-stress",
  title: "fill memory in Kubernetes pods",
  targets: { Pods: "aws:eks:pod" },
  parameters: {
    ...podParameters,
    duration: { kind: "duration", required: true, max: "12h" },
    percent: { kind: "integer", required: false, min: 1, max: 100 },
    workers: { kind: "integer", required: false, min: 0 },
    fisPodSecurityPolicy: { kind: "text", required: false, allowed: ["privileged", "baseline", "restricted"] },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: podPermissions,
  prerequisites: podPrerequisites,
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/eks-pod-actions.html",
  readOn: "2026-11-20",
};

export function podMemoryStress(options: PodMemoryStress): Fault {
  return fault(
    podMemoryStressFacts.actionId,
    options,
    { Pods: pods(options.pods) },
    {
      ...podFaultParameters(options),
      duration: iso(options.duration),
      percent: bare(options.memory),
      workers: options.workers?.split(" ")[0],
      fisPodSecurityPolicy: options.podSecurity,
    },
  );
}
