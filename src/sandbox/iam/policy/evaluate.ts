import { holds } from "./conditions";
import type { PolicyDocument, Statement } from "./document";
import { type Context, matchesAction, matchesArn } from "./match";

/** One thing that somebody wants to do. */
export interface PolicyRequest {
  readonly action: string;
  /** An ARN, or `*` where the action has no resource. */
  readonly resource: string;
  readonly context: Context;
}

/** The policies that apply to the one who asks. Session policy and boundary only narrow. */
export interface PolicySet {
  readonly identity: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument | undefined;
  readonly session?: PolicyDocument | undefined;
}

export type Decision =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly explicit: boolean;
      readonly by: "identity-based policy" | "permissions boundary" | "session policy";
    };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export function evaluate({ identity, boundary, session }: PolicySet, request: PolicyRequest): Decision {
  const layers = [
    { by: "identity-based policy", documents: identity },
    ...(boundary ? [{ by: "permissions boundary", documents: [boundary] } as const] : []),
    ...(session ? [{ by: "session policy", documents: [session] } as const] : []),
  ] as const;
  for (const { by, documents } of layers) if (says(documents, "Deny", request)) return { allowed: false, explicit: true, by };
  for (const { by, documents } of layers) if (!says(documents, "Allow", request)) return { allowed: false, explicit: false, by };
  return { allowed: true };
}

function says(documents: readonly PolicyDocument[], effect: Statement["effect"], request: PolicyRequest): boolean {
  return documents.some((document) =>
    document.statements.some((statement) => statement.effect === effect && applies(statement, document.variables, request)),
  );
}

function applies(statement: Statement, variables: boolean, { action, resource, context }: PolicyRequest): boolean {
  if (!appliesToAction(statement, action)) return false;
  const known = variables ? context : undefined;
  const hit = (pattern: string) => matchesArn(pattern, resource, known);
  if (statement.resources && !statement.resources.some(hit)) return false;
  if (statement.notResources?.some(hit)) return false;
  return conditionsHold(statement, context, variables);
}

export function appliesToAction(statement: Statement, action: string): boolean {
  if (statement.actions && !statement.actions.some((pattern) => matchesAction(pattern, action))) return false;
  return !statement.notActions?.some((pattern) => matchesAction(pattern, action));
}

export function conditionsHold(statement: Statement, context: Context, variables: boolean): boolean {
  return statement.conditions.every((condition) => holds(condition, context, variables));
}
