import type { Measurement } from "../../kernel/cloud";
import type { Dimension, MetricIdentity } from "../types";
import { minutesRetentionMs, Series, secondsRetentionMs } from "./series";
import { Statistics, type StatisticsJson } from "./statistics";

/** Numbers of all buckets together; each takes about 40 bytes, so data points stay below some 80 MB. */
const weightLimit = 2_000_000;
const leastSecondsMs = 60_000;
const leastMinutesMs = 60 * 60_000;
/** Metrics of one account and Region; beyond, the one that was made first is forgotten. */
const metricLimit = 50_000;

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  /** By unit: CloudWatch never mixes units in one series. */
  readonly units: Map<string, Series>;
}

export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly unit: string;
  /** Milliseconds since 1970, sandbox time. */
  readonly at: number;
  readonly highResolution: boolean;
  readonly add: (into: Statistics) => void;
}

/** A metric as a snapshot keeps it: minutes, no seconds. */
export interface MetricSnapshot {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly units: Readonly<Record<string, readonly (readonly [minute: number, StatisticsJson])[]>>;
}

/** AWS services publish once a minute; what is published under any other namespace here is of high resolution. */
const isHighResolution = (namespace: string) => !namespace.startsWith("AWS/");

export const byName = (a: Dimension, b: Dimension) => (a.Name < b.Name ? -1 : a.Name > b.Name ? 1 : 0);

/** The same metric whatever the order of its dimensions. */
function keyOf(namespace: string, name: string, dimensions: readonly Dimension[]): string {
  const sorted = dimensions.length > 1 ? [...dimensions].sort(byName) : dimensions;
  let key = `${namespace}\u0000${name}`;
  for (const dimension of sorted) key += `\u0000${dimension.Name}\u0000${dimension.Value}`;
  return key;
}

/** All metrics of all accounts and Regions, in memory. */
export class MetricStore {
  private readonly scopes = new Map<string, Map<string, Metric>>();
  /** Shrink when memory is short: the oldest seconds of all series go first, down to a minute, then minutes, down to an hour. */
  private secondsKeptMs = secondsRetentionMs;
  private minutesKeptMs = minutesRetentionMs;

  record(scope: string, datum: Datum): void {
    const metric = this.open(scope, datum.namespace, datum.name, datum.dimensions);
    let series = metric.units.get(datum.unit);
    if (!series) {
      series = new Series();
      metric.units.set(datum.unit, series);
    }
    series.record(datum.at, datum.highResolution, datum.add);
  }

  /** What `cloud.measure` does: measured numbers of the sandbox's own machines and load balancers. */
  measure(measurement: Measurement): void {
    const { namespace, name, values, unit, at } = measurement;
    if (values.length === 0) return;
    this.record(measurement.scope, {
      namespace,
      name,
      dimensions: Object.entries(measurement.dimensions).map(([Name, Value]) => ({ Name, Value })),
      unit,
      at,
      highResolution: isHighResolution(namespace),
      add: (into) => {
        for (const value of values) into.add(value);
      },
    });
  }

  find(scope: string, metric: Partial<MetricIdentity>): Metric | undefined {
    return this.scopes.get(scope)?.get(keyOf(metric.Namespace ?? "", metric.MetricName ?? "", metric.Dimensions ?? []));
  }

  /** The series in this unit; without a unit, those in all. */
  unitsOf(scope: string, metric: Partial<MetricIdentity>, wanted?: string): readonly { readonly unit: string; readonly series: Series }[] {
    const all = [...(this.find(scope, metric)?.units ?? [])].map(([unit, series]) => ({ unit, series }));
    return wanted === undefined ? all : all.filter(({ unit }) => unit === wanted);
  }

  metrics(scope: string): readonly Metric[] {
    return [...(this.scopes.get(scope)?.values() ?? [])];
  }

  /** Forgets what is too old, and sooner when there is too much. */
  prune(now: number): void {
    while (this.forget(now) > weightLimit) {
      if (this.secondsKeptMs > leastSecondsMs) this.secondsKeptMs /= 2;
      else if (this.minutesKeptMs > leastMinutesMs) this.minutesKeptMs /= 2;
      else return;
    }
  }

  /** The minutes since then, of every metric that has any. */
  snapshot(since: number): { readonly scope: string; readonly metric: MetricSnapshot }[] {
    const taken: { readonly scope: string; readonly metric: MetricSnapshot }[] = [];
    for (const [scope, metrics] of this.scopes) {
      for (const { namespace, name, dimensions, units } of metrics.values()) {
        const all = [...units].map(([unit, series]) => [unit, series.minutesSince(since)] as const);
        const recent = all.filter(([, minutes]) => minutes.length > 0);
        if (recent.length > 0) taken.push({ scope, metric: { namespace, name, dimensions, units: Object.fromEntries(recent) } });
      }
    }
    return taken;
  }

  load(scope: string, { namespace, name, dimensions, units }: MetricSnapshot): void {
    const metric = this.open(scope, namespace, name, dimensions);
    for (const [unit, minutes] of Object.entries(units)) {
      const series = new Series();
      series.load(minutes);
      metric.units.set(unit, series);
    }
  }

  private forget(now: number): number {
    let weight = 0;
    for (const metrics of this.scopes.values()) {
      for (const [key, metric] of metrics) {
        let left = 0;
        for (const series of metric.units.values()) left += series.forget(now - this.secondsKeptMs, now - this.minutesKeptMs);
        if (left === 0) metrics.delete(key);
        weight += left;
      }
    }
    return weight;
  }

  private open(scope: string, namespace: string, name: string, dimensions: readonly Dimension[]): Metric {
    let metrics = this.scopes.get(scope);
    if (!metrics) {
      metrics = new Map();
      this.scopes.set(scope, metrics);
    }
    const key = keyOf(namespace, name, dimensions);
    let metric = metrics.get(key);
    if (!metric) {
      const oldest = metrics.size >= metricLimit ? metrics.keys().next().value : undefined;
      if (oldest !== undefined) metrics.delete(oldest);
      metric = { namespace, name, dimensions, units: new Map() };
      metrics.set(key, metric);
    }
    return metric;
  }
}

/** Windows of several series (units) side by side, merged where they coincide. */
export function mergedWindows(series: readonly Series[], start: number, end: number, period: number) {
  const only = series[0];
  if (!only) return [];
  if (series.length === 1) return only.windows(start, end, period);
  const merged = new Map<number, Statistics>();
  for (const one of series) {
    for (const { at, statistics } of one.windows(start, end, period)) {
      let into = merged.get(at);
      if (!into) {
        into = new Statistics();
        merged.set(at, into);
      }
      into.merge(statistics);
    }
  }
  return [...merged].sort(([a], [b]) => a - b).map(([at, statistics]) => ({ at, statistics }));
}
