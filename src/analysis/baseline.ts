import type { MetricPlan, Plan } from "../experiment";
import type { SeriesBook } from "../journal";
import { valueText } from "../words";
import { type Finding, judgeSamples, judgeTraffic } from "./check";
import { samplesIn, type Window } from "./samples";
import { floorTo, graceMs, MIN_SAMPLES } from "./timing";

/** The earliest end of a baseline that began at `from`: the planned length, and at least three samples of everything that is judged. */
export function baselineUntil(plan: Plan, from: number): number {
  return Math.max(
    from + plan.baselineMs,
    ...judgedMetrics(plan).map((metric) => floorTo(metric.periodMs, from) + MIN_SAMPLES * metric.periodMs),
  );
}

/** When a baseline that still lacks samples is given up. */
export function baselineDeadline(plan: Plan, from: number): number {
  return baselineUntil(plan, from) + Math.max(...judgedMetrics(plan).map((metric) => graceMs(metric.periodMs) + metric.periodMs));
}

/** The metrics that the verdict rests on: the checks and the traffic. */
export function judgedMetrics(plan: Plan): readonly MetricPlan[] {
  return [plan.traffic.metric, ...plan.checks.map((check) => check.metric)];
}

export interface BaselineAnswer {
  readonly answer: "ok" | "bad" | "unknown";
  readonly message: string;
}

/**
 * Whether the system was normal in a window before the fault. `unknown` while samples are missing that may still come; before the
 * fault it is asked again until the deadline, and then counts as no.
 */
export function judgeBaseline(plan: Plan, series: SeriesBook, window: Window, mayWait: boolean): BaselineAnswer {
  const found: { readonly what: string; readonly finding: Finding; readonly bound: string; readonly unit: string }[] = [
    {
      what: "traffic",
      finding: judgeTraffic(
        plan.traffic,
        known(samplesIn(series.get("traffic"), plan.traffic.metric.periodMs, window, "settled"), mayWait),
      ),
      bound: `at least ${plan.traffic.text}`,
      unit: "Count/Second",
    },
    ...plan.checks.map((check) => ({
      what: check.name,
      finding: judgeSamples(
        known(samplesIn(series.get(`check:${check.name}`), check.metric.periodMs, window, "settled"), mayWait),
        check.normal,
        check.tolerate,
      ),
      bound: check.normal.text,
      unit: check.metric.unit,
    })),
  ];
  const missed = found.find(({ finding }) => finding.answer === "missed");
  if (missed)
    return {
      answer: "bad",
      message: `${missed.what} was not ${missed.bound} before the fault: ${missed.finding.misses} of ${missed.finding.samples} samples missed it, the worst was ${valueText(missed.finding.worst, missed.unit)}`,
    };
  const unknown = found.find(({ finding }) => finding.answer !== "held");
  if (unknown)
    return {
      answer: "unknown",
      message: `${unknown.what} cannot be judged before the fault: ${unknown.finding.samples - unknown.finding.missing} samples have data, ${Math.max(MIN_SAMPLES, unknown.finding.samples)} are needed`,
    };
  return { answer: "ok", message: `normal in ${found.length} of ${found.length} series` };
}

/** The newest samples may not have come in yet; what is older and known is enough to begin on. The final verdict asks for all of them. */
function known<T extends { readonly value: number | null }>(samples: readonly T[], mayWait: boolean): readonly T[] {
  if (!mayWait) return samples;
  const last = samples.findLastIndex((sample) => sample.value !== null);
  return samples.slice(0, last + 1);
}
