import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../kernel/clock";
import type { Bus } from "../../kernel/cloud";
import { matchesPattern } from "../../system";
import { flooredMs } from "../deps";
import type { Meter } from "../meter";
import type { Destination } from "../net/flow";
import type { Sky } from "../net/sky";
import type { LoadBalancerSpec, Place, TargetGroupSpec, TargetHealth } from "../types";
import { LoadBalancer } from "./balancer";
import { HealthChecks, type Pair } from "./checks";
import { keyOf, type Target, TargetGroup } from "./group";

export interface BalancersDeps {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly random: () => number;
  readonly sky: Sky;
  readonly meter: Meter;
  locate(machineId: string, port: number, lastPlace: Place | "internet"): Destination;
  /** Something that traffic may wait for: a load balancer came or went, a target became healthy. */
  changed(): void;
}

/** Host counts are measured this often (sandbox ms), never more often than the floor (real ms), and whenever they change. */
const HOST_COUNT_EVERY_MS = 10_000;
const HOST_COUNT_FLOOR_MS = 250;

/** All load balancers and target groups, and the health checks between them. */
export class Balancers {
  private readonly balancers = new Map<string, LoadBalancer>();
  private readonly groups = new Map<string, TargetGroup>();
  private readonly told = new Map<string, string>();
  private readonly checks: HealthChecks;
  private readonly stopCounting: () => void;

  constructor(private readonly deps: BalancersDeps) {
    this.checks = new HealthChecks(deps.clock, deps.sky, deps.random, (pair) => this.healthChanged(pair.group));
    this.stopCounting = deps.clock.every(flooredMs(deps.clock, HOST_COUNT_EVERY_MS, HOST_COUNT_FLOOR_MS), () => {
      for (const group of this.groups.values()) this.countHosts(group);
    });
  }

  async putBalancer(spec: LoadBalancerSpec): Promise<void> {
    let balancer = this.balancers.get(spec.arn);
    if (!balancer) {
      balancer = new LoadBalancer(spec, { ...this.deps, group: (arn) => this.groups.get(arn) });
      this.balancers.set(spec.arn, balancer);
    }
    await balancer.put(spec);
    this.reconcile();
  }

  removeBalancer(arn: string): void {
    this.balancers.get(arn)?.close();
    this.balancers.delete(arn);
    this.reconcile();
  }

  putGroup(spec: TargetGroupSpec): void {
    const known = this.groups.get(spec.arn);
    if (known) known.put(spec);
    else {
      const group = new TargetGroup(spec, {
        locate: this.deps.locate,
        after: (ms, run) => this.deps.clock.after(ms, run),
        changed: (changed) => {
          this.reconcile();
          this.healthChanged(changed);
        },
      });
      this.groups.set(spec.arn, group);
    }
    this.reconcile();
    const group = this.groups.get(spec.arn);
    if (group) this.healthChanged(group);
  }

  removeGroup(arn: string): void {
    this.groups.get(arn)?.close();
    this.groups.delete(arn);
    this.told.delete(arn);
    this.reconcile();
  }

  health(groupArn: string): readonly TargetHealth[] {
    const group = this.groups.get(groupArn);
    if (!group) return [];
    return [...group.targets.values()].map((target) => ({
      machineId: target.machineId,
      port: target.port,
      ...this.stateOf(group, target),
    }));
  }

  refresh(): void {
    for (const balancer of this.balancers.values()) balancer.refresh();
    for (const group of this.groups.values()) this.healthChanged(group);
  }

  /** The first load balancer whose name fits, in the order they were made. */
  find(pattern: string): LoadBalancer | undefined {
    return [...this.balancers.values()].find((balancer) => matchesPattern(pattern, balancer.spec.name));
  }

  hasHealthyTarget(balancer: LoadBalancer): boolean {
    return balancer.groups().some((group) => [...group.targets.values()].some((target) => this.stateOf(group, target).state === "healthy"));
  }

  /** Answers a request whose Host is a load balancer's name; false when it is nobody's. */
  serveByHost(request: IncomingMessage, response: ServerResponse): boolean {
    const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const balancer = [...this.balancers.values()].find((one) => one.spec.dnsName.toLowerCase() === host);
    if (!balancer) return false;
    const listener = balancer.spec.listeners.find((one) => one.port === 80) ?? balancer.spec.listeners[0];
    if (listener) balancer.handle(listener.arn, request, response);
    else response.destroy();
    return true;
  }

