import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cancel } from "../kernel/clock";

/** Where a machine stands. Links between places are decided by the network (ACLs) of EC2. */
export interface Place {
  readonly scope: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly privateIp: string;
}

/** What to boot: an instance, a pod or a database instance. It becomes one operating-system process. */
export interface MachineSpec {
  /** `i-…`, the pod's name with its cluster, or the database instance's identifier: unique in the sandbox. */
  readonly id: string;
  readonly kind: "instance" | "pod" | "database";
  readonly place: Place;
  /** Tags of the instance, or labels of the pod. The system description matches services by them. */
  readonly tags: Readonly<Record<string, string>>;
  /** Names by which the system description may match: Auto Scaling group, EKS cluster, namespace, deployment, DB cluster. */
  readonly names: Readonly<{
    autoScalingGroup?: string;
    cluster?: string;
    namespace?: string;
    deployment?: string;
    databaseCluster?: string;
  }>;
  /** Database: is it the writer? */
  readonly role?: "writer" | "reader";
}

export interface MachineView {
  readonly spec: MachineSpec;
  readonly state: "booting" | "running" | "stopping" | "dead";
  readonly pid: number | undefined;
  /** The loopback port of its own HTTP server, behind all proxies. */
  readonly port: number | undefined;
  /** Name of the service it runs by the system description; `default` when none matches. */
  readonly service: string;
}

/** The far ends that an impairment of the network is narrowed to. */
export interface Sources {
  /** Zones by name, `us-east-1a`. */
  readonly zones: readonly string[];
  /** IPv4 ranges, `10.0.0.0/16`. */
  readonly ranges: readonly string[];
}

export type Impairment =
  /** Packets to and from these machines arrive later. `flowsPercent` picks connections. */
  | {
      readonly kind: "latency";
      readonly machineIds: readonly string[];
      readonly delayMs: number;
      readonly jitterMs: number;
      readonly flowsPercent: number;
      readonly direction: "ingress" | "egress" | "both";
      /** Only connections with these. Left out: with anybody. */
      readonly sources?: Sources;
    }
  /** Packets are lost: what TCP makes of it (retransmission delays, stalls, resets) at the proxy. */
  | {
      readonly kind: "loss";
      readonly machineIds: readonly string[];
      readonly percent: number;
      readonly flowsPercent: number;
      readonly direction: "ingress" | "egress" | "both";
      /** Only connections with these. Left out: with anybody. */
      readonly sources?: Sources;
    }
  /** Real CPU burners in the machine's own process group. `workers` 0 = one per core. */
  | { readonly kind: "cpu-stress"; readonly machineIds: readonly string[]; readonly workers: number; readonly loadPercent: number };

export interface LoadBalancerSpec {
  readonly arn: string;
  readonly name: string;
  /** `app/name/id`, the dimension CloudWatch uses. */
  readonly dimension: string;
  readonly dnsName: string;
  readonly scope: string;
  readonly subnets: readonly Place[];
  readonly listeners: readonly { readonly arn: string; readonly port: number; readonly targetGroupArns: readonly string[] }[];
  readonly crossZone: boolean;
  /** Milliseconds; `idle_timeout.timeout_seconds`. */
  readonly idleTimeoutMs: number;
}

export interface TargetGroupSpec {
  readonly arn: string;
  /** `targetgroup/name/id` */
  readonly dimension: string;
  readonly scope: string;
  readonly healthCheck: {
    readonly path: string;
    readonly intervalMs: number;
    readonly timeoutMs: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
    /** `200`, `200-299`, `200,202` */
    readonly matcher: string;
  };
  readonly deregistrationDelayMs: number;
  readonly targets: readonly { readonly machineId: string; readonly port: number }[];
}

export interface TargetHealth {
  readonly machineId: string;
  readonly port: number;
  readonly state: "initial" | "healthy" | "unhealthy" | "draining" | "unused" | "unavailable";
  readonly reason?: string;
  readonly description?: string;
}

/** The real side of the sandbox: processes, proxies, load balancers, traffic. Control planes tell it what should be; it makes it so. */
export interface MachinePlane {
  /** Starts the process; resolves when it serves, rejects when it cannot. A machine that dies by itself is told on the bus (`machine-died`). */
  boot(spec: MachineSpec): Promise<void>;
  /** Ends the process and forgets the machine; resolves when it is gone. `graceMs` is sandbox time between SIGTERM and SIGKILL; 0 kills at once. */
  halt(machineId: string, graceMs: number): Promise<void>;
  /** Ends and starts the same machine again. */
  reboot(machineId: string): Promise<void>;
  /** Signals the process that bears this name on the machine (its service's or command's name); false when none does. */
  killProcess(machineId: string, processName: string, signal: "SIGTERM" | "SIGKILL"): boolean;
  impair(impairment: Impairment): Cancel;
  machine(machineId: string): MachineView | undefined;
  machines(): MachineView[];
  /** Changes what a machine is known by (tags, role of a database) without restarting it. */
  relabel(machineId: string, change: { tags?: Readonly<Record<string, string>>; role?: "writer" | "reader" }): void;
  putLoadBalancer(spec: LoadBalancerSpec): Promise<void>;
  removeLoadBalancer(arn: string): Promise<void>;
  putTargetGroup(spec: TargetGroupSpec): void;
  removeTargetGroup(arn: string): void;
  targetHealth(targetGroupArn: string): readonly TargetHealth[];
  /** Whether packets may pass between two places, by the ACLs of both subnets; set by EC2. `internet` is outside every VPC. Asked on every new connection and, for open ones, on `network-changed`. */
  setNetwork(allows: (from: Place | "internet", to: Place | "internet", port: number) => boolean): void;
  /** The pods that the system description wants, for EKS to schedule: asked when a cluster or node group changes and when the description does. */
  wantedDeployments(): readonly {
    readonly service: string;
    readonly cluster: string;
    readonly namespace: string;
    readonly deployment: string;
    readonly replicas: number;
    readonly labels: Readonly<Record<string, string>>;
    readonly containers: readonly string[];
  }[];
  /** Called when the system description was replaced. */
  onDescriptionChanged(listener: () => void): void;
  /** The system description in force, and its replacement by new text (YAML); problems are thrown as a FaultlineError. `GET` and `PUT /_faultline/system`. */
  readonly system?: { read(): unknown; replace(text: string): unknown };
  /** Offered every request at the sandbox's own port, before its body is read: true when its Host is a load balancer's and it was taken. */
  forward?(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends every process, closes every proxy. */
  stop(): Promise<void>;
}
