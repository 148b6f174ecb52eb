export { POLICY_SIZES, type ConditionBlock, type PolicyDocument, policySize, type PolicyStatement } from "./document";
export { type AccessDecision, type AccessRequest, evaluateAccess, type PolicyKind, type PolicySet } from "./evaluate";
