import type { Plan, ThresholdPlan } from "../experiment";
import type { Sample, SeriesBook } from "../journal";
import { rateOf } from "./check";
import { meets } from "./threshold";
import { ceilTo, GOOD_IN_A_ROW, graceMs } from "./timing";

/**
 * How long after the end of the fault the system was normal again: every check is in its normal range, under traffic, for three samples
 * in a row that lie wholly after the end. `undefined` while it is not.
 */
export function recoveredAfter(plan: Plan, series: SeriesBook, faultEnd: number, now: number): number | undefined {
  const floor: ThresholdPlan = { operator: "atLeast", value: plan.traffic.atLeast, text: plan.traffic.text };
  const rates = (series.get("traffic") ?? []).map(({ at, value }) => ({
    at,
    value: value === null ? null : rateOf(plan.traffic.metric, value),
  }));
  const times = [
    goodAfter(rates, floor, plan.traffic.metric.periodMs, faultEnd, now),
    ...plan.checks.map((check) => goodAfter(series.get(`check:${check.name}`) ?? [], check.normal, check.metric.periodMs, faultEnd, now)),
  ];
  const known = times.filter((time) => time !== undefined);
  return known.length === times.length ? Math.max(...known) : undefined;
}

/** When the wait for the recovery ends: its bound, the samples that must follow, and the time that the last of them may take to come in. */
export function recoveryDeadline(plan: Plan, faultEnd: number): number {
  const slowest = Math.max(plan.traffic.metric.periodMs, ...plan.checks.map((check) => check.metric.periodMs));
  return faultEnd + plan.recoveryMs + (GOOD_IN_A_ROW + 1) * slowest + graceMs(slowest);
}

function goodAfter(
  samples: readonly Sample[],
  threshold: ThresholdPlan,
  periodMs: number,
  faultEnd: number,
  now: number,
): number | undefined {
  const isGood = (at: number) => {
    const value = samples.find((sample) => sample.at === at)?.value ?? null;
    return value !== null && meets(threshold, value);
  };
  const first = ceilTo(periodMs, faultEnd);
  const latest = samples.findLast((sample) => sample.value !== null && sample.at + periodMs <= now)?.at;
  if (latest === undefined || latest < first) return undefined;
  let since = latest + periodMs;
  while (since - periodMs >= first && isGood(since - periodMs)) since -= periodMs;
  if (latest - since + periodMs < GOOD_IN_A_ROW * periodMs) return undefined;
  // The sample in which the fault ended says nothing of the time after it, unless it was good as a whole.
  const wasNeverBad = since === first && (first === faultEnd || isGood(first - periodMs));
  return wasNeverBad ? 0 : since - faultEnd;
}
