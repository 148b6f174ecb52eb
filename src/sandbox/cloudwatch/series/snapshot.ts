import type { Cloud } from "../../kernel/cloud";
import type { MetricSnapshot, MetricStore } from "./store";

const keptMs = 60 * 60_000;

type Saved = readonly { readonly scope: string; readonly metric: MetricSnapshot }[];

/** Data points change too often to be records. One record stands for them all and is written out when a snapshot asks for it. */
interface Live {
  toJSON(): Saved;
}

/** Loads what an earlier snapshot kept, and has the next ones keep the last hour by minutes. */
export function keepInSnapshots(cloud: Cloud, store: MetricStore): void {
  const records = cloud.state.table<Saved | Live>("cloudwatch.datapoints").in("all");
  const saved = records.get("datapoints");
  if (Array.isArray(saved)) for (const { scope, metric } of saved as Saved) store.load(scope, metric);
  records.set("datapoints", { toJSON: () => store.snapshot(cloud.clock.now() - keptMs) });
}
