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

/** What stands in one zone waits longer for what stands there too: https://docs.aws.amazon.com/fis/latest/userguide/az-application-slowdown-scenario.html */
export interface AzApplicationSlowdown {
  /** The zone by name, for example `us-east-1a`. */
  readonly zone: string;
  /** Added to each packet. Left out: 200 ms. */
  readonly delay?: Duration;
  /** The share of connections that is hit. Left out: all. */
  readonly flows?: Percent;
  /** How long it lasts, 1 minute to 12 hours. Left out: 30 minutes. */
  readonly lasts?: Duration;
  /** Instances tagged `LatencyForEC2` are hit; what shows it. Left out: none are. */
  readonly ec2?: Evidence;
  /** ECS tasks tagged `LatencyForECS` are hit. Left out: none are. */
  readonly ecs?: Tasks;
  /** Pods with the label are hit. Left out: none are. */
  readonly eks?: Pods;
  /** The tag by which targets are found. Left out: `AZApplicationSlowdown`. */
  readonly tag?: string;
}

/** What stands in one zone waits longer for what stands there too: https://docs.aws.amazon.com/fis/latest/userguide/az-application-slowdown-scenario.html */
export function azApplicationSlowdown(options: AzApplicationSlowdown): Scenario {
  const {
    zone,
    delay = "200ms",
    flows = "100%",
    lasts = "30m",
    ec2: hosts,
    ecs: tasks,
    eks: pods,
    tag = "AZApplicationSlowdown",
  } = options;
  const faults: Record<string, Fault> = {};
  const effect: Record<string, EffectProbe> = {};
  if (hosts) {
    faults["ec2-latency"] = ec2.networkLatencySources({
      instances: { tags: { [tag]: "LatencyForEC2" }, zones: [zone] },
      duration: lasts,
      delay,
      flows,
      sources: [zone],
      traffic: "egress",
      interfaces: ["DEFAULT"],
      installDependencies: true,
    });
    effect["ec2-seen"] = { ...hosts, of: ["ec2-latency"] };
  }
  if (tasks) {
    faults["ecs-latency"] = ecs.taskNetworkLatency({
      tasks: { tags: { [tag]: "LatencyForECS" }, zones: [zone] },
      duration: lasts,
      delay,
      flows,
      sources: [zone],
      throughEcs: tasks.throughEcs ?? true,
      installDependencies: true,
    });
    effect["ecs-seen"] = { ...tasks.evidence, of: ["ecs-latency"] };
  }
  if (pods) {
    const { cluster, namespace, serviceAccount, labels = `${tag}=LatencyForEKS`, evidence } = pods;
    faults["eks-latency"] = eks.podNetworkLatency({
      pods: { cluster, namespace, labels, zone },
      serviceAccount,
      duration: lasts,
      delay,
      flows,
      sources: [zone],
      interfaces: ["DEFAULT"],
    });
    effect["eks-seen"] = { ...evidence, of: ["eks-latency"] };
  }
  return { faults, effect };
}
