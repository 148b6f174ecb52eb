import { type Duration, type EffectProbe, ec2, ecs, eks, type Fault, type Percent, type Text } from "../../src";
import type { Evidence, Scenario } from "../scenario";

interface Tasks {
  readonly evidence: Evidence;
  /** Through ECS instead of a sidecar: tasks on Fargate need it, and `enableFaultInjection` in the task definition. Left out: yes, as in AWS's scenario. */
  readonly throughEcs?: boolean;
}

interface Pods {
  readonly evidence: Evidence;
  readonly cluster: Text;
  readonly namespace: Text;
  /** The service account in that namespace to which the role for FIS is bound. */
  readonly serviceAccount: Text;
  /** Left out: the tag and its value, as in AWS's scenario. */
  readonly labels?: Text;
}

/** Packets from one zone to the others get lost: https://docs.aws.amazon.com/fis/latest/userguide/cross-az-traffic-slowdown-scenario.html */
export interface CrossAzTrafficSlowdown {
  /** The zone by name, for example `us-east-1a`. */
  readonly zone: string;
  /** The zones that packets to are lost, by name. */
  readonly otherZones: readonly string[];
  /** The share of packets that is lost. Left out: 15 %. */
  readonly loss?: Percent;
  /** The share of connections that is hit. Left out: all. */
  readonly flows?: Percent;
  /** How long it lasts, 1 minute to 12 hours. Left out: 30 minutes. */
  readonly lasts?: Duration;
  /** Instances tagged `PacketLossForEC2` are hit; what shows it. Left out: none are. */
  readonly ec2?: Evidence;
  /** ECS tasks tagged `PacketLossForECS` are hit. Left out: none are. */
  readonly ecs?: Tasks;
  /** Pods with the label are hit. Left out: none are. */
  readonly eks?: Pods;
  /** The tag by which targets are found. Left out: `CrossAZTrafficSlowdown`. */
  readonly tag?: string;
}

/** Packets from one zone to the others get lost: https://docs.aws.amazon.com/fis/latest/userguide/cross-az-traffic-slowdown-scenario.html */
export function crossAzTrafficSlowdown(options: CrossAzTrafficSlowdown): Scenario {
  const {
    zone,
    otherZones,
    loss = "15%",
    flows = "100%",
    lasts = "30m",
    ec2: hosts,
    ecs: tasks,
    eks: pods,
    tag = "CrossAZTrafficSlowdown",
  } = options;
  const faults: Record<string, Fault> = {};
  const effect: Record<string, EffectProbe> = {};
  if (hosts) {
    faults["ec2-packet-loss"] = ec2.networkPacketLossSources({
      instances: { tags: { [tag]: "PacketLossForEC2" }, zones: [zone] },
      duration: lasts,
      loss,
      flows,
      sources: otherZones,
      traffic: "egress",
      interfaces: ["DEFAULT"],
      installDependencies: true,
    });
    effect["ec2-seen"] = { ...hosts, of: ["ec2-packet-loss"] };
  }
  if (tasks) {
    faults["ecs-packet-loss"] = ecs.taskNetworkPacketLoss({
      tasks: { tags: { [tag]: "PacketLossForECS" }, zones: [zone] },
      duration: lasts,
      loss,
      flows,
      sources: otherZones,
      throughEcs: tasks.throughEcs ?? true,
      installDependencies: true,
    });
    effect["ecs-seen"] = { ...tasks.evidence, of: ["ecs-packet-loss"] };
  }
  if (pods) {
    const { cluster, namespace, serviceAccount, labels = `${tag}=PacketLossForEKS`, evidence } = pods;
    faults["eks-packet-loss"] = eks.podNetworkPacketLoss({
      pods: { cluster, namespace, labels, zone },
      serviceAccount,
      duration: lasts,
      loss,
      flows,
      sources: otherZones,
      interfaces: ["DEFAULT"],
    });
    effect["eks-seen"] = { ...evidence, of: ["eks-packet-loss"] };
  }
  return { faults, effect };
}
