import { type ContextEntry, GetRoleCommand, type IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import type { AccessRequest } from "../../experiment";
import type { RoleAccess } from "../../run";
import { canonicalJson } from "../../words";
import { abortable, allPages, isAwsError } from "../clients";

const NUMBERS = new Set(["fis:percentage", "kinesis:fisinjectpercentage"]);
const BOOLEANS = new Set(["kms:grantisforawsresource", "s3:isreplicationpauserequest"]);

/**
 * What a role may do, by IAM's own simulator: identity policies, boundary and (without conditions) service control policies. Requests in one
 * context are asked in one call. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function iamRoles(client: IAMClient): RoleAccess {
  return {
    async denied(roleArn, requests, call) {
      const allowed = new Set<string>();
      for (const group of byContext(requests)) {
        const decisions = await allPages(
          (Marker) =>
            client.send(
              new SimulatePrincipalPolicyCommand({
                PolicySourceArn: roleArn,
                ActionNames: [...new Set(group.map(({ action }) => action))],
                ResourceArns: [...new Set(group.map(({ resource }) => resource))],
                ContextEntries: entriesOf(group[0]?.context ?? {}),
                MaxItems: 1_000,
                Marker,
              }),
              abortable(call),
            ),
          (page) => page.EvaluationResults,
          (page) => (page.IsTruncated ? page.Marker : undefined),
        ).catch((problem: unknown) => {
          if (isAwsError(problem, "NoSuchEntity", "NoSuchEntityException")) return [];
          throw explained(problem);
        });
        for (const { EvalActionName, EvalResourceName, EvalDecision } of decisions)
          if (EvalDecision === "allowed")
            for (const request of group)
              if (request.action === EvalActionName && request.resource === EvalResourceName) allowed.add(canonicalJson(request));
      }
      return requests.filter((request) => !allowed.has(canonicalJson(request)));
    },

    async createdAt(roleArn, call) {
      try {
        const { Role } = await client.send(new GetRoleCommand({ RoleName: roleArn.slice(roleArn.lastIndexOf("/") + 1) }), abortable(call));
        return Role?.CreateDate?.getTime() ?? null;
      } catch (problem) {
        if (isAwsError(problem, "NoSuchEntity", "NoSuchEntityException")) return null;
        throw problem;
      }
    },
  };
}

function byContext(requests: readonly AccessRequest[]): readonly (readonly AccessRequest[])[] {
  const groups = new Map<string, AccessRequest[]>();
  for (const request of requests) {
    const key = canonicalJson(request.context ?? {});
    groups.set(key, [...(groups.get(key) ?? []), request]);
  }
  return [...groups.values()];
}

function entriesOf(context: NonNullable<AccessRequest["context"]>): ContextEntry[] {
  return Object.entries(context).map(([ContextKeyName, value]) => {
    const key = ContextKeyName.toLowerCase();
    const type = typeof value !== "string" ? "stringList" : NUMBERS.has(key) ? "numeric" : BOOLEANS.has(key) ? "boolean" : "string";
    return { ContextKeyName, ContextKeyValues: typeof value === "string" ? [value] : [...value], ContextKeyType: type };
  });
}

/** Who lacks the right to ask is told which it is. */
function explained(problem: unknown): unknown {
  if (!isAwsError(problem, "AccessDenied", "AccessDeniedException")) return problem;
  return new Error(`iam:SimulatePrincipalPolicy on the experiment role is needed to know what the role may do: ${problem.message}`, {
    cause: problem,
  });
}
