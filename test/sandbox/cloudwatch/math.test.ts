import fc from "fast-check";
import { check, evaluate } from "../../../src/sandbox/cloudwatch/math/evaluate";
import type { TimeSeries, Value } from "../../../src/sandbox/cloudwatch/math/values";

const minute = 60_000;
const gap = undefined;
type Points = readonly (number | undefined)[];

const seriesOf = (points: Points, label = ""): TimeSeries => ({
  points: new Map(points.flatMap((value, index) => (value === undefined ? [] : [[index * minute, value] as const]))),
  label,
  period: 60,
});

/** Evaluates over as many minutes as the longest metric has, and shows missing points as gaps. */
function math(expression: string, metrics: Readonly<Record<string, Points>>): Points[] {
  const length = Math.max(...Object.values(metrics).map((points) => points.length));
  const times = Array.from({ length }, (_, index) => index * minute);
  const lookup = (id: string): Value | undefined => {
    const points = metrics[id];
    return points && { kind: "series", series: seriesOf(points, id) };
  };
  const all = evaluate(expression, {
    times,
    lookup,
    metrics: () => Object.entries(metrics).map(([id, points]) => ({ id, series: seriesOf(points, id) })),
  });
  return all.map(({ points }) => times.map((time) => points.get(time)));
}

const one = (expression: string, metrics: Readonly<Record<string, Points>>) => math(expression, metrics)[0];

describe("the examples of AWS's guide", () => {
  const metric1 = [30, 20, 0, 0];
  const metric2 = [20, gap, 20, gap];
  test.each([
    ["metric1 < metric2", [0, 0, 1, 0]],
    ["metric1 >= 30", [1, 0, 0, 0]],
    ["metric1 > 15 AND metric2 > 15", [1, 0, 0, 0]],
    ["metric1 > 15 && metric2 > 15", [1, 0, 0, 0]],
    ["metric1 > 15 OR metric2 > 15", [1, 1, 1, 0]],
  ])("%s", (expression, expected) => expect(one(expression, { metric1, metric2 })).toEqual(expected));

  const m1 = [1, 1, 0, 0, gap];
  const m2 = [30, gap, 0, 0, 30];
  const m3 = [0, 0, 20, gap, 20];
  test.each([
    ["IF(m1, m2, m3)", [30, 0, 20, gap, gap]],
    ["IF(m1, 5, m3)", [5, 5, 20, gap, gap]],
    ["IF(m1, m2, 5)", [30, 0, 5, 5, gap]],
    ["IF(m1, m2)", [30, 0, gap, gap, gap]],
    ["IF(1, m2, m3)", [30, gap, 0, 0, 30]],
    ["IF(0, m2)", [gap, gap, gap, gap, gap]],
  ])("%s", (expression, expected) => expect(one(expression, { m1, m2, m3 })).toEqual(expected));
});

describe("an error rate, 100*m2/m1", () => {
  test("counts missing errors as none", () => {
    expect(one("100*m2/m1", { m1: [10, 20], m2: [1, gap] })).toEqual([10, 0]);
  });
  test("has no data point where nothing was requested", () => {
    expect(one("100*m2/m1", { m1: [gap, 0, 4], m2: [3, 2, 1] })).toEqual([gap, gap, 25]);
  });
});

describe("operators", () => {
  const metrics = { a: [6, 2], b: [3, 4] };
  test.each([
    ["a + b * 2", [12, 10]],
    ["(a + b) * 2", [18, 12]],
    ["a - b - 1", [2, -3]],
    ["a / b / 2", [1, 0.25]],
    ["2 ^ 3 ^ 2 + a * 0", [512, 512]],
    ["-a ^ 2", [-36, -4]],
    ["a * -1", [-6, -2]],
    ["a > 3 == b < 4", [1, 1]],
    ["1.5e1 + a*0", [15, 15]],
  ])("%s", (expression, expected) => expect(one(expression, metrics)).toEqual(expected));
});

