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
  for (const document of documents) {
    for (const statement of concerning(document, asked.action)) {
      if (allows && statement.Effect === "Allow") continue;
      if (!concernsResource(statement, asked) || !holds(statement.Condition, asked.context)) continue;
      if (statement.Effect === "Deny") return { allows: false, denies: true };
      allows = true;
    }
  }
  return { allows, denies: false };
}

/** The statements of a document by what they say of actions: most requests concern none of them. */
interface Index {
  /** By the lower-case name of the one action. */
  readonly exact: ReadonlyMap<string, readonly PolicyStatement[]>;
  readonly others: readonly { readonly statement: PolicyStatement; readonly patterns: readonly string[]; readonly not: boolean }[];
}

const indexes = new WeakMap<PolicyDocument, Index>();
const NO_CONTEXT: Context = new Map();

function indexOf(document: PolicyDocument): Index {
  const known = indexes.get(document);
  if (known) return known;
  const exact = new Map<string, PolicyStatement[]>();
  const others: Index["others"][number][] = [];
  for (const statement of document.Statement) {
    const not = statement.Action === undefined;
    const names = listOf(not ? statement.NotAction : statement.Action).map((name) => name.toLowerCase());
    const plain = not ? [] : names.filter((name) => !/[*?$]/.test(name));
    for (const name of plain) exact.set(name, [...(exact.get(name) ?? []), statement]);
    const patterns = names.filter((name) => !plain.includes(name)).map((name) => fillVariables(name, NO_CONTEXT) ?? name);
    if (not || patterns.length > 0) others.push({ statement, patterns, not });
  }
  const index = { exact, others };
  indexes.set(document, index);
  return index;
}

function concerning(document: PolicyDocument, action: string): readonly PolicyStatement[] {
  const { exact, others } = indexOf(document);
  const named = exact.get(action) ?? [];
  if (others.length === 0) return named;
  return [
    ...named,
    ...others.filter(({ patterns, not }) => patterns.some((pattern) => matches(pattern, action)) !== not).map(({ statement }) => statement),
  ];
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
