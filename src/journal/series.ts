import type { MetricPlan, Plan } from "../experiment";
import type { Entry, Sample, SeriesKey } from "./events";

/** Every series that a plan asks for, with its metric. */
export function seriesOfPlan(plan: Plan): readonly { readonly key: SeriesKey; readonly metric: MetricPlan }[] {
  return [
    ...plan.checks.map((check) => ({ key: `check:${check.name}` as const, metric: check.metric })),
    ...plan.guards.map((guard) => ({ key: `guard:${guard.name}` as const, metric: guard.metric })),
    ...plan.effects.map((effect) => ({ key: `effect:${effect.name}` as const, metric: effect.metric })),
    { key: "traffic", metric: plan.traffic.metric },
  ];
}

/** Samples by series, oldest first, each instant once. */
export type SeriesBook = ReadonlyMap<SeriesKey, readonly Sample[]>;

/**
 * Every sample that a journal has. A number that came late replaces a `null` that was written before; a number that changed
 * afterwards (late data points in a period) replaces the older number.
 */
export function seriesIn(entries: readonly Entry[]): SeriesBook {
  const book = new Map<SeriesKey, Map<number, Sample>>();
  for (const { event } of entries) {
    if (event.type !== "sampled") continue;
    for (const [key, samples] of Object.entries(event.series) as [SeriesKey, readonly Sample[] | undefined][]) {
      const known = book.get(key) ?? new Map<number, Sample>();
      for (const sample of samples ?? []) if (sample.value !== null || !known.has(sample.at)) known.set(sample.at, sample);
      book.set(key, known);
    }
  }
  return new Map([...book].map(([key, samples]) => [key, [...samples.values()].sort((a, b) => a.at - b.at)]));
}
