import { calendar, fill } from "./series-functions";
import { collect, each, MathError, type Scope, scalar, series, type TimeSeries, union, type Value } from "./values";

type Fold = (values: readonly number[]) => number;
type Implementation = (args: readonly Value[], scope: Scope) => Value;

const sum: Fold = (values) => values.reduce((total, value) => total + value, 0);
const average: Fold = (values) => sum(values) / values.length;

/** Of all given values (population), since a period's data points are all there is. */
const deviation: Fold = (values) => {
  const mean = average(values);
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
};

const folds: Readonly<Record<string, Fold>> = {
  SUM: sum,
  AVG: average,
  MIN: (values) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  MAX: (values) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  STDDEV: deviation,
};

const valuesOf = (one: TimeSeries) => [...one.points.values()];

/** A fold over one series gives a number, over an array a series. AVG of an array counts what is missing as 0, as AWS does. */
function folded(name: string, fold: Fold): Implementation {
  return ([argument]) => {
    if (argument?.kind === "series") {
      const values = valuesOf(argument.series);
      return scalar(values.length > 0 ? fold(values) : name === "SUM" ? 0 : Number.NaN);
    }
    if (argument?.kind !== "array") throw new MathError(`${name} needs a time series or an array of time series`);
    const { all } = argument;
    return series(
      collect(union(all), (time) => {
        const there = all.flatMap(({ points }) => points.get(time) ?? []);
        return name === "AVG" ? sum(there) / all.length : fold(there);
      }),
    );
  };
}

const arrayOf = (name: string, value: Value | undefined): readonly TimeSeries[] => {
  if (value?.kind === "array") return value.all;
  if (value?.kind === "series") return [value.series];
  throw new MathError(`${name} needs an array of time series`);
};

const scalarOf = (name: string, value: Value | undefined): number => {
  if (value?.kind === "scalar") return value.value;
  throw new MathError(`${name} needs a number`);
};

const mapped =
  (name: string, change: (value: number) => number): Implementation =>
  ([argument]) => {
    if (argument?.kind === "scalar") return scalar(change(argument.value));
    if (!argument) throw new MathError(`${name} needs a time series`);
    return each(argument, name, ({ points }) => {
      const entries = new Map([...points].map(([time, value]) => [time, change(value)] as const));
      return collect(points.keys(), (time) => entries.get(time));
    });
  };

/** From each value and the one before it; the first has none before and is left out. */
const successive =
  (name: string, between: (value: number, before: number, seconds: number) => number): Implementation =>
  ([argument]) => {
    if (!argument) throw new MathError(`${name} needs a time series`);
    return each(argument, name, ({ points }) => {
      const changed = new Map<number, number>();
      let previous: readonly [number, number] | undefined;
      for (const [time, value] of points) {
        if (previous) changed.set(time, between(value, previous[1], (time - previous[0]) / 1000));
        previous = [time, value];
      }
      return changed;
    });
  };

const runningSum: Implementation = ([argument]) => {
  if (!argument) throw new MathError("RUNNING_SUM needs a time series");
  return each(argument, "RUNNING_SUM", ({ points }) => {
    const sums = new Map<number, number>();
    let total = 0;
    for (const [time, value] of points) {
      total += value;
      sums.set(time, total);
    }
    return sums;
  });
};

/** IF(condition, whenTrue[, whenFalse]): decided for each data point of the condition. */
const decide: Implementation = ([condition, whenTrue, whenFalse]) => {
  if (!condition || !whenTrue) throw new MathError("IF needs a condition and a value");
  for (const branch of [whenTrue, whenFalse]) {
    if (branch && branch.kind !== "series" && branch.kind !== "scalar") throw new MathError("IF needs time series or numbers");
  }
  if (condition.kind === "scalar") return (condition.value !== 0 ? whenTrue : whenFalse) ?? series(new Map());
  if (condition.kind !== "series") throw new MathError("The condition of IF needs to be a time series or a number");
  const { points } = condition.series;
  const value = (branch: Value | undefined, time: number) =>
    branch?.kind === "scalar" ? branch.value : branch?.kind === "series" ? branch.series.points.get(time) : undefined;
  return series(collect(points.keys(), (time) => (points.get(time) !== 0 ? (value(whenTrue, time) ?? 0) : value(whenFalse, time))));
};