  all(): LoadBalancer[] {
    return [...this.balancers.values()];
  }

  clear(): void {
    this.checks.stop();
    for (const balancer of this.balancers.values()) balancer.close();
    for (const group of this.groups.values()) group.close();
    this.balancers.clear();
    this.groups.clear();
    this.told.clear();
  }

  stop(): void {
    this.stopCounting();
    this.clear();
  }

  private usersOf(group: TargetGroup): LoadBalancer[] {
    return [...this.balancers.values()].filter((balancer) => balancer.groups().includes(group));
  }

  private reconcile(): void {
    const wanted = new Map<string, Pair>();
    for (const balancer of this.balancers.values()) {
      for (const group of balancer.groups()) {
        for (const target of group.targets.values()) {
          group.destination(target);
          if (target.draining || !balancer.zoneEnabled(target)) continue;
          for (const node of balancer.nodes.values()) {
            if (!balancer.spec.crossZone && target.place !== "internet" && target.place.zone !== node.zone) continue;
            wanted.set(`${balancer.spec.arn} ${node.place.subnetId} ${group.spec.arn} ${keyOf(target)}`, { node, group, target });
          }
        }
      }
    }
    this.checks.reconcile(wanted);
    for (const balancer of this.balancers.values()) {
      for (const node of balancer.nodes.values()) node.disconnectOthers(balancer.groups());
    }
    this.deps.changed();
  }

  /** What DescribeTargetHealth says: by the nodes that the internet reaches, healthy where one of them finds it so. */
  private stateOf(group: TargetGroup, target: Target): Pick<TargetHealth, "state" | "reason" | "description"> {
    if (target.draining) {
      return { state: "draining", reason: "Target.DeregistrationInProgress", description: "Target deregistration is in progress" };
    }
    const users = this.usersOf(group);
    if (users.length === 0) {
      return {
        state: "unused",
        reason: "Target.NotInUse",
        description: "Target group is not configured to receive traffic from the load balancer",
      };
    }
    const enabled = users.filter((balancer) => balancer.zoneEnabled(target));
    if (enabled.length === 0) {
      return {
        state: "unused",
        reason: "Target.NotInUse",
        description: "Target is in an Availability Zone that is not enabled for the load balancer",
      };
    }
    const opinions = enabled.flatMap((balancer) => this.nodesFor(balancer, target).map((node) => node.opinion(group, target)));
    const said =
      opinions.find((opinion) => opinion.state === "healthy") ?? opinions.find((opinion) => opinion.state === "initial") ?? opinions[0];
    if (!said) return { state: "initial", reason: "Elb.RegistrationInProgress", description: "Target registration is in progress" };
    const { state, reason, description } = said;
    return { state, ...(reason === undefined ? {} : { reason }), ...(description === undefined ? {} : { description }) };
  }

  private nodesFor(balancer: LoadBalancer, target: Target) {
    const voters = balancer.voters();
    if (balancer.spec.crossZone) return voters;
    return voters.filter((node) => target.place === "internet" || target.place.zone === node.zone);
  }

  private healthChanged(group: TargetGroup): void {
    for (const balancer of this.usersOf(group)) balancer.refresh();
    const now = JSON.stringify(this.health(group.spec.arn));
    if (this.told.get(group.spec.arn) === now) return;
    this.told.set(group.spec.arn, now);
    this.countHosts(group);
    this.deps.bus.emit("target-health-changed", { scope: group.spec.scope, targetGroupArn: group.spec.arn });
    this.deps.changed();
  }

  private countHosts(group: TargetGroup): void {
    for (const balancer of this.usersOf(group)) {
      const counts = new Map<string, { healthy: number; unhealthy: number }>();
      const all = { healthy: 0, unhealthy: 0 };
      for (const subnet of balancer.spec.subnets) counts.set(subnet.zone, { healthy: 0, unhealthy: 0 });
      for (const target of group.targets.values()) {
        const { state } = this.stateOf(group, target);
        if (state !== "healthy" && state !== "unhealthy") continue;
        all[state]++;
        const zone = target.place === "internet" ? undefined : counts.get(target.place.zone);
        if (zone) zone[state]++;
      }
      balancer.metrics.hosts(group.spec.dimension, undefined, all.healthy, all.unhealthy);
      for (const [zone, { healthy, unhealthy }] of counts) balancer.metrics.hosts(group.spec.dimension, zone, healthy, unhealthy);
    }
  }
}
