import type { Duration, Text } from "../../src";
import { eksPodDelete } from "../eks-pod-delete/scenario";
import type { Scenario } from "../scenario";

/** One pod of ten disappears. */
export interface OnePodOfTen {
  /** Name of the EKS cluster: the metric needs the name. */
  readonly cluster: Text;
  /** The namespace of the pods. */
  readonly namespace: Text;
  /** The deployment whose pods are deleted. */
  readonly deployment: Text;
  /** The service account in that namespace to which the role for FIS is bound. */
  readonly serviceAccount: Text;
  /** How many pods the deployment should have: a tenth of them goes, and fewer running ones are the evidence. */
  readonly replicas: number;
  /** How long the experiment goes on watching, at least one minute. Left out: 5 minutes. */
  readonly watchFor?: Duration;
  /** The period of the metric that counts running pods. Left out: one minute, as Container Insights publishes it. */
  readonly period?: Duration;
}

/** Deletes a tenth of the pods at once, at least one. */
export function onePodOfTen(options: OnePodOfTen): Scenario {
  const { replicas, ...rest } = options;
  return eksPodDelete({
    ...rest,
    replicas: `${replicas} pods`,
    select: `${Math.max(1, Math.floor(replicas / 10))} of them`,
    gracePeriod: "0s",
  });
}