describe("functions", () => {
  const metrics = { m1: [1, gap, 4, -2], m2: [10, 20, gap, gap] };
  test.each([
    ["SUM([m1, m2])", [11, 20, 4, -2]],
    ["AVG([m1, m2])", [5.5, 10, 2, -1]],
    ["MIN([m1, m2])", [1, 20, 4, -2]],
    ["MAX(METRICS())", [10, 20, 4, -2]],
    ["STDDEV([m1, m2])", [4.5, 0, 0, 0]],
    ["m1 - SUM(m1)", [-2, gap, 1, -5]],
    ["m1 * 0 + AVG(m1)", [1, gap, 1, 1]],
    ["m1 * 0 + MAX(m1) - MIN(m1)", [6, gap, 6, 6]],
    ["ABS(m1)", [1, gap, 4, 2]],
    ["CEIL(m1 / 4)", [1, gap, 1, -0]],
    ["FLOOR(m1 / 4)", [0, gap, 1, -1]],
    ["DIFF(m1)", [gap, gap, 3, -6]],
    ["RATE(m1)", [gap, gap, 3 / 120, -6 / 60]],
    ["RUNNING_SUM(m1)", [1, gap, 5, 3]],
    ["FILL(m1, 7)", [1, 7, 4, -2]],
    ["FILL(m2, REPEAT)", [10, 20, 20, 20]],
    ["FILL(m1, LINEAR)", [1, 2.5, 4, -2]],
    ["FILL(m2, LINEAR)", [10, 20, gap, gap]],
    ["FILL(m1, m2)", [1, 20, 4, -2]],
    ["TIME_SERIES(3)", [3, 3, 3, 3]],
    ["m1 / PERIOD(m1)", [1 / 60, gap, 4 / 60, -2 / 60]],
    ["SUM(METRICS('m2'))", [10, 20, gap, gap]],
    ["m1 / METRIC_COUNT(METRICS())", [0.5, gap, 2, -1]],
    ["FIRST(SORT(METRICS(), AVG, DESC))", [10, 20, gap, gap]],
    ["LAST(SORT(METRICS(), AVG, DESC))", [1, gap, 4, -2]],
    ["DATAPOINT_COUNT([m1, m2])", [2, 1, 1, 1]],
    ["MINUTE(m1)", [0, 1, 2, 3]],
  ])("%s", (expression, expected) => expect(one(expression, metrics)).toEqual(expected));

  test("an array stays an array through arithmetic", () => {
    expect(math("METRICS() * 2", metrics)).toEqual([
      [2, gap, 8, -4],
      [20, 40, gap, gap],
    ]);
    expect(math("SLICE(SORT(METRICS(), SUM, ASC), 1)", metrics)).toEqual([[10, 20, gap, gap]]);
  });
});

test("SUM of an array is the sum of its parts, whatever is missing", () => {
  const points = fc.array(fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: undefined }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(points, points, points, (a, b, c) => expect(one("SUM([a, b, c])", { a, b, c })).toEqual(one("a + b + c", { a, b, c }))),
  );
});

test.each([
  ["m1 +", "Unexpected 'end of expression' at char 4"],
  ["(m1", "Unexpected 'end of expression' at char 3"],
  ["m1 m1", "Unexpected 'm1' at char 3"],
  ["m1 # 2", "Unexpected character '#' at char 2"],
  ["m9", "Unknown identifier m9"],
  ["NOPE(m1)", "Unknown function NOPE"],
  ["SUM(m1)", "must result in a time series"],
  ["5", "must result in a time series"],
  ["FILL(m1, SIDEWAYS)", "Unknown identifier SIDEWAYS"],
  ["PERIOD(m1 + 1) * m1", "PERIOD needs a metric"],
  ["[m1] + [m1]", "Unsupported operand types for +"],
  ["SEARCH('{AWS/EC2} CPU', 'Average', 60)", "SEARCH is not available in this sandbox"],
  ["ANOMALY_DETECTION_BAND(m1)", "ANOMALY_DETECTION_BAND is not available in this sandbox"],
])("%s is refused: %s", (expression, message) => {
  expect(() => one(expression, { m1: [1] })).toThrow(message);
});

test("a Metrics Insights query is refused by name", () => {
  expect(() => check('SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId)')).toThrow("SELECT is not available in this sandbox");
});

test("an expression nested a thousand times is refused, not crashed on", () => {
  expect(() => one(`${"(".repeat(1000)}m1`, { m1: [1] })).toThrow("nested too deeply");
});
