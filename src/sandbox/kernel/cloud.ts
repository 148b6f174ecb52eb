import type { MachinePlane } from "../plane/types";
import type { Clock } from "./clock";
import type { State } from "./state";

/** Services by the name of their model file (endpoint prefixes and signing names differ; the wire knows them). */
export type ServiceId =
  | "fis"
  | "cloudwatch"
  | "ec2"
  | "autoscaling"
  | "elbv2"
  | "eks"
  | "rds"
  | "iam"
  | "sts"
  | "ssm"
  | "logs"
  | "scheduler"
  | "events"
  | "sns"
  | "sqs"
  | "lambda"
  | "dynamodb"
  | "s3"
  | "resourcegroupstaggingapi";

/** Who calls. The account's root may do everything; a role may do what its policies say. */
export type Principal =
  | { readonly kind: "root"; readonly arn: string }
  | { readonly kind: "role"; readonly arn: string; readonly roleName: string; readonly sessionName: string }
  /** An AWS service acting by its own (service-linked) right, for example Auto Scaling launching instances. */
  | {
      readonly kind: "service";
      /** The service's host, for example `fis.amazonaws.com`, or the ARN of its service-linked role. */
      readonly arn: string;
      /** For whom it acts: what trust policies see as aws:SourceAccount and aws:SourceArn (an experiment's ARN). */
      readonly onBehalfOf?: { readonly accountId: string; readonly arn: string };
    };

/** Where and by whom an operation is called. */
export interface Call {
  readonly service: ServiceId;
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  readonly principal: Principal;
  readonly requestId: string;
}

/** `${accountId}/${region}`: the scope under which regional services keep their records. */
export function regionalScope(call: Pick<Call, "accountId" | "region">): string {
  return `${call.accountId}/${call.region}`;
}

/** `${accountId}`: the scope of global services (IAM). */
export function globalScope(call: Pick<Call, "accountId">): string {
  return call.accountId;
}

/**
 * One operation. The input was parsed from the wire and checked against AWS's model before; the output is written by
 * the model, so members have the model's names (Date for timestamps, or milliseconds as Date). An implementation declares the input members that it
 * reads. A problem is thrown as an `AwsError`.
 */
export type Handler = { bivarianceHack(input: object, call: Call): unknown }["bivarianceHack"];

/** What a call needs to be allowed: evaluated for role principals before the handler runs. */
export interface Requirement {
  /** `ec2:StopInstances` */
  readonly action: string;
  /** ARN, or `*` for actions without resource-level permissions. */
  readonly resource: string;
  /** Condition keys with their values, for example `aws:ResourceTag/Team`, `ec2:FisActionId`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export interface ServiceModule {
  readonly id: ServiceId;
  readonly operations: Readonly<Record<string, Handler>>;
  /** What an operation needs of its caller's policies. Left out: `<iam prefix>:<Operation>` on `*`. */
  readonly permissions?: Readonly<Record<string, { bivarianceHack(input: object, call: Call): readonly Requirement[] }["bivarianceHack"]>>;
  /** Called once when all services are there, and again after a reset: start timers, rebuild what runs from records. */
  start?(): void | Promise<void>;
  /** Stop timers and whatever runs; called before a reset and at the end. */
  stop?(): void | Promise<void>;
}

export type ServiceFactory = (cloud: Cloud) => ServiceModule;

/** Facts that travel between services without an AWS API in between. Names are past tense: they have happened. */
export interface Happenings {
  "instance-state-changed": { scope: string; instanceId: string; state: string; previous: string };
  "alarm-state-changed": {
    scope: string;
    alarmName: string;
    alarmArn: string;
    state: string;
    previous: string;
    reason: string;
    at: number;
  };
  "network-changed": { scope: string };
  "target-health-changed": { scope: string; targetGroupArn: string };
  "machine-died": { machineId: string; at: number };
  "experiment-state-changed": { scope: string; experimentId: string; arn: string; status: string; previous: string; reason: string };
  /** EC2 will take its Spot instance back at that instant (sandbox ms). */
  "spot-interruption-sent": { scope: string; instanceId: string; interruptAt: number };
  "log-group-changed": { scope: string; logGroupName: string };
}

export interface Bus {
  on<K extends keyof Happenings>(name: K, listener: (happening: Happenings[K]) => void): () => void;
  emit<K extends keyof Happenings>(name: K, happening: Happenings[K]): void;
}

/** A number that was measured; CloudWatch keeps it. Time is sandbox milliseconds. */
export interface Measurement {
  /** Account and Region whose CloudWatch keeps it: the scope of the load balancer, target group or instance measured. */
  readonly scope: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** One or more values seen in the same instant (latencies); counts add up by `Sum`. */
  readonly values: readonly number[];
  readonly unit: "Count" | "Seconds" | "Milliseconds" | "Percent" | "None";
  readonly at: number;
}

