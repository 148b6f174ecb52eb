import type { Cloud } from "../kernel/cloud";
import type { LoadBalancerSpec, TargetGroupSpec } from "../plane/types";
import {
  type BalancerRecord,
  balancersOfGroup,
  groupsOfActions,
  listenersOf,
  type Tables,
  type TargetGroupRecord,
  type TargetRecord,
} from "./records";

/** The machine that a target stands for: an instance by its id, an IP target by its address in the group's VPC. */
export function machineOf(cloud: Cloud, tables: Tables, group: TargetGroupRecord, target: TargetRecord): string | undefined {
  if (group.targetType === "instance") return target.id;
  return cloud.plane
    .machines()
    .find(({ spec: { place } }) => place.scope === tables.scope && place.vpcId === group.vpcId && place.privateIp === target.id)?.spec.id;
}

function setting(record: { attributes: Record<string, string> }, key: string, otherwise: string): string {
  return record.attributes[key] ?? otherwise;
}

function groupSpec(cloud: Cloud, tables: Tables, group: TargetGroupRecord): TargetGroupSpec {
  return {
    arn: group.arn,
    dimension: group.dimension,
    scope: tables.scope,
    healthCheck: {
      path: group.healthCheck.path,
      intervalMs: group.healthCheck.intervalSeconds * 1000,
      timeoutMs: group.healthCheck.timeoutSeconds * 1000,
      healthyThreshold: group.healthCheck.healthyThreshold,
      unhealthyThreshold: group.healthCheck.unhealthyThreshold,
      matcher: group.healthCheck.matcher,
    },
    deregistrationDelayMs: Number(setting(group, "deregistration_delay.timeout_seconds", "300")) * 1000,
    targets: group.targets.flatMap((target) => {
      const machineId = machineOf(cloud, tables, group, target);
      return machineId ? [{ machineId, port: target.port }] : [];
    }),
  };
}

function balancerSpec(tables: Tables, balancer: BalancerRecord): LoadBalancerSpec {
  const listeners = listenersOf(tables, balancer.arn);
  const groups = [...new Set(listeners.flatMap((listener) => groupsOfActions(listener.actions)))];
  const stayInZone = groups.map((arn) => tables.groups.get(arn)).filter((group) => group && setting(group, CROSS_ZONE, "") === "false");
  return {
    arn: balancer.arn,
    name: balancer.name,
    dimension: balancer.dimension,
    dnsName: balancer.dnsName,
    scope: tables.scope,
    subnets: balancer.subnets.map((subnet) => ({ scope: tables.scope, vpcId: balancer.vpcId, ...subnet })),
    listeners: listeners.map((listener) => ({
      arn: listener.arn,
      port: listener.port,
      targetGroupArns: groupsOfActions(listener.actions.map(withoutIdle)),
    })),
    // An application load balancer always crosses zones; a target group can forbid it.
    crossZone: groups.length === 0 || stayInZone.length < groups.length,
    idleTimeoutMs: Number(setting(balancer, "idle_timeout.timeout_seconds", "60")) * 1000,
  };
}

const CROSS_ZONE = "load_balancing.cross_zone.enabled";

const withoutIdle = <T extends { ForwardConfig: { TargetGroups: { Weight: number }[] } }>(action: T): T => ({
  ...action,
  ForwardConfig: { ...action.ForwardConfig, TargetGroups: action.ForwardConfig.TargetGroups.filter((one) => one.Weight > 0) },
});

/** Tells the plane what a load balancer is now; resolves when it serves so. */
export function tellBalancer(cloud: Cloud, tables: Tables, arn: string): Promise<void> {
  const balancer = tables.balancers.get(arn);
  return balancer ? cloud.plane.putLoadBalancer(balancerSpec(tables, balancer)) : Promise.resolve();
}

/** Tells the plane what a target group is now. */
export function tellGroup(cloud: Cloud, tables: Tables, arn: string): void {
  const group = tables.groups.get(arn);
  if (group) cloud.plane.putTargetGroup(groupSpec(cloud, tables, group));
}

/** Load balancers that use a group take its cross-zone setting: tell them after the group. */
export async function tellGroupAndBalancers(cloud: Cloud, tables: Tables, arn: string): Promise<void> {
  tellGroup(cloud, tables, arn);
  await Promise.all(balancersOfGroup(tables, arn).map((balancer) => tellBalancer(cloud, tables, balancer)));
}
