import type { GuardPlan, MetricPlan, Plan, ThresholdPlan } from "../experiment";
import type { Sample } from "../journal";
import { meets } from "./threshold";
import { floorTo, graceMs } from "./timing";

/** A guard's breach as the samples show it. */
export interface Breach {
  /** Of the sample that completed it; `null` when that sample is missing and missing counts as bad. */
  readonly value: number | null;
  readonly breachAt: number;
  readonly firstBadAt: number;
  /** When the sample that completed it began. */
  readonly sampleAt: number;
}

interface Seen {
  readonly at: number;
  readonly value: number | null;
  readonly bad: boolean;
  /** When it could be known. */
  readonly knownAt: number;
}

/**
 * The first breach that the samples show in a window that ends after `from`, as a CloudWatch alarm would find it: `bad` of the newest
 * `of` samples. A sample that may still come in is not counted either way; a missing one counts as the guard says. The current period
 * counts as soon as nothing that may still come can make it good.
 */
export function breachOf(guard: GuardPlan, samples: readonly Sample[], from: number, now: number): Breach | undefined {
  const { periodMs } = guard.metric;
  const seen = [...samples]
    .sort((a, b) => a.at - b.at)
    .flatMap((sample): Seen[] => {
      const end = sample.at + periodMs;
      if (sample.at >= now) return [];
      if (end > now) return conclusiveEarly(guard, sample) ? [{ ...sample, bad: true, knownAt: now }] : [];
      if (sample.value !== null) return [{ ...sample, bad: meets(guard.breachedWhen, sample.value), knownAt: end }];
      return now < end + graceMs(periodMs) ? [] : [{ ...sample, bad: guard.missingData === "breaching", knownAt: end + graceMs(periodMs) }];
    });
  for (const [index, last] of seen.entries()) {
    if (last.at + periodMs <= from || !last.bad) continue;
    const bad = seen.slice(Math.max(0, index - guard.of + 1), index + 1).filter((sample) => sample.bad);
    const [first] = bad;
    if (first && bad.length >= guard.bad) {
      return { value: last.value, breachAt: last.knownAt, firstBadAt: first.at, sampleAt: last.at };
    }
  }
  return undefined;
}

/** The number of a sample, counted from 1 for the one in which `from` lies. */
export function sampleNumber(periodMs: number, from: number, sampleAt: number): number {
  return Math.max(1, Math.round((floorTo(periodMs, sampleAt) - floorTo(periodMs, from)) / periodMs) + 1);
}

/** The unit of what a guard watches; none for a guard that the plan does not have. */
export function guardUnit(plan: Plan, guard: string): string {
  return plan.guards.find(({ name }) => name === guard)?.metric.unit ?? "";
}

/** How far back the samples of a guard must reach to be judged now. */
export function lookBackMs(guard: GuardPlan): number {
  return (guard.of + 1) * guard.metric.periodMs + graceMs(guard.metric.periodMs);
}

function conclusiveEarly(guard: GuardPlan, sample: Sample): boolean {
  return sample.value !== null && onlyGetsWorse(guard.metric, guard.breachedWhen) && meets(guard.breachedWhen, sample.value);
}

/** Whether a value that is over the threshold in the middle of its period must still be over it at the end. */
function onlyGetsWorse(metric: MetricPlan, threshold: ThresholdPlan): boolean {
  const [query] = metric.queries;
  if (metric.queries.length !== 1 || query?.kind !== "metric") return false;
  const grows = ["Sum", "SampleCount", "Maximum"].includes(query.statistic);
  const isAbove = threshold.operator === "above" || threshold.operator === "atLeast";
  return isAbove ? grows : query.statistic === "Minimum";
}
