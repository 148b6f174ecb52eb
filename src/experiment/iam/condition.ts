import { type ConditionBlock, listOf } from "./document";
import { type Context, fillVariables, matches, matchesArn, unmarked } from "./pattern";

/** Compares one value of the request with one of the policy, its variables filled in. */
type Comparison = (wanted: string, given: string) => boolean;

interface Operator {
  readonly compare: Comparison;
  /** The negation: true when no value of the policy is met. */
  readonly negated?: true;
}

const numeric =
  (holds: (given: number, wanted: number) => boolean): Comparison =>
  (wanted, given) => {
    const [a, b] = [numberOf(given), numberOf(unmarked(wanted))];
    return a !== undefined && b !== undefined && holds(a, b);
  };

const equals: Comparison = (wanted, given) => unmarked(wanted) === given;
const equalsIgnoringCase: Comparison = (wanted, given) => unmarked(wanted).toLowerCase() === given.toLowerCase();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: equals },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoringCase },
  StringNotEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: true },
  StringLike: { compare: matches },
  StringNotLike: { compare: matches, negated: true },
  ArnEquals: { compare: matchesArn },
  ArnLike: { compare: matchesArn },
  ArnNotEquals: { compare: matchesArn, negated: true },
  ArnNotLike: { compare: matchesArn, negated: true },
  Bool: { compare: equalsIgnoringCase },
  NumericEquals: { compare: numeric((given, wanted) => given === wanted) },
  NumericNotEquals: { compare: numeric((given, wanted) => given === wanted), negated: true },
  NumericLessThan: { compare: numeric((given, wanted) => given < wanted) },
  NumericLessThanEquals: { compare: numeric((given, wanted) => given <= wanted) },
  NumericGreaterThan: { compare: numeric((given, wanted) => given > wanted) },
  NumericGreaterThanEquals: { compare: numeric((given, wanted) => given >= wanted) },
};

const NAME = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/**
 * Whether all of a condition holds for a request. An operator that this evaluator does not know throws `RangeError`: to guess would be to
 * trust a role that nobody has evaluated.
 */
export function holds(block: ConditionBlock | undefined, context: Context): boolean {
  return Object.entries(block ?? {}).every(([name, keys]) =>
    Object.entries(keys).every(([key, values]) => holdsFor(name, listOf(values), context.get(key.toLowerCase()), context)),
  );
}

function holdsFor(name: string, wanted: readonly string[], given: readonly string[] | undefined, context: Context): boolean {
  if (name === "Null") return wanted.some((value) => (value.toLowerCase() === "true") === (given === undefined || given.length === 0));
  const [, set, plain = "", ifExists] = NAME.exec(name) ?? [];
  const operator = Object.hasOwn(OPERATORS, plain) ? OPERATORS[plain] : undefined;
  if (!operator) throw new RangeError(`the condition operator ${name} is not known here`);
  const isAbsent = given === undefined || given.length === 0;
  if (isAbsent) return ifExists !== undefined || set === "ForAllValues" || (operator.negated === true && set === undefined);
  const meets = (value: string) => {
    const isMet = wanted.some((pattern) => {
      const filled = fillVariables(pattern, context);
      return filled !== undefined && operator.compare(filled, value);
    });
    return isMet !== (operator.negated === true);
  };
  if (set === "ForAnyValue") return given.some(meets);
  // A key with several values where the policy expects one is met when each of them is.
  return set === "ForAllValues" ? given.every(meets) : operator.negated ? given.every(meets) : given.some(meets);
}

function numberOf(text: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
