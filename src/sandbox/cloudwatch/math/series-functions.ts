import { collect, each, MathError, type Scope, type TimeSeries, type Value } from "./values";

/** FILL(metric, value | REPEAT | LINEAR): gives every period of the request a value where it can. */
export function fill([argument, filler]: readonly Value[], { times }: Scope): Value {
  if (!argument || !filler) throw new MathError("FILL needs a time series and a value, REPEAT or LINEAR");
  return each(argument, "FILL", (one) => {
    if (filler.kind === "scalar") return collect(times, (time) => one.points.get(time) ?? filler.value);
    if (filler.kind === "series") return collect(times, (time) => one.points.get(time) ?? filler.series.points.get(time));
    if (filler.kind === "word" && filler.word === "REPEAT") return repeated(one, times);
    if (filler.kind === "word" && filler.word === "LINEAR") return linear(one, times);
    throw new MathError("FILL needs a number, a time series, REPEAT or LINEAR");
  });
}

/** The last value before, from the first value on. */
function repeated({ points }: TimeSeries, times: readonly number[]): Map<number, number> {
  let last: number | undefined;
  return collect(times, (time) => {
    last = points.get(time) ?? last;
    return last;
  });
}

/** On the straight line between the values around it; nothing before the first and after the last. */
function linear({ points }: TimeSeries, times: readonly number[]): Map<number, number> {
  const filled = new Map<number, number>();
  let before: readonly [number, number] | undefined;
  let gap: number[] = [];
  for (const time of times) {
    const value = points.get(time);
    if (value === undefined) {
      gap.push(time);
      continue;
    }
    if (before) {
      const [start, from] = before;
      for (const missing of gap) filled.set(missing, from + ((value - from) * (missing - start)) / (time - start));
    }
    filled.set(time, value);
    before = [time, value];
    gap = [];
  }
  return filled;
}

const parts: readonly (readonly [string, (date: Date) => number])[] = [
  ["MINUTE", (date) => date.getUTCMinutes()],
  ["HOUR", (date) => date.getUTCHours()],
  ["DAY", (date) => date.getUTCDay() || 7],
  ["DATE", (date) => date.getUTCDate()],
  ["MONTH", (date) => date.getUTCMonth() + 1],
  ["YEAR", (date) => date.getUTCFullYear()],
  ["EPOCH", (date) => date.getTime() / 1000],
];

/** MINUTE … EPOCH: for every period of the request, what the calendar (UTC) says of its start. */
export const calendar = parts.map(
  ([name, part]) =>
    [
      name,
      ([argument]: readonly Value[], { times }: Scope): Value => {
        if (argument?.kind !== "series") throw new MathError(`${name} needs a time series`);
        return { kind: "series", series: { points: collect(times, (time) => part(new Date(time))), label: argument.series.label } };
      },
    ] as const,
);
