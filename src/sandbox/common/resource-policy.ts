import { parsePolicy } from "../iam/policy/document";
import { contextOf, matchesArn } from "../iam/policy/match";
import { trustOf } from "../iam/policy/trust";
import type { Call, Principal } from "../kernel/cloud";

/** The host that a service's principal stands for: `events.amazonaws.com`, also within the ARN of its service-linked role. */
export function hostOf(principal: Principal): string {
  return /aws-service-role\/([^/]+)\//.exec(principal.arn)?.[1] ?? principal.arn;
}

/**
 * Whether the caller may do this to a resource as far as the resource's own policy is asked. Within the account, root and roles need none:
 * their own policies were evaluated before. AWS's services and callers of other accounts need the policy's word.
 */
export function admits(
  policy: string | undefined,
  action: string,
  resourceArn: string,
  call: Pick<Call, "accountId" | "principal">,
): boolean {
  const { principal } = call;
  const owner = resourceArn.split(":")[4] ?? "";
  if (principal.kind !== "service" && (principal.arn.split(":")[4] ?? call.accountId) === owner)
    return !denies(policy, action, resourceArn, call);
  return policy !== undefined && says(policy, action, resourceArn, call) !== "no";
}

function says(text: string, action: string, resourceArn: string, { accountId, principal }: Pick<Call, "accountId" | "principal">) {
  const document = parsePolicy(text, "resource");
  const about = document.statements.filter(
    ({ resources, notResources }) =>
      (resources?.some((pattern) => matchesArn(pattern, resourceArn, undefined)) ?? true) &&
      !notResources?.some((pattern) => matchesArn(pattern, resourceArn, undefined)),
  );
  const context = contextOf(
    principal.kind === "service"
      ? { "aws:SourceAccount": principal.onBehalfOf?.accountId ?? accountId, "aws:SourceArn": principal.onBehalfOf?.arn }
      : { "aws:PrincipalArn": principal.arn, "aws:PrincipalAccount": accountId },
  );
  const subject =
    principal.kind === "service"
      ? ({ kind: "service", host: hostOf(principal) } as const)
      : ({ kind: "aws", accountId, arns: [principal.arn] } as const);
  return trustOf({ ...document, statements: about }, action, subject, context);
}

/** A deny in a resource's policy holds for its own account as well. */
function denies(policy: string | undefined, action: string, resourceArn: string, call: Pick<Call, "accountId" | "principal">): boolean {
  if (policy === undefined || call.principal.kind === "root") return false;
  const document = JSON.parse(policy) as { Statement?: unknown };
  const statements = ([] as unknown[]).concat(document.Statement ?? []);
  const denials = statements.filter((one) => (one as { Effect?: string }).Effect === "Deny");
  if (denials.length === 0) return false;
  const allowed = denials.map((one) => ({ ...(one as object), Effect: "Allow" }));
  return says(JSON.stringify({ ...document, Statement: allowed }), action, resourceArn, call) !== "no";
}
