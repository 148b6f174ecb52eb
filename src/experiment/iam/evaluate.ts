import { holds } from "./condition";
import { listOf, type PolicyDocument, type PolicyStatement } from "./document";
import { type Context, contextOf, fillVariables, matches, matchesArn } from "./pattern";

/** What somebody wants to do: one action on one resource. */
export interface AccessRequest {
  /** `ec2:StopInstances` */
  readonly action: string;
  /** An ARN, or `*` where the action knows no resource. */
  readonly resource: string;
  /** Condition keys and their values; keys in any case. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** Everything that decides what a role may do, but resource policies. */
export interface PolicySet {
  /** What the role's own policies say, all together. */
  readonly identity: readonly PolicyDocument[];
  /** The permissions boundary. Left out: none. */
  readonly boundary?: PolicyDocument;
  /** Service control policies, level by level from the organization's root to the account: each level must allow. Left out: none. */
  readonly serviceControl?: readonly (readonly PolicyDocument[])[];
}

/** Where the decision fell. */
export type PolicyKind = "identity policy" | "permissions boundary" | "service control policy";

/** IAM's answer. `explicit`: a statement denies it; else nothing allows it. */
export type AccessDecision = { readonly allowed: true } | { readonly allowed: false; readonly explicit: boolean; readonly by: PolicyKind };

/**
 * Decides as IAM does within one account: an explicit deny anywhere, else every kind of policy there must allow.
 * Throws `RangeError` for a condition operator that it does not know. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluateAccess(policies: PolicySet, request: AccessRequest): AccessDecision {
  const asked: Asked = { action: request.action.toLowerCase(), resource: request.resource, context: contextOf(request.context ?? {}) };
  const levels: readonly (readonly [PolicyKind, readonly PolicyDocument[]])[] = [
    ...(policies.serviceControl ?? []).map((documents) => ["service control policy", documents] as const),
    ...(policies.boundary ? [["permissions boundary", [policies.boundary]] as const] : []),
    ["identity policy", policies.identity],
  ];
  const answers = levels.map(([kind, documents]) => ({ kind, ...answerOf(documents, asked) }));
  const denied = answers.find(({ denies }) => denies);
  if (denied) return { allowed: false, explicit: true, by: denied.kind };
  const silent = answers.find(({ allows }) => !allows);
  return silent ? { allowed: false, explicit: false, by: silent.kind } : { allowed: true };
}

interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

function answerOf(documents: readonly PolicyDocument[], asked: Asked): { readonly allows: boolean; readonly denies: boolean } {
  let allows = false;
  for (const { Statement } of documents) {
    for (const statement of Statement) {
      if (allows && statement.Effect === "Allow") continue;
      if (!applies(statement, asked)) continue;
      if (statement.Effect === "Deny") return { allows: false, denies: true };
      allows = true;
    }
  }
  return { allows, denies: false };
}

function applies(statement: PolicyStatement, asked: Asked): boolean {
  return concernsAction(statement, asked) && concernsResource(statement, asked) && holds(statement.Condition, asked.context);
}

function concernsAction({ Action, NotAction }: PolicyStatement, { action }: Asked): boolean {
  const isMatch = (pattern: string) => pattern === "*" || matchesAction(pattern, action);
  return Action === undefined ? !listOf(NotAction).some(isMatch) : listOf(Action).some(isMatch);
}

const markedActions = new Map<string, string>();
const NO_CONTEXT: Context = new Map();

/** Actions hold no variables, and few are ever asked for: their marked patterns are kept. */
function matchesAction(pattern: string, action: string): boolean {
  let marked = markedActions.get(pattern);
  if (marked === undefined) {
    if (markedActions.size > 5_000) markedActions.clear();
    marked = fillVariables(pattern.toLowerCase(), NO_CONTEXT) ?? pattern.toLowerCase();
    markedActions.set(pattern, marked);
  }
  return matches(marked, action);
}

/** A statement with a pattern whose variable has no value concerns nothing, `NotResource` too. */
function concernsResource({ Resource, NotResource }: PolicyStatement, { resource, context }: Asked): boolean {
  const match = (pattern: string): boolean | undefined => {
    if (pattern === "*") return true;
    const marked = fillVariables(pattern, context);
    return marked === undefined ? undefined : matchesArn(marked, resource);
  };
  if (Resource !== undefined) return listOf(Resource).some((pattern) => match(pattern) === true);
  return listOf(NotResource).every((pattern) => match(pattern) === false);
}
