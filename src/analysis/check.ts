import type { CheckPlan, MetricPlan, Plan, ThresholdPlan } from "../experiment";
import type { Sample } from "../journal";
import { meets, worseOf } from "./threshold";
import { MIN_SAMPLES } from "./timing";

/** What the samples of one phase say about one threshold. */
export interface Finding {
  /**
   * `held` and `missed` are certain: they stay true whatever the missing samples would have been. `unknown` is all else; `too-few` when
   * there are less than three samples.
   */
  readonly answer: "held" | "missed" | "unknown" | "too-few";
  readonly samples: number;
  readonly misses: number;
  readonly missing: number;
  /** How many misses the tolerance allows. */
  readonly allowed: number;
  /** The value furthest from the threshold; `null` without data. */
  readonly worst: number | null;
  readonly firstMissAt: number | null;
}

/** Judges the samples of one phase against a threshold, `tolerate` being the share (0 to 1) that may miss it. */
export function judgeSamples(samples: readonly Sample[], threshold: ThresholdPlan, tolerate: number): Finding {
  const values = samples.flatMap((sample) => (sample.value === null ? [] : [sample.value]));
  const missed = samples.filter((sample) => sample.value !== null && !meets(threshold, sample.value));
  const missing = samples.length - values.length;
  const allowed = Math.floor(tolerate * samples.length + 1e-9);
  const answer =
    samples.length < MIN_SAMPLES
      ? "too-few"
      : missed.length > allowed
        ? "missed"
        : missed.length + missing > allowed || values.length < MIN_SAMPLES
          ? "unknown"
          : "held";
  return {
    answer,
    samples: samples.length,
    misses: missed.length,
    missing,
    allowed,
    worst: values.length === 0 ? null : values.reduce((a, b) => worseOf(threshold, a, b)),
    firstMissAt: missed[0]?.at ?? null,
  };
}

/** Traffic per second of one sample of the traffic metric: counts are divided by the length of their period. */
export function rateOf(metric: MetricPlan, value: number): number {
  return metric.unit === "Count" ? value / (metric.periodMs / 1_000) : value;
}

/** Judges the traffic of one phase against the floor. No sample may be below it: what nobody used cannot fail. */
export function judgeTraffic(traffic: Plan["traffic"], samples: readonly Sample[]): Finding {
  const rates = samples.map((sample) => ({ at: sample.at, value: sample.value === null ? null : rateOf(traffic.metric, sample.value) }));
  return judgeSamples(rates, { operator: "atLeast", value: traffic.atLeast, text: traffic.text }, 0);
}

/** The threshold of a check for a phase. */
export function thresholdOf(check: CheckPlan, phase: "baseline" | "fault" | "recovery"): ThresholdPlan {
  return phase === "fault" ? check.duringFault : check.normal;
}
