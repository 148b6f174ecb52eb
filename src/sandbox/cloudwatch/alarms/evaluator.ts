import type { ComparisonOperator, StateValue, TreatMissingData } from "../types";

/** What the state of an alarm is decided by. */
export interface Criteria {
  /** N */
  readonly evaluationPeriods: number;
  /** M: how many of N must breach. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

export interface Decision {
  readonly state: StateValue;
  /** Indices into the range of the real data points that were evaluated, oldest first. */
  readonly evaluated: readonly number[];
  /** How many data points were missing and had to be filled in. */
  readonly filled: number;
}

/**
 * CloudWatch looks further back than the evaluation periods, so that real data counts before missing data is filled in.
 * AWS does not say how far; its two documented tables look at 5 for 3, so two more is what we take.
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

export function breaches(value: number, operator: ComparisonOperator, threshold: number): boolean {
  switch (operator) {
    case "GreaterThanOrEqualToThreshold":
      return value >= threshold;
    case "GreaterThanThreshold":
      return value > threshold;
    case "LessThanThreshold":
      return value < threshold;
    case "LessThanOrEqualToThreshold":
      return value <= threshold;
  }
}

/**
 * The state that a range of data points calls for: true breaches, false does not, undefined is missing; oldest first.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function decide(range: readonly (boolean | undefined)[], criteria: Criteria, current: StateValue): Decision {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = criteria;
  const evaluated = range.flatMap((point, index) => (point === undefined ? [] : [index])).slice(-evaluationPeriods);
  const filled = evaluationPeriods - evaluated.length;
  const breaching = evaluated.filter((index) => range[index]).length;
  const becomes = (state: StateValue): Decision => ({ state, evaluated, filled });

  if (breaching >= datapointsToAlarm) return becomes("ALARM");
  if (filled === 0) return becomes("OK");
  if (treatMissingData === "breaching") return becomes(breaching + filled >= datapointsToAlarm ? "ALARM" : "OK");
  if (treatMissingData === "notBreaching") return becomes("OK");

  const allBreaching = breaching === evaluated.length;
  if (treatMissingData === "ignore") return becomes(allBreaching ? current : "OK");
  const oldest = evaluated[0];
  if (oldest === undefined) return becomes("INSUFFICIENT_DATA");
  // A breach that nothing contradicts counts once it is as old as the breaches that the alarm waits for; a younger one may still be contradicted.
  return becomes(allBreaching && range.length - oldest >= datapointsToAlarm ? "ALARM" : "OK");
}

/** Are there too few samples for this percentile to mean something? `percentile` from 0 to 1. */
export function tooFewSamples(samples: number, percentile: number): boolean {
  const rare = percentile >= 0.5 ? 1 - percentile : percentile;
  return rare > 0 && samples < 10 / rare - 1e-9;
}
