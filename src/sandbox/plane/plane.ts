import type { IncomingMessage, ServerResponse } from "node:http";
import { messageOf, problemsError } from "../../words";
import { emptySystem, parseSystem, type SystemDescription } from "../system";
import { Balancers } from "./balancer/balancers";
import { Census } from "./census";
import { type PlaneDeps, realMs } from "./deps";
import { LIMITS } from "./limits";
import { Machines } from "./machines";
import { Meter } from "./meter";
import { Sky } from "./net/sky";
import { Traffic } from "./traffic";
import type { Impairment, LoadBalancerSpec, MachinePlane, TargetGroupSpec } from "./types";
import type { SystemView } from "./view";

/** The plane with what the sandbox's own door needs beside the services. */
export interface SandboxPlane extends MachinePlane {
  readonly system: {
    /** What runs now. Cheap: asked by live views. */
    read(): SystemView;
    /**
     * Replaces the system description: YAML or JSON text. Machines become what it says, by a restart where needed; traffic follows.
     * Every problem is thrown at once, as a FaultlineError, and nothing changes. `directory` is the absolute folder in which
     * commands run, where the text does not carry it itself.
     */
    replace(text: string, options?: { readonly directory?: string }): { readonly services: number; readonly traffic: number };
  };
  /** Answers a request whose Host is a load balancer's DNS name; false when it is nobody's. */
  forward(request: IncomingMessage, response: ServerResponse): boolean;
}

/** Makes the real side of a sandbox. Nothing runs until it is told. */
export function createPlane(deps: PlaneDeps): SandboxPlane {
  return new Plane(deps);
}

/** The table that keeps the description. */
const SAVED = "system";
interface SavedSystem {
  readonly text: string;
  readonly directory?: string;
}

type Stress = Extract<Impairment, { kind: "cpu-stress" }>;

class Plane implements SandboxPlane {
  readonly system: SandboxPlane["system"];
  private description = emptySystem;
  private readonly sky: Sky;
  private readonly meter: Meter;
  private readonly machineTable: Machines;
  private readonly balancers: Balancers;
  private readonly traffic: Traffic;
  private readonly census: Census;
  private readonly stresses = new Map<number, Stress>();
  private stressIds = 0;
  private readonly listeners = new Set<() => void>();
  private readonly unsubscribe: readonly (() => void)[];

  constructor(private readonly deps: PlaneDeps) {
    const { clock, bus, random } = deps;
    const log = (message: string, facts?: Readonly<Record<string, unknown>>) => deps.log(message, facts);
    const system = () => this.description;
    this.system = { read: () => this.view(), replace: (text, options) => this.replace(text, options) };
    this.sky = new Sky({ random, retransmitCapMs: realMs(clock, LIMITS.retransmitCapMs, LIMITS.synRetryMs) });
    this.meter = new Meter(clock, (measurement) => deps.measure(measurement));
    this.machineTable = new Machines({ clock, bus, sky: this.sky, system, log });
    this.balancers = new Balancers({
      clock,
      bus,
      random,
      sky: this.sky,
      meter: this.meter,
      locate: (id, port, lastPlace) => this.machineTable.destination(id, port, lastPlace),
      changed: () => this.traffic.refresh(),
    });
    this.traffic = new Traffic({ system, balancers: this.balancers, machines: this.machineTable, meter: this.meter, log });
    this.census = new Census(clock, this.machineTable, this.sky, this.meter);
    this.unsubscribe = [
      // After the other listeners: who decides about the network may have to forget what it knew first.
      bus.on("network-changed", () =>
        queueMicrotask(() => {
          this.sky.refreshAll();
          this.balancers.refresh();
        }),
      ),
      bus.on("machine-died", () => this.populationChanged()),
    ];
    this.restore();
  }

  async boot(spec: Parameters<MachinePlane["boot"]>[0]): Promise<void> {
    await this.machineTable.boot(spec);
    this.populationChanged();
  }

  async halt(machineId: string, graceMs: number): Promise<void> {
    await this.machineTable.halt(machineId, graceMs);
    this.populationChanged();
  }

  async reboot(machineId: string): Promise<void> {
    await this.machineTable.reboot(machineId);
    this.populationChanged();
  }

  killProcess(machineId: string, processName: string, signal: "SIGTERM" | "SIGKILL"): boolean {
    return this.machineTable.signal(machineId, processName, signal);
  }

