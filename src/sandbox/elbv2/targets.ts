import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import type { TargetHealth } from "../plane/types";
import { acting } from "./acting";
import { requireGroup } from "./groups";
import { validation } from "./problems";
import { balancersOfGroup, type Tables, type TargetGroupRecord, type TargetRecord, tablesOf } from "./records";
import { machineOf, tellGroup } from "./toplane";

interface TargetInput {
  Id: string;
  Port?: number;
  AvailabilityZone?: string;
}

interface DescribedInstances {
  Reservations?: { Instances?: { InstanceId: string; VpcId?: string; State?: { Name?: string } }[] }[];
}

/** Instance targets must exist, run and stand in the group's VPC, as AWS demands. */
async function checkInstances(cloud: Cloud, call: Call, group: TargetGroupRecord, ids: readonly string[]): Promise<void> {
  const malformed = ids.find((id) => !/^i-[0-9a-f]{8,17}$/.test(id));
  if (malformed) throw validation(`Instance ID '${malformed}' is not valid`);
  const found = await cloud
    .invoke<DescribedInstances>("ec2", "DescribeInstances", { InstanceIds: ids }, acting(call))
    .catch((): DescribedInstances => ({}));
  const instances = (found.Reservations ?? []).flatMap((one) => one.Instances ?? []);
  const fault = (which: readonly string[], what: string) =>
    new AwsError("InvalidTarget", `The following targets are not ${what}: '${which.join(", ")}'`);
  const outside = ids.filter((id) => !instances.some((one) => one.InstanceId === id && one.VpcId === group.vpcId));
  if (outside.length > 0) throw fault(outside, `in the target group VPC '${group.vpcId}'`);
  const down = instances.filter((one) => one.State?.Name !== "running" && one.State?.Name !== "pending");
  if (down.length > 0) {
    throw fault(
      down.map((one) => one.InstanceId),
      "in a running state and can't be registered",
    );
  }
}

function checkAddresses(ids: readonly string[]): void {
  for (const id of ids) {
    if (!/^(\d{1,3}\.){3}\d{1,3}$/.test(id)) throw validation(`The IP address '${id}' is not a valid IPv4 address`);
  }
}

const same = (a: TargetRecord, b: TargetRecord) => a.id === b.id && a.port === b.port;

const REASONS: Readonly<Record<string, readonly [reason: string, description: string]>> = {
  initial: ["Elb.RegistrationInProgress", "Target registration is in progress"],
  unhealthy: ["Target.FailedHealthChecks", "Health checks failed"],
  draining: ["Target.DeregistrationInProgress", "Target deregistration is in progress"],
  unused: ["Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"],
  unavailable: ["Elb.InternalError", "Health check is not available"],
};

