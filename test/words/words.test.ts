import fc from "fast-check";
import {
  canonicalJson,
  clientTokenOf,
  digHoles,
  fillHoles,
  formatArn,
  formatProblem,
  hashOf,
  humanDuration,
  isFaultlineError,
  isoDuration,
  parseArn,
  parseDuration,
  parseQuantity,
  problemsError,
} from "../../src/words";

test.each([
  ["250ms", 250],
  ["90s", 90_000],
  ["5m", 300_000],
  ["1.5h", 5_400_000],
  ["2d", 172_800_000],
  ["PT5M", 300_000],
  ["P1DT2H", 93_600_000],
  ["PT0S", 0],
])("%s is %d ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "5", "5 m", "m", "P", "PT", "PT5", "-5m", "5mm", "5M"])("%j is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test("whole seconds come back from ISO 8601 as they went in", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seconds) => expect(parseDuration(isoDuration(seconds * 1_000))).toBe(seconds * 1_000)),
  );
});

test.each([
  [0, "0ms"],
  [999, "999ms"],
  [1_500, "1.5s"],
  [61_000, "1m 1s"],
  [3_600_000, "1h"],
  [-5_000, "-5s"],
])("%d ms reads %s", (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test.each([
  ["5%", { kind: "percent", value: 5 }],
  ["60/m", { kind: "rate", value: 1 }],
  ["300ms", { kind: "duration", value: 300 }],
  ["3 hosts", { kind: "count", value: 3 }],
  ["3", undefined],
  ["", undefined],
])("the quantity %j", (text, expected) => {
  expect(parseQuantity(text)).toEqual(expected);
});

test("ARNs come back as they went in", () => {
  const text = "arn:aws-us-gov:ec2:us-gov-west-1:123456789012:instance/i-0abc";
  const arn = parseArn(text);
  expect(arn && formatArn(arn)).toBe(text);
  expect(parseArn("arn:aws:ssm:us-east-1::document/AWSFIS-Run-CPU-Stress")?.accountId).toBe("");
  expect(parseArn("i-0abc")).toBeUndefined();
});

test("the order of keys and members left undefined do not change a hash", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
      const turned = Object.fromEntries(Object.entries(record).reverse());
      expect(hashOf({ ...turned, nothing: undefined })).toBe(hashOf(record));
      expect(JSON.parse(canonicalJson(record))).toEqual(JSON.parse(JSON.stringify(record)));
    }),
  );
});

test("the same plan, run and attempt give the same token, any other gives another", () => {
  expect(clientTokenOf("plan", "run", 1)).toBe(clientTokenOf("plan", "run", 1));
  expect(
    new Set([
      clientTokenOf("plan", "run", 1),
      clientTokenOf("plan", "run", 2),
      clientTokenOf("plan", "other", 1),
      clientTokenOf("new", "run", 1),
    ]).size,
  ).toBe(4);
});

test("values known later come back to where they were", () => {
  const later = (value: unknown) => ({ apply: () => value });
  const dug = digHoles({ a: [later("x"), "plain"], b: { c: later(7) } });
  expect(dug.laters).toHaveLength(2);
  expect(fillHoles(dug.value, { 0: "x", 1: 7 })).toEqual({ a: ["x", "plain"], b: { c: "7" } });
});

test("an error about an input names every place", () => {
  const problem = { code: "missing", path: "owner", message: "the owner is missing", given: null, allowed: "a name", remedy: "Name one." };
  const error = problemsError("The experiment", [problem]);
  expect(isFaultlineError(error)).toBe(true);
  expect(error.details.exitCode).toBe(2);
  expect(error.message).toContain(formatProblem(problem));
  expect(formatProblem(problem)).toContain("owner: the owner is missing (given: null)");
});
