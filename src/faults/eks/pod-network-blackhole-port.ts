import type { Duration } from "../../words";
import { fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { pods } from "../targets";
import type { Fault, FaultFacts } from "../types";
import { type PodFault, podFaultParameters, podParameters, podPermissions, podPrerequisites } from "./pods";

/** Drops the traffic of one port of pods. Cannot run beside another fault on the same traffic of a pod. */
export interface PodNetworkBlackholePort extends PodFault {
  /** At most 12 hours. */
  readonly duration: Duration;
  /** 1 to 65535. */
  readonly port: number;
  readonly traffic: "ingress" | "egress";
  readonly protocol: "tcp" | "udp";
}

export const podNetworkBlackholePortFacts: FaultFacts = {
  actionId: "aws:eks:pod-network-blackhole-port",
  title: "drop traffic of a port of Kubernetes pods",
  targets: { Pods: "aws:eks:pod" },
  parameters: {
    ...podParameters,
    duration: { kind: "duration", required: true, max: "12h" },
    protocol: { kind: "text", required: true, allowed: ["tcp", "udp"] },
    trafficType: { kind: "text", required: true, allowed: ["ingress", "egress"] },
    port: { kind: "integer", required: true, min: 1, max: 65_535 },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  permissions: podPermissions,
  prerequisites: [...podPrerequisites, "Not on Fargate; the namespace's pod security level is `privileged`."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/eks-pod-actions.html",
  readOn: "2026-11-20",
};

export function podNetworkBlackholePort(options: PodNetworkBlackholePort): Fault {
  return fault(
    podNetworkBlackholePortFacts.actionId,
    options,
    { Pods: pods(options.pods) },
    {
      ...podFaultParameters(options),
      duration: iso(options.duration),
      protocol: options.protocol,
      trafficType: options.traffic,
      port: String(options.port),
    },
  );
}
