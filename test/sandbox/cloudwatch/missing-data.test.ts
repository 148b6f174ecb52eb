import { decide, evaluationRange, tooFewSamples } from "../../../src/sandbox/cloudwatch/alarms/evaluator";
import type { StateValue, TreatMissingData } from "../../../src/sandbox/cloudwatch/types";

/** `0` within the threshold, `X` breaching, `-` missing; oldest first, as in AWS's guide. */
const range = (text: string) => text.split(" ").map((mark) => (mark === "-" ? undefined : mark === "X"));

const current = "retain" as const;
type Expected = StateValue | typeof current;
type Row = readonly [points: string, missing: Expected, ignore: Expected, breaching: Expected, notBreaching: Expected];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, both tables; the range is 5. */
const threeOfThree: readonly Row[] = [
  ["0 - X - X", "OK", "OK", "OK", "OK"],
  ["0 - - - -", "OK", "OK", "OK", "OK"],
  ["- - - - -", "INSUFFICIENT_DATA", current, "ALARM", "OK"],
  ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["- - X - -", "ALARM", current, "ALARM", "OK"],
];
const twoOfThree: readonly Row[] = [
  ["0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 - X - -", "OK", "OK", "ALARM", "OK"],
  ["- - - - 0", "OK", "OK", "ALARM", "OK"],
  ["- - - X -", "ALARM", current, "ALARM", "OK"],
];

const treatments: readonly TreatMissingData[] = ["missing", "ignore", "breaching", "notBreaching"];
const states: readonly StateValue[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];

describe.each([
  [3, threeOfThree],
  [2, twoOfThree],
] as const)("%i of 3 data points", (datapointsToAlarm, rows) => {
  test.each(rows)("%s is decided as AWS's table says", (points, ...expected) => {
    expect(evaluationRange(3)).toBe(range(points).length);
    treatments.forEach((treatMissingData, column) => {
      for (const before of states) {
        const decision = decide(range(points), { evaluationPeriods: 3, datapointsToAlarm, treatMissingData }, before);
        const wanted = expected[column];
        expect([treatMissingData, before, decision.state]).toEqual([treatMissingData, before, wanted === current ? before : wanted]);
      }
    });
  });
});

test.each(["- - - - X", "- - - X -"])("%s does not go to ALARM early when 3 of 3 must breach", (points) => {
  const decision = decide(range(points), { evaluationPeriods: 3, datapointsToAlarm: 3, treatMissingData: "missing" }, "OK");
  expect(decision.state).toBe("OK");
});

test("only the newest of enough real data points are looked at", () => {
  const criteria = { evaluationPeriods: 3, datapointsToAlarm: 2, treatMissingData: "missing" as const };
  expect(decide(range("X X 0 0 0"), criteria, "ALARM").state).toBe("OK");
  expect(decide(range("X X - 0 X"), criteria, "OK")).toEqual({ state: "ALARM", evaluated: [1, 3, 4], filled: 0 });
});

test("a percentile needs ten samples beyond it", () => {
  expect(tooFewSamples(999, 0.99)).toBe(true);
  expect(tooFewSamples(1000, 0.99)).toBe(false);
  expect(tooFewSamples(99, 0.1)).toBe(true);
  expect(tooFewSamples(100, 0.1)).toBe(false);
  expect(tooFewSamples(19, 0.5)).toBe(true);
});
