/** One time series: values by the start of their period, in milliseconds. */
export interface TimeSeries {
  readonly points: ReadonlyMap<number, number>;
  readonly label: string;
  /** Seconds; known of metrics, not of results of expressions. */
  readonly period?: number;
  /** Of metrics asked for without a unit: all units that have data, where there are several. The points are in one of them. */
  readonly units?: readonly string[];
}

export type Value =
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "series"; readonly series: TimeSeries }
  | { readonly kind: "array"; readonly all: readonly TimeSeries[] }
  /** `REPEAT`, `ASC`, `AVG` as an argument of SORT … */
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "text"; readonly text: string };

/** What an expression is evaluated against: the request's time range in periods, and what the ids stand for. */
export interface Scope {
  /** Starts of all periods of the request, ascending. */
  readonly times: readonly number[];
  lookup(id: string): Value | undefined;
  /** All metrics of the request (not expressions), with their ids. */
  readonly metrics: () => readonly { readonly id: string; readonly series: TimeSeries }[];
}

/** A mistake in an expression; the caller says in which. */
export class MathError extends Error {}

export const scalar = (value: number): Value => ({ kind: "scalar", value });
export const series = (points: ReadonlyMap<number, number>, label = ""): Value => ({ kind: "series", series: { points, label } });

/** Builds a series and leaves out what is no number: a division by zero drops its data point. */
export function collect(times: Iterable<number>, at: (time: number) => number | undefined): Map<number, number> {
  const points = new Map<number, number>();
  for (const time of times) {
    const value = at(time);
    if (value !== undefined && Number.isFinite(value)) points.set(time, value);
  }
  return points;
}

/** Every time at which one of these has a value, ascending. */
export function union(all: readonly TimeSeries[]): number[] {
  const only = all[0];
  if (only && all.length === 1) return [...only.points.keys()];
  const times = new Set<number>();
  for (const { points } of all) for (const time of points.keys()) times.add(time);
  return [...times].sort((a, b) => a - b);
}

/** Applies to each series of an array, or to the one. */
export function each(value: Value, name: string, change: (series: TimeSeries) => ReadonlyMap<number, number>): Value {
  if (value.kind === "series") return { kind: "series", series: { points: change(value.series), label: value.series.label } };
  if (value.kind === "array") return { kind: "array", all: value.all.map((one) => ({ points: change(one), label: one.label })) };
  throw new MathError(`${name} needs a time series`);
}

export function describe(value: Value): string {
  switch (value.kind) {
    case "scalar":
      return "a number";
    case "series":
      return "a time series";
    case "array":
      return "an array of time series";
    default:
      return value.kind === "word" ? value.word : "a string";
  }
}
