import fc from "fast-check";
import { checkPattern, matchesPattern } from "../../../src/sandbox/common/event-pattern";

const matches = (wanted: unknown, value: unknown) => matchesPattern(JSON.stringify({ f: wanted }), value === undefined ? {} : { f: value });

test.each([
  [["a"], "a", true],
  [["a"], ["b", "a"], true],
  [[{ prefix: "ab" }], "abc", true],
  [[{ suffix: { "equals-ignore-case": ".PNG" } }], "x.png", true],
  [[{ "anything-but": ["a", "b"] }], "a", false],
  [[{ "anything-but": { prefix: "a" } }], "b", true],
  [[{ "anything-but": "a" }], undefined, false],
  [[{ numeric: [">", 0, "<=", 5] }], 5, true],
  [[{ numeric: [">", 0, "<=", 5] }], 6, false],
  [[{ exists: false }], undefined, true],
  [[{ exists: true }], undefined, false],
  [[{ wildcard: "a*c*e" }], "abcde", true],
  [[{ wildcard: "a*a" }], "a", false],
  [[null], null, true],
  [["1"], 1, false],
])("%j on %j is %s", (wanted, value, expected) => {
  expect(matches(wanted, value)).toBe(expected);
});

test("$or takes either side, besides what stands next to it", () => {
  const pattern = JSON.stringify({ s: ["x"], $or: [{ a: [1] }, { b: [2] }] });
  expect(matchesPattern(pattern, { s: "x", b: 2 })).toBe(true);
  expect(matchesPattern(pattern, { s: "y", b: 2 })).toBe(false);
  expect(matchesPattern(pattern, { s: "x", b: 3 })).toBe(false);
});

test.each([
  "[]",
  "{}",
  '{"a":"b"}',
  '{"a":[]}',
  '{"a":[{"cidr":"10.0.0.0/8"}]}',
  '{"a":[{"wildcard":"**"}]}',
  "no",
])("%s is no pattern", (text) => {
  expect(() => checkPattern(text)).toThrow();
});

test("anything-but is the contrary of the value for every plain text", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (wanted, value) => {
      expect(matches([{ "anything-but": wanted }], value)).toBe(!matches([wanted], value));
    }),
  );
});

test("a wildcard matches what a text with stars in it was made from", () => {
  const plain = fc.stringMatching(/^[a-c]{0,4}$/);
  fc.assert(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 5 }), fc.array(plain, { minLength: 5, maxLength: 5 }), (pieces, fills) => {
      const pattern = pieces.join("*").replace(/\*{2,}/g, "*");
      const made = pieces.map((piece, index) => (index === 0 ? piece : `${fills[index] ?? ""}${piece}`)).join("");
      expect(matches([{ wildcard: pattern }], made)).toBe(true);
      const expression = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
      const other = fills.join("");
      expect(matches([{ wildcard: pattern }], other)).toBe(expression.test(other));
    }),
  );
});