export function targetOperations(cloud: Cloud) {
  const tables = (call: Call) => tablesOf(cloud, regionalScope(call));

  type Seen = Pick<TargetHealth, "state" | "reason" | "description">;

  function healthOf(
    here: Tables,
    group: TargetGroupRecord,
    target: TargetRecord,
    seen: readonly TargetHealth[],
    down: ReadonlySet<string>,
  ): Seen {
    if (balancersOfGroup(here, group.arn).length === 0) return { state: "unused" };
    if (down.has(target.id)) {
      return { state: "unused", reason: "Target.InvalidState", description: "Target is in the stopped state" };
    }
    const machineId = machineOf(cloud, here, group, target);
    const health = seen.find((one) => one.machineId === machineId && one.port === target.port);
    return health ?? { state: machineId ? "initial" : "unhealthy" };
  }

  /** Instances among the targets that are stopped: asked of EC2 only for those that have no machine. */
  async function stoppedTargets(call: Call, group: TargetGroupRecord): Promise<ReadonlySet<string>> {
    if (group.targetType !== "instance") return new Set();
    const silent = group.targets.map((target) => target.id).filter((id) => !cloud.plane.machine(id));
    if (silent.length === 0) return new Set();
    const Filters = [
      { Name: "instance-id", Values: silent },
      { Name: "instance-state-name", Values: ["stopping", "stopped"] },
    ];
    const { Reservations = [] } = await cloud.invoke<DescribedInstances>("ec2", "DescribeInstances", { Filters }, acting(call));
    return new Set(Reservations.flatMap((one) => one.Instances ?? []).map((one) => one.InstanceId));
  }

  const describe = (group: TargetGroupRecord, target: TargetRecord, health: Seen) => {
    const { state } = health;
    const [reason, description] = REASONS[state] ?? [];
    return {
      Target: { Id: target.id, Port: target.port, AvailabilityZone: target.zone },
      HealthCheckPort: group.healthCheck.port === "traffic-port" ? String(target.port) : group.healthCheck.port,
      TargetHealth: {
        State: state,
        Reason: state === "healthy" ? undefined : (health.reason ?? reason),
        Description: state === "healthy" ? undefined : (health.description ?? description),
      },
    };
  };

  return {
    RegisterTargets: async (input: { TargetGroupArn: string; Targets: TargetInput[] }, call: Call) => {
      const here = tables(call);
      const group = requireGroup(here, input.TargetGroupArn);
      const ids = input.Targets.map((target) => target.Id);
      if (group.targetType === "instance") await checkInstances(cloud, call, group, ids);
      else checkAddresses(ids);
      for (const { Id, Port, AvailabilityZone } of input.Targets) {
        const target: TargetRecord = { id: Id, port: Port ?? group.port, ...(AvailabilityZone ? { zone: AvailabilityZone } : {}) };
        if (!group.targets.some((one) => same(one, target))) group.targets.push(target);
      }
      cloud.state.touch();
      tellGroup(cloud, here, group.arn);
      return {};
    },
    DeregisterTargets: (input: { TargetGroupArn: string; Targets: TargetInput[] }, call: Call) => {
      const here = tables(call);
      const group = requireGroup(here, input.TargetGroupArn);
      group.targets = group.targets.filter(
        (one) => !input.Targets.some((gone) => gone.Id === one.id && (gone.Port === undefined || gone.Port === one.port)),
      );
      cloud.state.touch();
      tellGroup(cloud, here, group.arn);
      return {};
    },
    DescribeTargetHealth: async (input: { TargetGroupArn: string; Targets?: TargetInput[] }, call: Call) => {
      const here = tables(call);
      const group = requireGroup(here, input.TargetGroupArn);
      const down = await stoppedTargets(call, group);
      const seen = cloud.plane.targetHealth(group.arn);
      const registered = group.targets.map((target) => describe(group, target, healthOf(here, group, target, seen, down)));
      const draining = seen
        .filter(
          (one) =>
            one.state === "draining" && !registered.some((target) => target.Target.Id === one.machineId && target.Target.Port === one.port),
        )
        .map((one) => describe(group, { id: idOf(cloud, group, one.machineId), port: one.port }, one));
      const all = [...registered, ...draining];
      if (!input.Targets?.length) return { TargetHealthDescriptions: all };
      return {
        TargetHealthDescriptions: input.Targets.map(({ Id, Port = group.port }) => {
          const known = all.find((one) => one.Target.Id === Id && one.Target.Port === Port);
          return known ?? notRegistered(group, Id, Port);
        }),
      };
    },
  };
}

function idOf(cloud: Cloud, group: TargetGroupRecord, machineId: string): string {
  return group.targetType === "instance" ? machineId : (cloud.plane.machine(machineId)?.spec.place.privateIp ?? machineId);
}

function notRegistered(group: TargetGroupRecord, id: string, port: number) {
  return {
    Target: { Id: id, Port: port, AvailabilityZone: undefined },
    HealthCheckPort: group.healthCheck.port === "traffic-port" ? String(port) : group.healthCheck.port,
    TargetHealth: { State: "unused", Reason: "Target.NotRegistered", Description: "Target is not registered to the target group" },
  };
}
