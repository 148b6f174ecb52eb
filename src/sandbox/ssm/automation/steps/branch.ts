import { failing } from "../failure";
import { fillIn, type Lookup } from "../references";
import { asText } from "../select";
import type { Action } from "./types";

type Condition = Readonly<Record<string, unknown>>;
type Test = (value: unknown, wanted: unknown) => boolean;

const texts =
  (test: (value: string, wanted: string) => boolean): Test =>
  (value, wanted) =>
    test(asText(value), asText(wanted));
const numbers =
  (test: (value: number, wanted: number) => boolean): Test =>
  (value, wanted) =>
    test(Number(value), Number(wanted));

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-branch.html */
const OPERATIONS: Readonly<Record<string, Test>> = {
  StringEquals: texts((value, wanted) => value === wanted),
  EqualsIgnoreCase: texts((value, wanted) => value.toLowerCase() === wanted.toLowerCase()),
  StartsWith: texts((value, wanted) => value.startsWith(wanted)),
  EndsWith: texts((value, wanted) => value.endsWith(wanted)),
  Contains: texts((value, wanted) => value.includes(wanted)),
  NumericEquals: numbers((value, wanted) => value === wanted),
  NumericGreater: numbers((value, wanted) => value > wanted),
  NumericLesser: numbers((value, wanted) => value < wanted),
  NumericGreaterOrEquals: numbers((value, wanted) => value >= wanted),
  NumericLesserOrEquals: numbers((value, wanted) => value <= wanted),
  BooleanEquals: texts((value, wanted) => value.toLowerCase() === wanted.toLowerCase()),
};

/** Chooses the step to go on with; nothing chosen and no default: the next one. */
export const branch: Action = async ({ step, state, lookup }) => {
  const { Choices, Default } = step.inputs;
  if (!Array.isArray(Choices) || Choices.length === 0) throw failing("The step has no Choices");
  const chosen = (Choices as Condition[]).find((choice) => holds(choice, lookup))?.NextStep ?? Default;
  if (chosen !== undefined) state.chosen = String(chosen);
  return {};
};

function holds(condition: Condition, lookup: Lookup): boolean {
  const { NextStep: _, And, Or, Not, Variable, ...rest } = condition;
  if (Array.isArray(And)) return And.every((one) => holds(one as Condition, lookup));
  if (Array.isArray(Or)) return Or.some((one) => holds(one as Condition, lookup));
  if (typeof Not === "object" && Not !== null) return !holds(Not as Condition, lookup);
  const [[operation, wanted] = ["nothing", undefined], ...more] = Object.entries(rest);
  const test = OPERATIONS[operation];
  if (!test || more.length > 0) throw failing(`A choice is not understood: ${JSON.stringify(condition)}`);
  const value = variableOf(Variable, lookup);
  // An output that its step did not give is equal to nothing.
  return value !== undefined && test(value, fillIn(wanted, lookup));
}

function variableOf(variable: unknown, lookup: Lookup): unknown {
  const alone = typeof variable === "string" ? /^\s*\{\{\s*([^{}\s]+)\s*\}\}\s*$/.exec(variable)?.[1] : undefined;
  return alone === undefined ? fillIn(variable, lookup) : lookup(alone);
}
