import { invalidCombination, invalidValue, notInSandbox, validation } from "../errors";
import { idsOf, parseExpression } from "../math/parser";
import { QueryRun } from "../query/queries";
import { checkQueries } from "../query/validate";
import { isSimpleStatistic, parseStat } from "../series/stat";
import { MetricStore } from "../series/store";
import type { MetricDataQuery } from "../types";
import type { PutMetricAlarmInput } from "./inputs";

const day = 86_400;
const week = 604_800;
const anomaly = new Set(["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"]);
const singleOnly = ["MetricName", "Namespace", "Dimensions", "Period", "Statistic", "ExtendedStatistic", "Unit"] as const;

const isAlarmPeriod = (seconds: number) => [10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);

/** Everything that PutMetricAlarm refuses beyond the model. */
export function checkMetricAlarm(input: PutMetricAlarmInput, accountId: string): void {
  refuseForeign(input);
  if (input.Metrics && input.Metrics.length > 0) checkMath(input, input.Metrics, accountId);
  else checkSingle(input);
  if (input.Threshold === undefined) throw validation("Threshold must not be null");
  if (input.EvaluationPeriods === undefined) throw validation("EvaluationPeriods must not be null");
  if (!Number.isFinite(input.Threshold)) throw validation(`The value ${input.Threshold} for parameter Threshold is invalid.`);
  if (input.DatapointsToAlarm !== undefined && input.DatapointsToAlarm > input.EvaluationPeriods) {
    throw validation("DatapointsToAlarm must be less than or equal to EvaluationPeriods");
  }
  oneOf("TreatMissingData", input.TreatMissingData, ["breaching", "notBreaching", "ignore", "missing"]);
  const lowSamples = input.EvaluateLowSampleCountPercentile;
  if (lowSamples !== undefined && lowSamples !== "evaluate" && lowSamples !== "ignore") {
    const options = "Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.";
    throw validation(`Option ${lowSamples} is not supported. ${options}`);
  }
  for (const arn of [...(input.AlarmActions ?? []), ...(input.OKActions ?? []), ...(input.InsufficientDataActions ?? [])]) checkArn(arn);
}

/** What AWS has and nothing here evaluates. */
function refuseForeign(input: PutMetricAlarmInput): void {
  if (input.Threshold !== undefined && input.ThresholdMetricId !== undefined) {
    throw validation("Threshold and ThresholdMetricId cannot both be set");
  }
  if (input.ThresholdMetricId !== undefined || anomaly.has(input.ComparisonOperator ?? "")) {
    throw notInSandbox("An alarm on anomaly detection (ThresholdMetricId)", "Use a fixed Threshold.");
  }
  if (input.EvaluationCriteria !== undefined || input.EvaluationInterval !== undefined) {
    throw notInSandbox("An alarm on a PromQL query (EvaluationCriteria)", "Use MetricName or Metrics.");
  }
  if (input.ComparisonOperator === undefined) throw validation("ComparisonOperator must not be null");
}

function checkSingle(input: PutMetricAlarmInput): void {
  if (input.MetricName === undefined) throw validation("MetricName must not be null");
  if (input.Namespace === undefined) throw validation("Namespace must not be null");
  if (input.Period === undefined) throw validation("Period must not be null");
  if (input.Statistic !== undefined && input.ExtendedStatistic !== undefined) {
    throw invalidCombination("The parameters Statistic and ExtendedStatistic are mutually exclusive and you have specified both.");
  }
  if (input.Statistic === undefined && input.ExtendedStatistic === undefined) throw validation("Statistic must not be null");
  if (input.ExtendedStatistic !== undefined && (isSimpleStatistic(input.ExtendedStatistic) || !parseStat(input.ExtendedStatistic))) {
    throw invalidValue(`The value ${input.ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  }
  checkPeriod(input.Period, input.EvaluationPeriods ?? 1);
}

function checkPeriod(period: number, evaluationPeriods: number): void {
  if (!isAlarmPeriod(period)) throw validation(`Invalid period ${period}: the period must be 10, 20, 30 or a multiple of 60 seconds`);
  const span = period * evaluationPeriods;
  if (period < 3600 && span > day) {
    throw validation("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)");
  }
  if (span > week) {
    throw validation(
      "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600",
    );
  }
}

function checkMath(input: PutMetricAlarmInput, metrics: readonly MetricDataQuery[], accountId: string): void {
  for (const name of singleOnly) {
    const value = input[name];
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) {
      throw validation(`${name} should not be set if list of Metrics is set.`);
    }
  }
  checkQueries(metrics, accountId);
  const watched = metrics.filter((query) => query.ReturnData !== false);
  const [only] = watched;
  if (!only || watched.length !== 1) throw validation("Exactly one element of the metrics list should return data.");
  const periods = metrics.flatMap((query) => query.MetricStat?.Period ?? query.Period ?? []);
  const [period] = periods;
  if (period === undefined) throw validation("Invalid metrics list: at least one metric is needed");
  if (new Set(periods).size > 1) throw validation("Invalid metrics list: all metrics must have the same period");
  checkPeriod(period, input.EvaluationPeriods ?? 1);
  if (metrics.filter((query) => query.MetricStat).length > 10) throw validation("Invalid metrics list: at most 10 metrics are allowed");
  checkWatched(metrics, only, accountId);
}

/** The watched expression gives one series, whatever the data: tried on none. */
function checkWatched(metrics: readonly MetricDataQuery[], watched: MetricDataQuery, scope: string): void {
  if (watched.Expression !== undefined && idsOf(parseExpression(watched.Expression)).has(watched.Id)) {
    throw validation(`Error in expression '${watched.Id}' [The expression refers to itself]`);
  }
  const series = new QueryRun(new MetricStore(), scope, metrics, { start: 0, end: 60_000, now: 60_000 }, true).of(watched);
  if (series.length !== 1) throw validation("Invalid metrics list: the expression that returns data must result in a single time series");
}

function oneOf(name: string, value: string | undefined, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value)) {
    throw validation(`The value ${value} for parameter ${name} is invalid. Valid values are ${allowed.join(", ")}.`);
  }
}

/** Actions are not delivered here, but only what looks like an ARN is taken, as in AWS. */
export function checkArn(arn: string): void {
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(arn)) throw validation(`Invalid arn syntax: ${arn}`);
}
