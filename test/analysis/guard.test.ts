import fc from "fast-check";
import { breachOf, sampleNumber } from "../../src/analysis";
import type { GuardPlan } from "../../src/experiment";
import type { Sample } from "../../src/journal";
import { metric } from "../run/manifest";

const P = 10_000;
const guard = (change: Partial<GuardPlan> = {}): GuardPlan => ({
  name: "g",
  metric: metric("Errors"),
  breachedWhen: { operator: "above", value: 5, text: "above 5%" },
  bad: 1,
  of: 1,
  missingData: "breaching",
  ...change,
});
const series = (...values: (number | null)[]): Sample[] => values.map((value, index) => ({ at: index * P, value }));
const long = 100 * P;

test("one bad sample of one is a breach at the end of that sample", () => {
  expect(breachOf(guard(), series(1, 9, 1), 0, 3 * P)).toEqual({ value: 9, breachAt: 2 * P, firstBadAt: P, sampleAt: P });
});

test("two bad of three are a breach, wherever the third stands; one is none", () => {
  const two = guard({ bad: 2, of: 3 });
  expect(breachOf(two, series(9, 1, 9), 0, long)).toMatchObject({ firstBadAt: 0, sampleAt: 2 * P });
  expect(breachOf(two, series(9, 1, 1, 9), 0, long)).toBeUndefined();
});

test("a missing sample counts only when it cannot come in any more, and then as the guard says", () => {
  expect(breachOf(guard(), series(1, null), 0, 2 * P)).toBeUndefined();
  expect(breachOf(guard(), series(1, null), 0, 2 * P + 29_999)).toBeUndefined();
  expect(breachOf(guard(), series(1, null), 0, 2 * P + 30_000)).toMatchObject({ value: null, breachAt: 2 * P + 30_000 });
  expect(breachOf(guard({ missingData: "notBreaching" }), series(1, null), 0, long)).toBeUndefined();
});

test("samples that are late do not hide an older breach behind them", () => {
  expect(breachOf(guard(), series(9, null, null), 0, 3 * P)).toMatchObject({ value: 9 });
});

test("an average in the middle of its period is not conclusive; a sum that can only grow is", () => {
  const sum = guard({ metric: metric("Failures", "Sum", "Count") });
  expect(breachOf(guard(), series(1, 9), 0, P + 5_000)).toBeUndefined();
  expect(breachOf(sum, series(1, 9), 0, P + 5_000)).toMatchObject({ breachAt: P + 5_000, firstBadAt: P });
  expect(
    breachOf(guard({ metric: metric("x", "Sum"), breachedWhen: { operator: "below", value: 5, text: "" } }), series(9, 1), 0, P + 5_000),
  ).toBeUndefined();
  expect(breachOf(guard({ metric: metric("x", "Maximum") }), series(1, 9), 0, P + 5_000)).toBeDefined();
});

test("a bad sample before the time that is asked about is no breach in it", () => {
  expect(breachOf(guard(), series(9, 1, 1), 2 * P, long)).toBeUndefined();
});

test("it is breached exactly when some window of the last samples has enough bad ones", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }).chain((of) => fc.record({ of: fc.constant(of), bad: fc.integer({ min: 1, max: of }) })),
      (values, { bad, of }) => {
        const windows = values.map((_, index) => values.slice(Math.max(0, index - of + 1), index + 1).filter((value) => value > 5).length);
        expect(breachOf(guard({ bad, of }), series(...values), 0, long) !== undefined).toBe(windows.some((count) => count >= bad));
      },
    ),
  );
});

test("more bad samples never take a breach away", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 20 }), fc.nat(), (values, pick) => {
      const worse = values.map((value, index) => (index === pick % values.length ? 10 : value));
      const two = guard({ bad: 2, of: 3 });
      if (breachOf(two, series(...values), 0, long)) expect(breachOf(two, series(...worse), 0, long)).toBeDefined();
    }),
  );
});

test("samples are numbered from the one in which the fault began", () => {
  expect([3, 13, 25].map((at) => sampleNumber(P, 5_000, at * 1_000))).toEqual([1, 2, 3]);
});
