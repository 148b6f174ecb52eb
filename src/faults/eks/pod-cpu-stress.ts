import type { Count, Duration, Percent } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { pods } from "../targets";
import type { Fault, FaultFacts } from "../types";
import { type PodFault, podFaultParameters, podParameters, podPermissions, podPrerequisites } from "./pods";

/** Burns CPU inside pods. */
export interface PodCpuStress extends PodFault {
  /** At most 12 hours. */
  readonly duration: Duration;
  /** Left out: 100%. */
  readonly load?: Percent;
  /** Stressors, for example `"2 workers"`. Left out: one for each CPU. */
  readonly workers?: Count;
  /** The pod security level of the namespace. Left out: AWS's own choice. */
  readonly podSecurity?: "privileged" | "baseline" | "restricted";
}

export const podCpuStressFacts: FaultFacts = {
  actionId: "aws:eks:pod-cpu-stress",
  title: "burn CPU in Kubernetes pods",
  targets: { Pods: "aws:eks:pod" },
  parameters: {
    ...podParameters,
    duration: { kind: "duration", required: true, max: "12h" },
    percent: { kind: "integer", required: false, min: 0, max: 100 },
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

export function podCpuStress(options: PodCpuStress): Fault {
  return fault(
    podCpuStressFacts.actionId,
    options,
    { Pods: pods(options.pods) },
    {
      ...podFaultParameters(options),
      duration: iso(options.duration),
      percent: bare(options.load),
      workers: options.workers?.split(" ")[0],
      fisPodSecurityPolicy: options.podSecurity,
    },
  );
}