const metrics: Implementation = ([part], scope) => {
  if (part && part.kind !== "text") throw new MathError("METRICS takes a string or nothing");
  const all = scope
    .metrics()
    .filter(({ id }) => !part || id.includes(part.text))
    .map((metric) => metric.series);
  return { kind: "array", all };
};

const sort: Implementation = ([argument, by, order, limit]) => {
  const fold = by?.kind === "word" ? folds[by.word] : undefined;
  if (!fold || order?.kind !== "word" || !["ASC", "DESC"].includes(order.word)) {
    throw new MathError("SORT needs an array, one of AVG, MIN, MAX or SUM, and ASC or DESC");
  }
  const sign = order.word === "ASC" ? 1 : -1;
  const ranked = arrayOf("SORT", argument).map((one) => ({
    one,
    rank: one.points.size > 0 ? fold(valuesOf(one)) : Number.NEGATIVE_INFINITY,
  }));
  ranked.sort((a, b) => sign * (a.rank - b.rank));
  const all = ranked.map(({ one }) => one);
  return { kind: "array", all: limit ? all.slice(0, scalarOf("SORT", limit)) : all };
};

const one = (found: TimeSeries | undefined, name: string): Value => {
  if (!found) throw new MathError(`${name} of an empty array`);
  return { kind: "series", series: found };
};

/** Every function of metric math that is computed here, by name. */
export const functions: ReadonlyMap<string, Implementation> = new Map<string, Implementation>([
  ...Object.entries(folds).map(([name, fold]) => [name, folded(name, fold)] as const),
  ["ABS", mapped("ABS", Math.abs)],
  ["CEIL", mapped("CEIL", Math.ceil)],
  ["FLOOR", mapped("FLOOR", Math.floor)],
  ["LOG", mapped("LOG", Math.log)],
  ["LOG10", mapped("LOG10", Math.log10)],
  ["DIFF", successive("DIFF", (value, before) => value - before)],
  ["DIFF_TIME", successive("DIFF_TIME", (_value, _before, seconds) => seconds)],
  ["RATE", successive("RATE", (value, before, seconds) => (value - before) / seconds)],
  ["RUNNING_SUM", runningSum],
  ["IF", decide],
  ["FILL", fill],
  ["METRICS", metrics],
  ["SORT", sort],
  [
    "SLICE",
    ([array, from, to]) => ({
      kind: "array",
      all: arrayOf("SLICE", array).slice(scalarOf("SLICE", from), to ? scalarOf("SLICE", to) : undefined),
    }),
  ],
  ["FIRST", ([array]) => one(arrayOf("FIRST", array)[0], "FIRST")],
  ["LAST", ([array]) => one(arrayOf("LAST", array).at(-1), "LAST")],
  ["REMOVE_EMPTY", ([array]) => ({ kind: "array", all: arrayOf("REMOVE_EMPTY", array).filter(({ points }) => points.size > 0) })],
  ["METRIC_COUNT", ([array]) => scalar(arrayOf("METRIC_COUNT", array).length)],
  [
    "DATAPOINT_COUNT",
    ([argument]) => {
      if (argument?.kind === "series") return scalar(argument.series.points.size);
      const all = arrayOf("DATAPOINT_COUNT", argument);
      return series(collect(union(all), (time) => all.filter(({ points }) => points.has(time)).length));
    },
  ],
  [
    "PERIOD",
    ([argument]) => {
      const period = argument?.kind === "series" ? argument.series.period : undefined;
      if (period === undefined) throw new MathError("PERIOD needs a metric, not the result of an expression");
      return scalar(period);
    },
  ],
  [
    "TIME_SERIES",
    ([argument], { times }) => {
      const value = scalarOf("TIME_SERIES", argument);
      return series(collect(times, () => value));
    },
  ],
  ...calendar,
]);

/** AWS has these; they need data that this sandbox has not. */
export const refused: ReadonlyMap<string, string> = new Map([
  ["SEARCH", "Name the metrics, or use METRICS()."],
  ["SELECT", "Metrics Insights queries are not supported; name the metrics."],
  ["ANOMALY_DETECTION_BAND", "Use a fixed threshold."],
  ["INSIGHT_RULE_METRIC", "Contributor Insights is not simulated."],
  ["SERVICE_QUOTA", "Service quotas are not published as metrics."],
  ["DB_PERF_INSIGHTS", "Performance Insights is not simulated."],
  ["LAMBDA", "Data sources behind Lambda functions are not simulated."],
]);