  impair(impairment: Impairment): () => void {
    if (impairment.kind !== "cpu-stress") return this.sky.impair(impairment);
    const id = this.stressIds++;
    this.stresses.set(id, impairment);
    const { machineIds, workers, loadPercent } = impairment;
    for (const machineId of machineIds) this.machineTable.tell(machineId, { kind: "stress", id, workers, loadPercent });
    return () => {
      if (!this.stresses.delete(id)) return;
      for (const machineId of machineIds) this.machineTable.tell(machineId, { kind: "unstress", id });
    };
  }

  machine(machineId: string) {
    return this.machineTable.view(machineId);
  }

  machines() {
    return this.machineTable.views();
  }

  relabel(...change: Parameters<MachinePlane["relabel"]>): void {
    this.machineTable.relabel(...change);
  }

  putLoadBalancer(spec: LoadBalancerSpec): Promise<void> {
    return this.balancers.putBalancer(spec);
  }

  async removeLoadBalancer(arn: string): Promise<void> {
    this.balancers.removeBalancer(arn);
  }

  putTargetGroup(spec: TargetGroupSpec): void {
    this.balancers.putGroup(spec);
  }

  removeTargetGroup(arn: string): void {
    this.balancers.removeGroup(arn);
  }

  targetHealth(targetGroupArn: string) {
    return this.balancers.health(targetGroupArn);
  }

  setNetwork(allows: Parameters<MachinePlane["setNetwork"]>[0]): void {
    this.sky.setNetwork(allows);
    this.balancers.refresh();
  }

  wantedDeployments() {
    return this.description.services.flatMap(({ name, on }) =>
      on.kind === "pods"
        ? [
            {
              service: name,
              cluster: on.cluster,
              namespace: on.namespace,
              deployment: on.deployment,
              replicas: on.replicas,
              labels: on.labels,
              containers: [name],
            },
          ]
        : [],
    );
  }

  onDescriptionChanged(listener: () => void): void {
    this.listeners.add(listener);
  }

  private view(): SystemView {
    const zoneOf = new Map(this.machines().map(({ spec }) => [spec.id, spec.place.zone]));
    return {
      machines: this.machines().map(({ spec, state, pid, port, service }) => ({
        id: spec.id,
        kind: spec.kind,
        service,
        zone: spec.place.zone,
        state,
        pid,
        port,
        role: spec.role,
        names: spec.names,
      })),
      loadBalancers: this.balancers.all().map((balancer) => ({
        name: balancer.spec.name,
        arn: balancer.spec.arn,
        scope: balancer.spec.scope,
        dnsName: balancer.spec.dnsName,
        listeners: balancer.ports().map(({ port, localPort }) => ({ port, url: `http://127.0.0.1:${localPort}` })),
        nodes: [...balancer.nodes.values()].map(({ zone, cut, inDns }) => ({ zone, reachable: !cut, inDns })),
        targets: balancer
          .groups()
          .flatMap((group) => this.balancers.health(group.spec.arn).map((target) => ({ ...target, zone: zoneOf.get(target.machineId) }))),
      })),
      traffic: this.traffic.totals(),
      impairments: [...this.sky.active(), ...this.stresses.values()],
      services: this.description.services.map(({ name }) => name),
    };
  }

  forward(request: IncomingMessage, response: ServerResponse): boolean {
    return this.balancers.serveByHost(request, response);
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.unsubscribe) unsubscribe();
    this.census.stop();
    this.balancers.stop();
    await Promise.all([this.machineTable.stop(), this.traffic.stop()]);
    this.meter.stop();
  }

  private replace(text: string, options?: { readonly directory?: string }) {
    const checked = parseSystem(text, options);
    if (!checked.ok) throw problemsError("The system description", checked.problems);
    this.become(checked.value);
    this.deps.state?.table<SavedSystem>(SAVED).in("").set("description", { text, directory: options?.directory });
    return { services: checked.value.services.length, traffic: checked.value.traffic.length };
  }

  /** A restart with the same data finds the description again. */
  private restore(): void {
    const saved = this.deps.state?.table<SavedSystem>(SAVED).in("").get("description");
    const checked = saved && parseSystem(saved.text, { directory: saved.directory });
    if (checked?.ok) this.become(checked.value);
  }

  private become(system: SystemDescription): void {
    this.description = system;
    this.machineTable.describe();
    this.traffic.describe().catch((error: unknown) => this.deps.log("traffic cannot be sent", { reason: messageOf(error) }));
    for (const listener of this.listeners) listener();
  }

  private populationChanged(): void {
    this.census.countPods();
    this.traffic.refresh();
  }
}
