import fc from "fast-check";
import { childrenOf, holds, parseRule, printRule, type Rule } from "../../../src/sandbox/cloudwatch/rule/parser";
import type { StateValue } from "../../../src/sandbox/cloudwatch/types";

const state = fc.constantFrom<StateValue>("ALARM", "OK", "INSUFFICIENT_DATA");
const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== "");
const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: "small" },
    fc.record({ kind: fc.constant("state" as const), state, alarm: name }),
    fc.record({ kind: fc.constant("constant" as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant("not" as const), of: tie("rule") }),
    fc.record({ kind: fc.constantFrom("and" as const, "or" as const), left: tie("rule"), right: tie("rule") }),
  ),
}));

test("a rule that is written out is read back the same", () => {
  fc.assert(fc.property(rule, (one) => expect(parseRule(printRule(one))).toEqual(one)));
});

test("names may be bare, quoted or ARNs, with spaces inside and around", () => {
  const arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a b";
  const text = `ALARM(cpu) AND ( OK ( "disk (full)" ) OR INSUFFICIENT_DATA( ${arn} ) )`;
  expect(childrenOf(parseRule(text))).toEqual(["cpu", "disk (full)", arn]);
});

test("NOT binds tighter than AND, AND tighter than OR", () => {
  const is = (text: string) => holds(parseRule(text), () => undefined);
  expect(is("TRUE OR TRUE AND FALSE")).toBe(true);
  expect(is("(TRUE OR TRUE) AND FALSE")).toBe(false);
  expect(is("NOT FALSE AND FALSE")).toBe(false);
  expect(is("NOT (FALSE AND FALSE)")).toBe(true);
  expect(is("NOT NOT TRUE")).toBe(true);
});

test.each([
  ["()", "Error in AlarmRule [Unsupported token ')' at char 1]"],
  ["", "Error in AlarmRule [Unexpected end of rule]"],
  ["ALARM(a) ALARM(b)", "Error in AlarmRule [Unsupported token 'ALARM' at char 9]"],
  ["ALARM(a", "Error in AlarmRule [Unsupported token 'a' at char 6]"],
  ["alarm(a)", "Error in AlarmRule [Unsupported token 'alarm' at char 0]"],
  ["ALARM()", "Error in AlarmRule [Unsupported token ')' at char 6]"],
  ["TRUE &", "Error in AlarmRule [Unsupported token '&' at char 5]"],
])("%j is refused with the place", (text, message) => {
  expect(() => parseRule(text)).toThrow(message);
});

test("AT_LEAST is refused by name with what to do instead", () => {
  expect(() => parseRule("AT_LEAST(2, ALARM, (a, b, c))")).toThrow(
    "AT_LEAST is not available in this sandbox. Write it out with AND and OR",
  );
});

test("a rule nested thousands of times is refused, not crashed on", () => {
  expect(() => parseRule(`${"(".repeat(5000)}TRUE`)).toThrow("Error in AlarmRule [The rule is nested deeper than 100 levels]");
});
