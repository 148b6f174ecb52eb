import type { Percent, Text } from "../../words";
import { bare } from "../build";
import type { PodsTarget } from "../targets";
import type { FaultFacts, FaultOptions, ParameterFacts } from "../types";

/** What every fault on pods takes. */
export interface PodFault extends FaultOptions {
  readonly pods: PodsTarget;
  /** The service account in the pods' namespace to which the role for FIS is bound. */
  readonly serviceAccount: Text;
  /** The share of pods on which the fault may fail before the action fails. Left out: none. */
  readonly maxErrors?: Percent;
  /** The image of the FIS pod. Left out: AWS's own of the Region. */
  readonly image?: Text;
}

export const podParameters = {
  kubernetesServiceAccount: { kind: "text", required: true },
  fisPodContainerImage: { kind: "text", required: false },
  maxErrorsPercent: { kind: "integer", required: false, min: 0, max: 100 },
  fisPodLabels: { kind: "text", required: false },
  fisPodAnnotations: { kind: "text", required: false },
} as const satisfies Readonly<Record<string, ParameterFacts>>;

export const podPermissions: FaultFacts["permissions"] = [
  { actions: ["eks:DescribeCluster"], resources: ["arn:{partition}:eks:{region}:{account}:cluster/{target:clusterIdentifier}"] },
  { actions: ["ec2:DescribeSubnets", "tag:GetResources"], resources: ["*"] },
];

export const podPrerequisites: FaultFacts["prerequisites"] = [
  "EKS 1.30 or newer, a standard regional cluster.",
  "In the pods' namespace: a service account, and a role for FIS bound to it and to the Kubernetes user of the experiment role.",
  "An access entry that maps the experiment role to that user (authentication mode API or API_AND_CONFIG_MAP).",
  "Target pods without a read-only root file system.",
];

export function podFaultParameters(options: PodFault): Record<string, Text | undefined> {
  return {
    kubernetesServiceAccount: options.serviceAccount,
    fisPodContainerImage: options.image,
    maxErrorsPercent: bare(options.maxErrors),
  };
}
