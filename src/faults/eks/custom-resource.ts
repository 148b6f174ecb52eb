import { canonicalJson, type Duration, type Text } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { LASTS } from "../shapes";
import { resources } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

export const CHAOS_MESH = "chaos-mesh.org/v1alpha1";
export const LITMUS = "litmuschaos.io/v1alpha1";

/** What every fault by a custom resource of Chaos Mesh or Litmus takes. */
export interface CustomResource extends FaultOptions {
  /** ARN of the EKS cluster; one, and in no other way. */
  readonly cluster: Text;
  /** The namespace that the resource is created in. */
  readonly namespace: Text;
  /**
   * FIS follows the resource for at most this long, 1 minute to 12 hours. The guide does not say that FIS deletes the resource at the
   * end, so do not count on it: give the resource a duration of its own, shorter by half a minute, the time that the operator may take
   * to start.
   */
  readonly maxDuration: Duration;
}

export const customResourceFacts: FaultFacts = {
  actionId: "aws:eks:inject-kubernetes-custom-resource",
  title: "create a Chaos Mesh or Litmus resource",
  targets: { Cluster: "aws:eks:cluster" },
  parameters: {
    kubernetesApiVersion: { kind: "text", required: true, allowed: [CHAOS_MESH, LITMUS] },
    kubernetesKind: {
      kind: "text",
      required: true,
      allowed: [
        "AWSChaos",
        "ChaosEngine",
        "DNSChaos",
        "GCPChaos",
        "HTTPChaos",
        "IOChaos",
        "JVMChaos",
        "KernelChaos",
        "NetworkChaos",
        "PhysicalMachineChaos",
        "PodChaos",
        "PodHttpChaos",
        "PodIOChaos",
        "PodNetworkChaos",
        "Schedule",
        "StressChaos",
        "TimeChaos",
      ],
    },
    kubernetesNamespace: { kind: "text", required: true },
    kubernetesSpec: { kind: "json", required: true },
    maxDuration: LASTS,
  },
  // A kill is not undone, and of an engine nobody knows; what has a duration ends with it.
  reverts: { whenParameter: "kubernetesSpec", matches: '^(?![^]*(?:pod|container)-kill")[^]*"duration"\\s*:' },
  revertNote: "The guide does not say that FIS deletes the resource at the end: give the resource a duration of its own.",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  // Kubernetes decides, by the user that the role is mapped to.
  permissions: [],
  prerequisites: [
    "Chaos Mesh or Litmus runs in the cluster, set to its container runtime.",
    "The experiment role is mapped to a Kubernetes user that may create, read and delete the resource in the namespace.",
  ],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#inject-kubernetes-custom-resource",
  readOn: "2026-11-20",
};

/** A custom resource of any kind. The specification is checked by `compile`. */
export function customResource(options: CustomResource, apiVersion: string, kind: string, specification: object): Fault {
  return fault(
    customResourceFacts.actionId,
    options,
    { Cluster: resources("aws:eks:cluster", { arns: [options.cluster] }) },
    {
      kubernetesApiVersion: apiVersion,
      kubernetesKind: kind,
      kubernetesNamespace: options.namespace,
      kubernetesSpec: canonicalJson(specification),
      maxDuration: iso(options.maxDuration),
    },
  );
}
