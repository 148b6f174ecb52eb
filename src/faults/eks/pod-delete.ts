import type { Duration } from "../../words";
import { fault, seconds } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { pods } from "../targets";
import type { Fault, FaultFacts } from "../types";
import { type PodFault, podFaultParameters, podParameters, podPermissions, podPrerequisites } from "./pods";

/** Deletes pods. Their controller makes new ones; a bare pod stays away. */
export interface PodDelete extends PodFault {
  /** Time between SIGTERM and SIGKILL, whole seconds; `"0s"` kills at once. Left out: the pod's own. */
  readonly gracePeriod?: Duration;
}

export const podDeleteFacts: FaultFacts = {
  actionId: "aws:eks:pod-delete",
  title: "delete Kubernetes pods",
  targets: { Pods: "aws:eks:pod" },
  parameters: {
    ...podParameters,
    gracePeriodSeconds: { kind: "integer", required: false, min: 0 },
    fisPodSecurityPolicy: { kind: "text", required: false, allowed: ["privileged", "baseline", "restricted"] },
  },
  reverts: "never",
  instantaneous: true,
  injectsFault: true,
  visibleIn: "metric",
  permissions: podPermissions,
  prerequisites: podPrerequisites,
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/eks-pod-actions.html",
  readOn: "2026-11-20",
};

export function podDelete(options: PodDelete): Fault {
  return fault(
    podDeleteFacts.actionId,
    options,
    { Pods: pods(options.pods) },
    {
      ...podFaultParameters(options),
      gracePeriodSeconds: seconds(options.gracePeriod),
    },
  );
}
