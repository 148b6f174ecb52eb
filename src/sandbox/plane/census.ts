import { availableParallelism } from "node:os";
import type { Clock } from "../kernel/clock";
import { flooredMs } from "./deps";
import type { Machines } from "./machines";
import type { Meter } from "./meter";
import type { Sky } from "./net/sky";
import { processesOf } from "./proc";

/** Processor use is measured once per sandbox minute, as detailed monitoring does, at most once a real second. */
const CPU_EVERY_MS = 60_000;
const CPU_FLOOR_MS = 1_000;
/** Pods and connections are counted this often (sandbox ms), at most every 250 real ms. */
const COUNT_EVERY_MS = 10_000;
const COUNT_FLOOR_MS = 250;

/**
 * Measures what is not traffic: `AWS/EC2 CPUUtilization` (per instance and per Auto Scaling group; 100 % is all cores of this host; only where
 * there is a /proc), `ContainerInsights service_number_of_running_pods` (Service is the deployment's name) and `AWS/RDS DatabaseConnections`.
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
    const instances = this.machines.views().filter((machine) => machine.spec.kind === "instance" && machine.pid !== undefined);
    const all = processesOf(new Set(instances.flatMap((machine) => machine.pid ?? [])));
    if (!all) return;
    const at = performance.now();
    const groups = new Map<string, { scope: string; name: string; values: number[] }>();
    for (const { spec, pid } of instances) {
      if (pid === undefined) continue;
      const cpuMs = all.reduce((sum, facts) => sum + (facts.group === pid ? facts.cpuMs : 0), 0);
      const before = this.cpuBefore.get(spec.id);
      this.cpuBefore.set(spec.id, { pid, cpuMs, at });
      // A process of the group that ended takes its time with it: such a sample says nothing.
      if (before?.pid !== pid || cpuMs < before.cpuMs) continue;
      const percent = Math.min(100, ((cpuMs - before.cpuMs) / (at - before.at) / availableParallelism()) * 100);
      const { scope } = spec.place;
      const name = { scope, namespace: "AWS/EC2", name: "CPUUtilization", unit: "Percent" } as const;
      this.meter.series({ ...name, dimensions: { InstanceId: spec.id } }).add(percent);
      const group = spec.names.autoScalingGroup;
      if (group === undefined) continue;
      const entry = groups.get(`${scope} ${group}`) ?? { scope, name: group, values: [] };
      entry.values.push(percent);
      groups.set(`${scope} ${group}`, entry);
    }
    for (const { scope, name, values } of groups.values()) {
      this.meter
        .series({ scope, namespace: "AWS/EC2", name: "CPUUtilization", unit: "Percent", dimensions: { AutoScalingGroupName: name } })
        .add(...values);
    }
  }
}
