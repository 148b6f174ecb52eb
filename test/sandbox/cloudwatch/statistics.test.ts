import fc from "fast-check";
import { parseStat } from "../../../src/sandbox/cloudwatch/series/stat";
import { Statistics } from "../../../src/sandbox/cloudwatch/series/statistics";

const of = (values: readonly number[]) => {
  const made = new Statistics();
  for (const value of values) made.add(value);
  return made;
};
const value = (name: string, statistics: Statistics) => {
  const stat = parseStat(name);
  if (!stat) throw new Error(`no statistic ${name}`);
  return stat.of(statistics);
};
const all = [
  "SampleCount",
  "Sum",
  "Average",
  "Minimum",
  "Maximum",
  "p0",
  "p50",
  "p90",
  "p99.9",
  "p100",
  "tm90",
  "TM(10%:90%)",
  "wm80",
  "IQM",
  "PR(:50)",
];
const close = (a: number | undefined, b: number | undefined, within: number) =>
  a === b || (a !== undefined && b !== undefined && Math.abs(a - b) <= within * Math.max(1e-9, Math.abs(a), Math.abs(b)));

test("the statistics of any partition, merged in any order, equal those of the whole", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 20 }), { minLength: 1, maxLength: 10 }), (parts) => {
      const whole = of(parts.flat());
      const merged = new Statistics();
      for (const part of [...parts].reverse()) merged.merge(of(part));
      if (whole.count === 0) return merged.count === 0;
      for (const name of all) expect([name, close(value(name, merged), value(name, whole), 1e-9)]).toEqual([name, true]);
      return true;
    }),
  );
});

test("with more different values than are kept, percentiles are at most one percent off and the set is exact", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 300, maxLength: 900 }), (values) => {
      const found = of(values);
      const sorted = [...values].sort((a, b) => a - b);
      expect([found.count, found.min, found.max]).toEqual([values.length, sorted[0], sorted.at(-1)]);
      for (const share of [0.01, 0.5, 0.9, 0.99, 1]) {
        const exact = sorted[Math.ceil(share * values.length - 1e-9) - 1];
        expect(close(value(`p${share * 100}`, found), exact, 0.0101)).toBe(true);
      }
    }),
    { numRuns: 25 },
  );
});

test("statistics come back from a snapshot as they were", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 600 }), (values) => {
      const before = of(values);
      const after = Statistics.from(JSON.parse(JSON.stringify(before)));
      for (const name of all) expect(value(name, after)).toBe(value(name, before));
    }),
    { numRuns: 30 },
  );
});

test("values with counts are as many samples", () => {
  const counted = new Statistics();
  counted.add(3, 2);
  counted.add(1, 8);
  expect(all.map((name) => value(name, counted))).toEqual(all.map((name) => value(name, of([3, 3, 1, 1, 1, 1, 1, 1, 1, 1]))));
});

test("a published statistic set has no percentiles, unless it stands for equal values", () => {
  const set = new Statistics();
  set.addSet(4, 10, 1, 4);
  expect([value("Average", set), value("p50", set)]).toEqual([2.5, undefined]);
  const equal = new Statistics();
  equal.addSet(4, 8, 2, 2);
  expect(value("p50", equal)).toBe(2);
  equal.merge(set);
  expect([value("SampleCount", equal), value("Sum", equal), value("p50", equal)]).toEqual([8, 18, undefined]);
});

test("negative values have no percentiles", () => {
  expect(value("p50", of([-1, 2]))).toBeUndefined();
  expect(value("Minimum", of([-1, 2]))).toBe(-1);
});

test("trimmed, winsorized and ranked statistics follow CloudWatch's definitions", () => {
  const ten = of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(value("tm90", ten)).toBe(5);
  expect(value("TM(10%:90%)", ten)).toBe(5.5);
  expect(value("TM(2:5)", ten)).toBe(4);
  expect(value("TC(2:5)", ten)).toBe(3);
  expect(value("TS(80%:)", ten)).toBe(19);
  expect(value("wm80", ten)).toBe((36 + 16) / 10);
  expect(value("PR(:3)", ten)).toBe(30);
  expect(value("PR(3:5)", ten)).toBe(20);
  expect(value("p90", ten)).toBe(9);
});

test.each([
  "",
  "average",
  "p",
  "p101",
  "p-1",
  "TM",
  "TM()",
  "TM(:)",
  "TM(10%:90)",
  "PR(10%:)",
  "constructor",
  "p99.99999999999",
])("%j is no statistic", (name) => expect(parseStat(name)).toBeUndefined());
