import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CreateSubnetCommand, CreateVpcCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { EKSClient } from "@aws-sdk/client-eks";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { RDSClient } from "@aws-sdk/client-rds";
import { SSMClient } from "@aws-sdk/client-ssm";
import { autoscalingService } from "../../../src/sandbox/autoscaling";
import { SERVICE_FACTORIES } from "../../../src/sandbox/kernel/services";
import type { PlaneDeps } from "../../../src/sandbox/plane/deps";
import type {
  Impairment,
  LoadBalancerSpec,
  MachinePlane,
  MachineSpec,
  TargetGroupSpec,
  TargetHealth,
} from "../../../src/sandbox/plane/types";
import { awsConfig, nullPlane, sandbox } from "../support";

export const SPEED = 300;

type Deployment = ReturnType<MachinePlane["wantedDeployments"]>[number];

/** Machines as records that remember what befell them; a crash is told on the bus as a real process's end would be. */
export function memoryPlane(deps: PlaneDeps) {
  const specs = new Map<string, { spec: MachineSpec; pid: number; dead: boolean }>();
  const halted: { id: string; graceMs: number }[] = [];
  const killed: { id: string; name: string; signal: string }[] = [];
  const impairments = new Set<Impairment>();
  const balancers = new Map<string, LoadBalancerSpec>();
  const groups = new Map<string, TargetGroupSpec>();
  const health = new Map<string, TargetHealth[]>();
  const roles: { id: string; role: string }[] = [];
  let deployments: Deployment[] = [];
  let changed = () => {};
  let pid = 1000;
  const view = ({ spec, pid: own, dead }: { spec: MachineSpec; pid: number; dead: boolean }) => ({
    spec,
    state: dead ? ("dead" as const) : ("running" as const),
    pid: dead ? undefined : own,
    port: undefined,
    service: "default",
  });
  const plane: MachinePlane = {
    ...nullPlane(),
    boot: async (spec) => {
      specs.set(spec.id, { spec, pid: pid++, dead: false });
    },
    halt: async (id, graceMs) => {
      halted.push({ id, graceMs });
      specs.delete(id);
    },
    reboot: async (id) => {
      const found = specs.get(id);
      if (found) found.pid = pid++;
    },
    killProcess: (id, name, signal) => {
      const found = specs.has(id) && name === "node";
      if (found) killed.push({ id, name, signal });
      return found;
    },
    impair: (impairment) => {
      impairments.add(impairment);
      return () => impairments.delete(impairment);
    },
    machine: (id) => {
      const found = specs.get(id);
      return found && view(found);
    },
    machines: () => [...specs.values()].map(view),
    relabel: (id, change) => {
      const found = specs.get(id);
      if (found) found.spec = { ...found.spec, ...change };
      if (change.role) roles.push({ id, role: change.role });
    },
    putLoadBalancer: async (spec) => {
      balancers.set(spec.arn, spec);
    },
    removeLoadBalancer: async (arn) => {
      balancers.delete(arn);
    },
    putTargetGroup: (spec) => {
      groups.set(spec.arn, spec);
    },
    removeTargetGroup: (arn) => {
      groups.delete(arn);
    },
    targetHealth: (arn) => health.get(arn) ?? [],
    wantedDeployments: () => deployments,
    onDescriptionChanged: (listener) => {
      changed = listener;
    },
    stop: async () => specs.clear(),
  };
  return {
    plane,
    halted,
    killed,
    impairments,
    balancers,
    groups,
    health,
    roles,
    describe(wanted: Deployment[]) {
      deployments = wanted;
      changed();
    },
    /** The process ends by itself. */
    crash(id: string) {
      const found = specs.get(id);
      if (!found) throw new Error(`no machine ${id}`);
      found.dead = true;
      deps.bus.emit("machine-died", { machineId: id, at: deps.clock.now() });
    },
    pods: () => [...specs.values()].filter(({ spec }) => spec.kind === "pod").map(({ spec }) => spec),
    databases: () => [...specs.values()].filter(({ spec }) => spec.kind === "database").map(({ spec }) => spec),
  };
}

/** A fast sandbox with the services of the managed resources, and a network over three zones. */
export async function world(options: Parameters<typeof sandbox>[0] = {}) {
  let memory: ReturnType<typeof memoryPlane> | undefined;
  const services = SERVICE_FACTORIES.includes(autoscalingService) ? SERVICE_FACTORIES : [...SERVICE_FACTORIES, autoscalingService];
  const started = await sandbox({
    speed: SPEED,
    services,
    createPlane: (deps) => {
      memory = memoryPlane(deps);
      return memory.plane;
    },
    ...options,
  });
  const config = awsConfig(started);
  return {
    sandbox: started,
    get machines() {
      if (!memory) throw new Error("no plane was made");
      return memory;
    },
    ec2: new EC2Client(config),
    autoscaling: new AutoScalingClient(config),
    elbv2: new ElasticLoadBalancingV2Client(config),
    eks: new EKSClient(config),
    rds: new RDSClient(config),
    ssm: new SSMClient(config),
    iam: new IAMClient(config),
  };
}

export type World = Awaited<ReturnType<typeof world>>;

export interface Network {
  readonly vpcId: string;
  /** In the zones a, b and c. */
  readonly subnets: readonly [string, string, string];
}

export async function makeNetwork(at: World, second = 20): Promise<Network> {
  const { Vpc } = await at.ec2.send(new CreateVpcCommand({ CidrBlock: `10.${second}.0.0/16` }));
  const vpcId = Vpc?.VpcId ?? "";
  const subnet = async (zone: string, third: number) => {
    const { Subnet } = await at.ec2.send(
      new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: `10.${second}.${third}.0/24`, AvailabilityZone: `us-east-1${zone}` }),
    );
    return Subnet?.SubnetId ?? "";
  };
  return { vpcId, subnets: [await subnet("a", 1), await subnet("b", 2), await subnet("c", 3)] };
}

export async function makeRole(at: World, RoleName: string, service: string): Promise<string> {
  const { Role } = await at.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  return Role?.Arn ?? "";
}

/** Starts instances, with an instance profile when one is named, and waits for nothing. */
export async function runInstances(at: World, SubnetId: string, count: number, profile?: string): Promise<string[]> {
  const { Instances = [] } = await at.ec2.send(
    new RunInstancesCommand({
      ImageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
      InstanceType: "t3.micro",
      MinCount: count,
      MaxCount: count,
      SubnetId,
      ...(profile ? { IamInstanceProfile: { Name: profile } } : {}),
    }),
  );
  return Instances.map((one) => one.InstanceId ?? "");
}

export async function makeProfile(at: World, name: string): Promise<string> {
  await makeRole(at, name, "ec2.amazonaws.com");
  await at.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
  await at.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
  return name;
}

/** Asks until the answer is right; the last answer is in the error otherwise. */
export async function eventually<T>(ask: () => T | Promise<T>, right: (answer: T) => boolean, withinMs = 10_000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (right(answer)) return answer;
    if (Date.now() > until) throw new Error(`still not right: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Name and message of a call that must fail. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await call;
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
  throw new Error("the call was not refused");
}
