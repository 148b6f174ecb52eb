import type { Operator } from "./parser";
import { collect, describe, MathError, scalar, type TimeSeries, union, type Value } from "./values";

const truth = (yes: boolean) => (yes ? 1 : 0);

const compute: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0 ? Number.NaN : a / b),
  "^": (a, b) => a ** b,
  "==": (a, b) => truth(a === b),
  "!=": (a, b) => truth(a !== b),
  "<": (a, b) => truth(a < b),
  "<=": (a, b) => truth(a <= b),
  ">": (a, b) => truth(a > b),
  ">=": (a, b) => truth(a >= b),
  AND: (a, b) => truth(a !== 0 && b !== 0),
  OR: (a, b) => truth(a !== 0 || b !== 0),
};

/** Between two series, a value that only one of them has meets a zero; what divides by zero is dropped. */
function pair(apply: (a: number, b: number) => number, left: TimeSeries, right: TimeSeries): TimeSeries {
  const points = collect(union([left, right]), (time) => apply(left.points.get(time) ?? 0, right.points.get(time) ?? 0));
  return { points, label: left.label };
}

function withScalar(apply: (value: number) => number, one: TimeSeries): TimeSeries {
  return {
    points: collect(one.points.keys(), (time) => {
      const value = one.points.get(time);
      return value === undefined ? undefined : apply(value);
    }),
    label: one.label,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax */
export function operate(operator: Operator, left: Value, right: Value): Value {
  const apply = compute[operator];
  if (left.kind === "scalar" && right.kind === "scalar") return scalar(apply(left.value, right.value));
  if (left.kind === "series") {
    if (right.kind === "scalar") return { kind: "series", series: withScalar((value) => apply(value, right.value), left.series) };
    if (right.kind === "series") return { kind: "series", series: pair(apply, left.series, right.series) };
    if (right.kind === "array")
      return { kind: "array", all: right.all.map((one) => ({ ...pair(apply, left.series, one), label: one.label })) };
  }
  if (left.kind === "array") {
    if (right.kind === "scalar")
      return { kind: "array", all: left.all.map((one) => withScalar((value) => apply(value, right.value), one)) };
    if (right.kind === "series") return { kind: "array", all: left.all.map((one) => pair(apply, one, right.series)) };
  }
  if (left.kind === "scalar") {
    if (right.kind === "series") return { kind: "series", series: withScalar((value) => apply(left.value, value), right.series) };
    if (right.kind === "array") return { kind: "array", all: right.all.map((one) => withScalar((value) => apply(left.value, value), one)) };
  }
  throw new MathError(`Unsupported operand types for ${operator}: ${describe(left)} and ${describe(right)}`);
}
