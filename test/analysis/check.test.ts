import fc from "fast-check";
import { baselineUntil, judgeBaseline, judgeSamples, judgeTraffic, meets, rateOf, recoveredAfter, samplesIn } from "../../src/analysis";
import type { ThresholdPlan } from "../../src/experiment";
import type { Sample, SeriesBook, SeriesKey } from "../../src/journal";
import { metric, planOf } from "../run/manifest";

const below5: ThresholdPlan = { operator: "below", value: 5, text: "below 5%" };
const P = 10_000;
const samples = (...values: (number | null)[]): Sample[] => values.map((value, index) => ({ at: index * P, value }));

test("operators hold at, above and below their bound as their names say", () => {
  const at = (operator: ThresholdPlan["operator"]) => [4, 5, 6].map((value) => meets({ operator, value: 5, text: "" }, value));
  expect([at("below"), at("atMost"), at("above"), at("atLeast")]).toEqual([
    [true, false, false],
    [true, true, false],
    [false, false, true],
    [false, true, true],
  ]);
  expect(meets(below5, Number.NaN)).toBe(false);
});

test("the tolerance is a share of the samples, rounded down", () => {
  expect(judgeSamples(samples(...Array<number>(19).fill(1), 9), below5, 0.05).answer).toBe("held");
  expect(judgeSamples(samples(...Array<number>(18).fill(1), 9), below5, 0.05).answer).toBe("missed");
});

test("fewer than three samples are too few, and samples without data are missing, not good", () => {
  expect(judgeSamples(samples(1, 1), below5, 0).answer).toBe("too-few");
  expect(judgeSamples(samples(1, 1, null), below5, 0)).toMatchObject({ answer: "unknown", missing: 1 });
  expect(judgeSamples(samples(null, null, null), below5, 1)).toMatchObject({ answer: "unknown", worst: null });
});

test("held and missed stay true whatever the missing samples would have been", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: 0, max: 10 }), { nil: null }), { minLength: 3, maxLength: 25 }),
      fc.constantFrom(0, 0.1, 0.3),
      fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 25, maxLength: 25 }),
      (values, tolerate, fill) => {
        const { answer } = judgeSamples(samples(...values), below5, tolerate);
        const whole = values.map((value, index) => value ?? fill[index] ?? 0);
        if (answer === "held" || answer === "missed") expect(judgeSamples(samples(...whole), below5, tolerate).answer).toBe(answer);
      },
    ),
  );
});

test("a window asks for every sample it should have, recorded or not", () => {
  const some = [{ at: 20_000, value: 1 }];
  const ats = (belonging: "settled" | "touching" | "inside") => samplesIn(some, P, { from: 15_000, to: 45_000 }, belonging);
  expect(ats("settled")).toEqual([
    { at: 10_000, value: null },
    { at: 20_000, value: 1 },
    { at: 30_000, value: null },
  ]);
  expect(ats("touching").map((sample) => sample.at)).toEqual([10_000, 20_000, 30_000, 40_000]);
  expect(ats("inside").map((sample) => sample.at)).toEqual([20_000, 30_000]);
});

test("counts become rates by the length of their period; rates stay what they are", () => {
  expect(rateOf(metric("Requests", "Sum", "Count", 60_000), 600)).toBe(10);
  expect(rateOf(metric("Rate", "Average", "Count/Second"), 7)).toBe(7);
});

test("one sample below the floor is too little traffic", () => {
  const traffic = { metric: metric("Requests", "Sum", "Count"), atLeast: 10, text: "at least 10/s" };
  expect(judgeTraffic(traffic, samples(100, 100, 100)).answer).toBe("held");
  expect(judgeTraffic(traffic, samples(100, 99, 100)).answer).toBe("missed");
});

describe("the baseline", () => {
  const plan = planOf();
  const book = (errors: (number | null)[], requests: (number | null)[] = [400, 400, 400, 400]): SeriesBook =>
    new Map<SeriesKey, Sample[]>([
      ["check:errors", samples(...errors)],
      ["check:latency", samples(80, 80, 80, 80)],
      ["traffic", samples(...requests)],
    ]);
  const window = { from: 0, to: 40_000 };

  test("is long enough for three samples of the slowest metric", () => {
    expect(baselineUntil(planOf({ baselineMs: 1_000 }), 5_000)).toBe(30_000);
    const slow = planOf({ baselineMs: 60_000, traffic: { metric: metric("r", "Sum", "Count", 60_000), atLeast: 1, text: "" } });
    expect(baselineUntil(slow, 119_999)).toBe(240_000);
  });

  test("is normal, bad, or not known", () => {
    expect(judgeBaseline(plan, book([0.1, 0.1, 0.1, 0.1]), window, false).answer).toBe("ok");
    expect(judgeBaseline(plan, book([0.1, 2, 0.1, 0.1]), window, false)).toMatchObject({
      answer: "bad",
      message: expect.stringContaining("errors was not below 1%"),
    });
    expect(judgeBaseline(plan, book([0.1, null, 0.1, 0.1]), window, false).answer).toBe("unknown");
    expect(judgeBaseline(plan, book([0.1, 0.1, 0.1, 0.1], [400, 10, 400, 400]), window, false)).toMatchObject({
      answer: "bad",
      message: expect.stringContaining("traffic"),
    });
  });

  test("may be concluded before its newest samples are in, but not from fewer than three", () => {
    expect(judgeBaseline(plan, book([0.1, 0.1, 0.1, null]), window, true).answer).toBe("ok");
    expect(judgeBaseline(plan, book([0.1, 0.1, null, null]), window, true).answer).toBe("unknown");
  });
});

describe("the recovery", () => {
  const plan = planOf();
  const timeTo = (errors: (number | null)[], end = 5_000, requests?: (number | null)[]) => {
    const book: SeriesBook = new Map<SeriesKey, Sample[]>([
      ["check:errors", samples(...errors)],
      ["check:latency", samples(...errors.map(() => 80))],
      ["traffic", samples(...(requests ?? errors.map(() => 400)))],
    ]);
    return recoveredAfter(plan, book, end, errors.length * P);
  };

  test("counts from the end of the fault to the first of at least three good samples that last", () => {
    expect(timeTo([2, 2, 0.1, 0.1, 0.1])).toBe(15_000);
    expect(timeTo([2, 0.1, 0.1, 2, 0.1, 0.1, 0.1])).toBe(35_000);
  });
  test("takes no time when the system was never bad", () => {
    expect(timeTo([0.1, 0.1, 0.1, 0.1])).toBe(0);
  });
  test("takes until the next sample at most when the sample of the end was bad: what was after it is not known", () => {
    expect(timeTo([2, 0.1, 0.1, 0.1])).toBe(5_000);
  });
  test("is not known with fewer good samples, or without data, or without traffic", () => {
    expect(timeTo([2, 2, 0.1, 0.1])).toBeUndefined();
    expect(timeTo([2, 0.1, null, 0.1, 0.1])).toBeUndefined();
    expect(timeTo([0.1, 0.1, 0.1, 0.1], 5_000, [400, 0, 400, 0])).toBeUndefined();
  });
});
