import type { Acting } from "../../common/identity";
import type { Cloud } from "../../kernel/cloud";
import { ExperimentFailure } from "../errors";
import { everyPage } from "../resolve/types";
import { ownRight } from "../role";

/**
 * FIS acts on pods as the Kubernetes user that the cluster maps the experiment role to: without an access entry for the
 * role Kubernetes refuses it. https://docs.aws.amazon.com/fis/latest/userguide/eks-pod-actions.html
 */
export async function checkAccess(cloud: Cloud, as: Acting, clusterName: string): Promise<void> {
  if (as.principal.kind !== "role") return;
  const { roleName } = as.principal;
  const query = { cloud, as: ownRight(as) };
  const tokens = { ask: "nextToken", answer: "nextToken" };
  const entries = await everyPage<string>(query, "eks", "ListAccessEntries", { clusterName }, "accessEntries", tokens);
  if (entries.some((arn) => arn.startsWith(`arn:aws:iam::${as.accountId}:role/`) && arn.endsWith(`/${roleName}`))) return;
  throw new ExperimentFailure({
    code: "AuthorizationFailure",
    reason: `Role ${roleName} has no access to the Kubernetes API of cluster ${clusterName}: Unauthorized. Create an access entry for it.`,
  });
}
