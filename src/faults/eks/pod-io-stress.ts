import type { Count, Duration, Percent } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { pods } from "../targets";
import type { Fault, FaultFacts } from "../types";
import { type PodFault, podFaultParameters, podParameters, podPermissions, podPrerequisites } from "./pods";

/** Writes and reads files inside pods without pause. */
export interface PodIoStress extends PodFault {
  /** At most 12 hours. */
  readonly duration: Duration;
  /** The share of the free space that is used, 1 to 100 %. Left out: 80%. */
  readonly space?: Percent;
  /** Stressors, for example `"2 workers"`. Left out: one. */
  readonly workers?: Count;
  /** The pod security level of the namespace. Left out: AWS's own choice. */
  readonly podSecurity?: "privileged" | "baseline";
}

export const podIoStressFacts: FaultFacts = {
  actionId: "aws:eks:pod-io-stress",
  title: "stress file systems in Kubernetes pods",
  targets: { Pods: "aws:eks:pod" },
  parameters: {
    ...podParameters,
    duration: { kind: "duration", required: true, max: "12h" },
    percent: { kind: "integer", required: false, min: 1, max: 100 },
    workers: { kind: "integer", required: false, min: 0 },
    fisPodSecurityPolicy: { kind: "text", required: false, allowed: ["privileged", "baseline"] },
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

export function podIoStress(options: PodIoStress): Fault {
  return fault(
    podIoStressFacts.actionId,
    options,
    { Pods: pods(options.pods) },
    {
      ...podFaultParameters(options),
      duration: iso(options.duration),
      percent: bare(options.space),
      workers: options.workers?.split(" ")[0],
      fisPodSecurityPolicy: options.podSecurity,
    },
  );
}
