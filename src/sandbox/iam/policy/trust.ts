import type { PolicyDocument, Statement } from "./document";
import { appliesToAction, conditionsHold } from "./evaluate";
import type { Context } from "./match";

/** Who wants to take a role: an AWS service by its host, or a principal of an account by its ARN. */
export type TrustSubject =
  | { readonly kind: "service"; readonly host: string }
  /** `arns`: the session's and the role's, either may be named. */
  | { readonly kind: "aws"; readonly accountId: string; readonly arns: readonly string[] };

/**
 * - `yes` by a principal named itself: enough within the account.
 * - `account` by its account only: the caller's own policies must allow it as well.
 */
export type Trust = "no" | "account" | "yes";

export function trustOf(document: PolicyDocument, action: string, subject: TrustSubject, context: Context): Trust {
  let trust: Trust = "no";
  for (const statement of document.statements) {
    if (!appliesToAction(statement, action) || !conditionsHold(statement, context, document.variables)) continue;
    const named = subjectNamed(statement, subject);
    if (named === "no") continue;
    if (statement.effect === "Deny") return "no";
    if (trust !== "yes") trust = named;
  }
  return trust;
}

function subjectNamed(statement: Statement, subject: TrustSubject): Trust {
  if (statement.notPrincipals) return listed(statement.notPrincipals, subject) === "no" ? "yes" : "no";
  return listed(statement.principals ?? {}, subject);
}

function listed(principals: Readonly<Record<string, readonly string[]>>, subject: TrustSubject): Trust {
  if (principals["*"]) return "yes";
  if (subject.kind === "service") return principals.Service?.some((host) => host === subject.host || host === "*") ? "yes" : "no";
  const aws = principals.AWS ?? [];
  if (aws.some((name) => name === "*" || subject.arns.includes(name))) return "yes";
  const account = [subject.accountId, `arn:aws:iam::${subject.accountId}:root`];
  return aws.some((name) => account.includes(name)) ? "account" : "no";
}
