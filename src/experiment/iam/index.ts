export { type ConditionBlock, POLICY_SIZES, type PolicyDocument, type PolicyStatement, policySize } from "./document";
export { type AccessDecision, type AccessRequest, evaluateAccess, type PolicyKind, type PolicySet } from "./evaluate";
