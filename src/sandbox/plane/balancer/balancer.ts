import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Cancel, Clock } from "../../kernel/clock";
import { LIMITS } from "../limits";
import type { Meter } from "../meter";
import type { Sky } from "../net/sky";
import type { LoadBalancerSpec } from "../types";
import { forward, refuse } from "./forward";
import type { Target, TargetGroup } from "./group";
import { Listener } from "./listener";
import { BalancerMetrics } from "./metrics";
import { BalancerNode } from "./node";

export interface BalancerDeps {
  readonly clock: Clock;
  readonly sky: Sky;
  readonly meter: Meter;
  group(arn: string): TargetGroup | undefined;
}

/** An Application Load Balancer: a node per zone, a loopback port per listener, requests in turn over healthy targets. */
export class LoadBalancer {
  readonly nodes = new Map<string, BalancerNode>();
  readonly metrics: BalancerMetrics;
  private readonly listeners = new Map<string, Listener>();
  private readonly nodeOfSocket = new WeakMap<Socket, BalancerNode>();
  private readonly dnsTimers = new Map<BalancerNode, Cancel>();
  private turn = 0;
  private closed = false;

  constructor(
    public spec: LoadBalancerSpec,
    private readonly deps: BalancerDeps,
  ) {
    this.metrics = new BalancerMetrics(deps.meter, spec.scope, spec.dimension);
  }

  async put(spec: LoadBalancerSpec): Promise<void> {
    this.spec = spec;
    const subnets = new Set(spec.subnets.map((place) => place.subnetId));
    for (const [subnetId, node] of this.nodes) {
      if (subnets.has(subnetId)) continue;
      node.close();
      this.nodes.delete(subnetId);
    }
    for (const place of spec.subnets)
      if (!this.nodes.has(place.subnetId)) this.nodes.set(place.subnetId, new BalancerNode(place, this.deps.sky));
    const wanted = new Set(spec.listeners.map((listener) => listener.arn));
    for (const [arn, listener] of this.listeners) {
      if (wanted.has(arn)) continue;
      listener.close();
      this.listeners.delete(arn);
    }
    for (const { arn } of spec.listeners) {
      if (this.listeners.has(arn)) continue;
      const listener = await Listener.open(spec.idleTimeoutMs, (request, response) => this.handle(arn, request, response));
      // It may have been removed, or put twice, while the port opened.
      if (this.closed || this.listeners.has(arn) || !this.spec.listeners.some((one) => one.arn === arn)) listener.close();
      else this.listeners.set(arn, listener);
    }
    this.refresh();
  }

  /** The loopback port of the listener on this port; of the first one where none is said. */
  localPort(listenerPort: number | undefined): number | undefined {
    const listener = this.spec.listeners.find((one) => listenerPort === undefined || one.port === listenerPort);
    return listener && this.listeners.get(listener.arn)?.port;
  }

  ports(): { port: number; localPort: number }[] {
    return this.spec.listeners.flatMap(({ arn, port }) => {
      const local = this.listeners.get(arn)?.port;
      return local === undefined ? [] : [{ port, localPort: local }];
    });
  }

  groups(): TargetGroup[] {
    const arns = new Set(this.spec.listeners.flatMap((listener) => listener.targetGroupArns));
    return [...arns].flatMap((arn) => this.deps.group(arn) ?? []);
  }

  zoneEnabled(target: Target): boolean {
    const { place } = target;
    return place === "internet" || this.spec.subnets.some((subnet) => subnet.zone === place.zone);
  }

  /** Nodes that the internet reaches; all where it reaches none. */
  voters(): BalancerNode[] {
    const all = [...this.nodes.values()];
    const reached = all.filter((node) => !node.cut);
    return reached.length > 0 ? reached : all;
  }

  /** The network, or somebody's health, changed: DNS follows later. */
  refresh(): void {
    const port = this.spec.listeners[0]?.port ?? 80;
    for (const node of this.nodes.values()) {
      node.setCut(!this.deps.sky.permits("internet", node.place, port));
      const fit = !node.cut && this.seesHealthyTarget(node);
      if (fit === node.inDns) {
        this.dnsTimers.get(node)?.();
        this.dnsTimers.delete(node);
      } else if (!this.dnsTimers.has(node)) {
        const flip = () => {
          this.dnsTimers.delete(node);
          node.inDns = fit;
        };
        this.dnsTimers.set(node, this.deps.clock.after(LIMITS.dnsDelayMs, flip));
      }
    }
  }

  /** Answers one request that came to a listener, or to its name at the sandbox's own port. */
  handle(listenerArn: string, request: IncomingMessage, response: ServerResponse): void {
    const listener = this.spec.listeners.find((one) => one.arn === listenerArn);
    const node = this.nodeFor(request.socket);
    if (!listener || !node) {
      response.destroy();
      return;
    }
    node.whenPassable(() => {
      if (response.destroyed) return;
      const group = this.groupFor(listener.targetGroupArns);
      const target = group && node.pick(group, this.candidates(group, node));
      if (!group || !target) {
        this.metrics.request(node.zone, undefined);
        refuse(response, node, this.metrics, 503);
        return;
      }
      this.metrics.request(node.zone, group.spec.dimension);
      const { place } = target;
      const targetZone = place === "internet" ? node.zone : place.zone;
      forward(request, response, {
        node,
        group,
        target,
        targetZone,
        metrics: this.metrics,
        listenerPort: listener.port,
        idleTimeoutMs: this.spec.idleTimeoutMs,
      });
    });
  }

  close(): void {
    this.closed = true;
    for (const listener of this.listeners.values()) listener.close();
    for (const node of this.nodes.values()) node.close();
    for (const cancel of this.dnsTimers.values()) cancel();
  }

  /** What DNS gave to the caller of a connection; all nodes where none is fit. */
  private nodeFor(socket: Socket): BalancerNode | undefined {
    const known = this.nodeOfSocket.get(socket);
    if (known && this.nodes.get(known.place.subnetId) === known) return known;
    const all = [...this.nodes.values()];
    const fit = all.filter((node) => node.inDns);
    const from = fit.length > 0 ? fit : all;
    const node = from[this.turn++ % Math.max(1, from.length)];
    if (node) this.nodeOfSocket.set(socket, node);
    return node;
  }

  private groupFor(arns: readonly string[]): TargetGroup | undefined {
    const arn = arns[this.turn % Math.max(1, arns.length)];
    return arn === undefined ? undefined : this.deps.group(arn);
  }

  private candidates(group: TargetGroup, node: BalancerNode): Target[] {
    const { crossZone } = this.spec;
    return [...group.targets.values()].filter(
      (target) =>
        !target.draining && this.zoneEnabled(target) && (crossZone || target.place === "internet" || target.place.zone === node.zone),
    );
  }

  private seesHealthyTarget(node: BalancerNode): boolean {
    return this.groups().some((group) => [...group.targets.values()].some((target) => node.opinion(group, target).state === "healthy"));
  }
}
