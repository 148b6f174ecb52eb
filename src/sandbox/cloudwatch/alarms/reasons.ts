import type { ComparisonOperator } from "../types";
import { breaches, type Decision } from "./evaluator";
import type { Point } from "./reading";
import { type MetricAlarm, periodOf } from "./records";
import { isoTime, javaDouble, shortTime } from "./text";

const comparisons: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  GreaterThanThreshold: "greater than",
  LessThanThreshold: "less than",
  LessThanOrEqualToThreshold: "less than or equal to",
};

/** Reasons and their data are of limited length; an alarm may evaluate hundreds of data points. */
const mostListed = 8;
const mostDetailed = 12;
const mostRecent = 40;

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const was = (count: number) => (count === 1 ? "was" : "were");

/** Why the alarm is in its new state, in AWS's words. */
export function reasonOf({ config, state }: MetricAlarm, decision: Decision, range: readonly Point[]): string {
  const { EvaluationPeriods: periods, DatapointsToAlarm: wanted = periods, Threshold, ComparisonOperator } = config;
  if (decision.state === "INSUFFICIENT_DATA") return `Insufficient Data: ${plural(periods, "datapoint")} ${was(periods)} unknown.`;
  const filling =
    config.TreatMissingData === "breaching" ? "[Breaching]" : config.TreatMissingData === "notBreaching" ? "[NonBreaching]" : "";
  const filled =
    filling && decision.filled > 0 ? `${plural(decision.filled, "missing datapoint")} ${was(decision.filled)} treated as ${filling}` : "";
  const points = decision.evaluated.flatMap((index) => range[index] ?? []);
  if (points.length === 0) return `Threshold Crossed: no datapoints were received for ${plural(periods, "period")} and ${filled}.`;

  const breaching = points.filter(({ value }) => value !== undefined && breaches(value, ComparisonOperator, Threshold));
  const others = points.filter((point) => !breaching.includes(point));
  const says = decision.state === "ALARM" ? breaching : others;
  const telling = says.length > 0 ? says : points;
  const not = telling === others ? "not " : "";
  const newest = [...telling].reverse().slice(0, mostListed);
  const listed = newest.map(({ at, value = Number.NaN }) => `${javaDouble(value)} (${shortTime(at)})`);
  if (telling.length > mostListed) listed.push("...");
  const crossing = `[${listed.join(", ")}] ${was(telling.length)} ${not}${comparisons[ComparisonOperator]} the threshold (${javaDouble(Threshold)})`;
  const and = filled ? ` and ${filled}` : "";
  if (state.value === "INSUFFICIENT_DATA") return `Threshold Crossed: ${plural(telling.length, "datapoint")} ${crossing}${and}.`;
  const [from, to, minimum] = decision.state === "ALARM" ? ["OK", "ALARM", wanted] : ["ALARM", "OK", periods - wanted + 1];
  return (
    `Threshold Crossed: ${telling.length} out of the last ${plural(periods, "datapoint").replace(/ datapoint$/, " datapoints")} ${crossing}${and} ` +
    `(minimum ${plural(minimum, "datapoint")} for ${from} -> ${to} transition).`
  );
}

/** The same for programs. */
export function reasonDataOf(alarm: MetricAlarm, decision: Decision, range: readonly Point[], now: number): string {
  const { config } = alarm;
  const points = decision.evaluated.flatMap((index) => range[index] ?? []);
  const shown = points.length > 0 ? points : range.slice(-config.EvaluationPeriods);
  return JSON.stringify({
    version: "1.0",
    queryDate: isoTime(now),
    startDate: points[0] && isoTime(points[0].at),
    unit: config.Unit,
    statistic: config.Statistic ?? config.ExtendedStatistic,
    period: periodOf(alarm),
    recentDatapoints: points.slice(-mostRecent).map(({ value }) => value),
    threshold: config.Threshold,
    evaluatedDatapoints: [...shown]
      .reverse()
      .slice(0, mostDetailed)
      .map(({ at, value, samples }) => ({
        timestamp: isoTime(at),
        sampleCount: value === undefined ? undefined : samples,
        value,
      })),
  });
}

export const createdReason = "Unchecked: Initial alarm creation";
