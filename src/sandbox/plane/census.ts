import { availableParallelism } from "node:os";
import type { Clock } from "../kernel/clock";
import { flooredMs } from "./deps";
import type { Machines } from "./machines";
import type { Meter } from "./meter";
import type { Sky } from "./net/sky";
import { processesOf } from "./proc";
import type { MachineSpec } from "./types";

/** Processor use is measured once per sandbox minute, as detailed monitoring does, at most once a real second. */
const CPU_EVERY_MS = 60_000;
const CPU_FLOOR_MS = 1_000;
/** Pods and connections are counted this often (sandbox ms), at most every 250 real ms. */
const COUNT_EVERY_MS = 10_000;
const COUNT_FLOOR_MS = 250;

/**
 * Measures what is not traffic: `AWS/EC2 CPUUtilization` (per instance and per Auto Scaling group; 100 % is all cores of this host; only where
 * there is a /proc), `ContainerInsights pod_cpu_utilization` (likewise, as if a node had all cores; PodName is the deployment's name),
 * `ContainerInsights service_number_of_running_pods` (so is Service) and `AWS/RDS DatabaseConnections`.
 */
export class Census {
  private readonly cpuBefore = new Map<string, { pid: number; cpuMs: number; at: number }>();
  private readonly deploymentsSeen = new Map<string, { scope: string; dimensions: Record<string, string> }>();
  private readonly stops: (() => void)[];

  constructor(
    clock: Clock,
    private readonly machines: Machines,
    private readonly sky: Sky,
    private readonly meter: Meter,
  ) {
    this.stops = [
      clock.every(flooredMs(clock, CPU_EVERY_MS, CPU_FLOOR_MS), () => this.measureCpu()),
      clock.every(flooredMs(clock, COUNT_EVERY_MS, COUNT_FLOOR_MS), () => {
        this.countPods();
        this.countConnections();
      }),
    ];
  }

  /** Called as well whenever a pod came or went. */
  countPods(): void {
    const counts = new Map<string, number>();
    for (const { spec, state } of this.machines.views()) {
      const { cluster, namespace, deployment } = spec.names;
      if (spec.kind !== "pod" || !cluster || !namespace || !deployment) continue;
      const key = [spec.place.scope, cluster, namespace, deployment].join(" ");
      this.deploymentsSeen.set(key, {
        scope: spec.place.scope,
        dimensions: { ClusterName: cluster, Namespace: namespace, Service: deployment },
      });
      if (state === "running") counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const [key, { scope, dimensions }] of this.deploymentsSeen) {
      const series = this.meter.series({
        scope,
        namespace: "ContainerInsights",
        name: "service_number_of_running_pods",
        dimensions,
        unit: "Count",
      });
      series.add(counts.get(key) ?? 0);
    }
  }

  clear(): void {
    this.cpuBefore.clear();
    this.deploymentsSeen.clear();
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  private countConnections(): void {
    const open = this.sky.connectionsTo();
    for (const { spec, state } of this.machines.views()) {
      if (spec.kind !== "database" || state !== "running") continue;
      const count = open.get(spec.id) ?? 0;
      const cluster = spec.names.databaseCluster;
      const sets: Record<string, string>[] = [{ DBInstanceIdentifier: spec.id }, ...(cluster ? [{ DBClusterIdentifier: cluster }] : [])];
      for (const dimensions of sets) {
        this.meter
          .series({ scope: spec.place.scope, namespace: "AWS/RDS", name: "DatabaseConnections", dimensions, unit: "Count" })
          .add(count);
      }
    }
  }

  private measureCpu(): void {
    const machines = this.machines.views().filter(({ spec, pid }) => spec.kind !== "database" && pid !== undefined);
    const all = processesOf(new Set(machines.flatMap((machine) => machine.pid ?? [])));
    if (!all) return;
    const at = performance.now();
    const shared = new Map<string, { name: Name; values: number[] }>();
    for (const { spec, pid } of machines) {
      if (pid === undefined) continue;
      const cpuMs = all.reduce((sum, facts) => sum + (facts.group === pid ? facts.cpuMs : 0), 0);
      const before = this.cpuBefore.get(spec.id);
      this.cpuBefore.set(spec.id, { pid, cpuMs, at });
      // A process of the group that ended takes its time with it: such a sample says nothing.
      if (before?.pid !== pid || cpuMs < before.cpuMs) continue;
      const percent = Math.min(100, ((cpuMs - before.cpuMs) / (at - before.at) / availableParallelism()) * 100);
      if (spec.kind === "instance") this.meter.series({ ...cpuOf(spec), dimensions: { InstanceId: spec.id } }).add(percent);
      for (const name of sharedNames(spec)) {
        const key = JSON.stringify(name);
        const entry = shared.get(key) ?? { name, values: [] };
        entry.values.push(percent);
        shared.set(key, entry);
      }
    }
    for (const { name, values } of shared.values()) this.meter.series(name).add(...values);
  }
}

type Name = Parameters<Meter["series"]>[0];

const cpuOf = ({ place }: MachineSpec) => ({ scope: place.scope, namespace: "AWS/EC2", name: "CPUUtilization", unit: "Percent" }) as const;

/** The numbers to which a machine's processor use is added: its Auto Scaling group's, or its deployment's. */
function sharedNames(spec: MachineSpec): readonly Name[] {
  const { autoScalingGroup, cluster, namespace, deployment } = spec.names;
  if (spec.kind === "instance") return autoScalingGroup ? [{ ...cpuOf(spec), dimensions: { AutoScalingGroupName: autoScalingGroup } }] : [];
  if (!cluster || !namespace || !deployment) return [];
  const dimensions = { ClusterName: cluster, Namespace: namespace, PodName: deployment };
  return [{ scope: spec.place.scope, namespace: "ContainerInsights", name: "pod_cpu_utilization", dimensions, unit: "Percent" }];
}
