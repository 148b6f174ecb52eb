/** Operator to key to value or values. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

type OneOrMore = string | readonly string[];

/** A statement as IAM takes it; `Principal` is only in trust policies, which the evaluator does not read. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Readonly<Record<string, OneOrMore>>;
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: ConditionBlock;
}

/** A policy in IAM's grammar. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** What IAM counts: the characters of a policy without white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}

/** The most characters that IAM and Organizations take, white space not counted (an SCP's is counted where it was stored with it). */
export const POLICY_SIZES = { inline: 10_240, managed: 6_144, serviceControl: 5_120, trust: 2_048 } as const;

export function listOf(value: OneOrMore | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