/** A control-plane fault that FIS holds open: launches by these groups fail in these zones. */
export interface CapacityFault {
  readonly scope: string;
  readonly autoScalingGroupNames: readonly string[];
  /** Zone names (`us-east-1a`) or ids (`use1-az1`). */
  readonly zones: readonly string[];
  /** 1 to 100: the share of launches that fails. */
  readonly percent: number;
}

/** A pod as `aws:eks:pod` targets and the world see it. */
export interface PodView {
  readonly name: string;
  readonly namespace: string;
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly deployment: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: readonly string[];
  readonly nodeInstanceId: string;
  readonly zone: string;
  readonly phase: "Pending" | "Running" | "Terminating" | "Failed";
  /** The machine that runs it. */
  readonly machineId: string;
}

/** Kubernetes as far as faults need it: implemented by the EKS service. Replica sets really replace what died. */
export interface Pods {
  list(
    scope: string,
    query: {
      clusterIdentifier: string;
      namespace: string;
      selectorType: "labelSelector" | "deploymentName" | "podName";
      selectorValue: string;
      zone?: string;
    },
  ): PodView[];
  /** Deletes one pod: SIGTERM, then SIGKILL after the grace period (0: at once); resolves when the process is gone. */
  delete(scope: string, clusterName: string, namespace: string, podName: string, graceSeconds?: number): Promise<void>;
}

/** A resource with its tags, for the Resource Groups Tagging API. */
export interface TaggedResource {
  readonly arn: string;
  /** `ec2:instance`, `elasticloadbalancing:targetgroup`: the service of the ARN and the type in it. */
  readonly type: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A service's tags by ARN; each service adds itself to `cloud.tagSources` in its factory. */
export interface TagSource {
  /** The service in its ARNs: `ec2`, `elasticloadbalancing`, `logs`. */
  readonly service: string;
  resources(call: Pick<Call, "accountId" | "region">): Iterable<TaggedResource>;
  tag?(call: Call, arn: string, tags: Readonly<Record<string, string>>): Promise<unknown>;
  untag?(call: Call, arn: string, keys: readonly string[]): Promise<unknown>;
}

/** A process that runs a version of a function. */
export interface FunctionProcess {
  readonly functionName: string;
  readonly version: string;
  /** Missing while it starts. */
  readonly pid: number | undefined;
  /** Whether it has an event in hand. */
  readonly busy: boolean;
}

/** What every service is handed. Parts that a service provides are set in its factory, before any call arrives. */
export interface Cloud {
  readonly clock: Clock;
  readonly state: State;
  readonly bus: Bus;
  /** Real machines, links, load balancers, traffic. */
  readonly plane: MachinePlane;
  /** 0 ≤ x < 1. Seeded with `--seed`. */
  readonly random: () => number;
  readonly defaultAccountId: string;
  /** How long nobody can assume a role that was just made, in sandbox milliseconds. */
  readonly rolesSettleMs: number;
  /** The sandbox's own URL, for programs that a service runs: what `AWS_ENDPOINT_URL` is for them. */
  endpoint(): string;
  /** `i-0123456789abcdef0`-like ids: prefix and 17 hex digits (or `length`). */
  newId(prefix: string, length?: number): string;
  /**
   * Calls an operation in process, as that principal: input checked by the model and permissions evaluated exactly as over the
   * wire. FIS acts only through this, in its experiment role, so a role that lacks a permission fails as in AWS.
   */
  invoke<Output = unknown>(
    service: ServiceId,
    operation: string,
    input: object,
    as: { accountId: string; region: string; principal: Principal },
  ): Promise<Output>;
  /** Evaluates requirements for a principal; throws the service's access error when one is not allowed. */
  authorize(requirements: readonly Requirement[], call: Pick<Call, "accountId" | "principal" | "service" | "operation" | "region">): void;
  /** Measured numbers go here; set by CloudWatch. */
  measure(measurement: Measurement): void;
  /** Capacity faults that are open now; FIS adds and removes, Auto Scaling asks before each launch. */
  readonly capacityFaults: Set<CapacityFault>;
  /** Who has tagged resources; the tagging API reads and writes them through this. */
  readonly tagSources: Set<TagSource>;
  /** Set by EKS. */
  pods: Pods;
  /** The processes that run functions now: what a person who kills one from outside has to know. Set by Lambda. */
  functionProcesses: () => readonly FunctionProcess[];
  /** Writes one line for the operator (stderr, or `--json` log); never secrets. */
  log(message: string, facts?: Readonly<Record<string, unknown>>): void;
}
