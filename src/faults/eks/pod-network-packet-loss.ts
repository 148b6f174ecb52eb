import type { Duration, Percent, Text } from "../../words";
import { bare, fault, iso } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { pods } from "../targets";
import type { Fault, FaultFacts } from "../types";
import { type PodFault, podFaultParameters, podParameters, podPermissions, podPrerequisites } from "./pods";

/** Drops packets of pods. Cannot run beside network latency on the same pod. */
export interface PodNetworkPacketLoss extends PodFault {
  /** At most 12 hours. */
  readonly duration: Duration;
  /** Left out: 7%. */
  readonly loss?: Percent;
  /** The share of connections (not of packets) that is hit. Left out: all. */
  readonly flows?: Percent;
  /** Interfaces, or `ALL`, `DEFAULT`. Left out: the primary one. */
  readonly interfaces?: readonly Text[];
  /** IPv4 addresses or ranges, domain names, zones, `DYNAMODB`, `S3`. Left out: all traffic. */
  readonly sources?: readonly Text[];
}

export const podNetworkPacketLossFacts: FaultFacts = {
  actionId: "aws:eks:pod-network-packet-loss",
  title: "drop packets of Kubernetes pods",
  targets: { Pods: "aws:eks:pod" },
  parameters: {
    ...podParameters,
    duration: { kind: "duration", required: true, max: "12h" },
    lossPercent: { kind: "integer", required: false, min: 0, max: 100 },
    flowsPercent: { kind: "integer", required: false, min: 0, max: 100 },
    interface: { kind: "list", required: false },
    sources: { kind: "list", required: false },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: true,
  visibleIn: "metric",
  exclusive: { name: "the traffic control of pods" },
  permissions: podPermissions,
  prerequisites: [...podPrerequisites, "Not on Fargate; the namespace's pod security level is `privileged`."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/eks-pod-actions.html",
  readOn: "2026-11-20",
};

export function podNetworkPacketLoss(options: PodNetworkPacketLoss): Fault {
  return fault(
    podNetworkPacketLossFacts.actionId,
    options,
    { Pods: pods(options.pods) },
    {
      ...podFaultParameters(options),
      duration: iso(options.duration),
      lossPercent: bare(options.loss),
      flowsPercent: bare(options.flows),
      interface: options.interfaces,
      sources: options.sources,
    },
  );
}
