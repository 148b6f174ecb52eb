import type { Cloud } from "../kernel/cloud";
import { findEntry } from "./accessentries";
import { tablesOf } from "./records";

export type EksAccess = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * Whether a role may act on the pods of a cluster, as the `aws:eks:pod-*` actions of FIS need it: the cluster has an
 * access entry for exactly this role that maps it to a Kubernetes user, by a name, a group or a policy.
 * https://docs.aws.amazon.com/fis/latest/userguide/eks-pod-actions.html
 *
 * What AWS asks for besides (a service account with its Role in the namespace) lies inside Kubernetes, where the
 * sandbox has nothing to look at: it is taken to be there.
 */
export function eksAccess(cloud: Cloud, scope: string, clusterName: string, roleArn: string): EksAccess {
  const tables = tablesOf(cloud, scope);
  const cluster = tables.clusters.get(clusterName);
  if (!cluster) return { ok: false, reason: `No cluster found for name: ${clusterName}.` };
  if (cluster.authenticationMode === "CONFIG_MAP") {
    return {
      ok: false,
      reason: `The cluster ${clusterName} authenticates by its aws-auth ConfigMap alone, which the sandbox does not simulate. Set accessConfig.authenticationMode to API or API_AND_CONFIG_MAP and create an access entry for ${roleArn}.`,
    };
  }
  const entry = findEntry(tables, clusterName, roleArn);
  if (!entry) {
    return {
      ok: false,
      reason: `Unable to authenticate to the cluster ${clusterName}: it has no access entry for the role ${roleArn}. Create one with a Kubernetes user name or group.`,
    };
  }
  if (entry.type !== "STANDARD") {
    return {
      ok: false,
      reason: `The access entry of ${roleArn} in the cluster ${clusterName} is of type ${entry.type}; STANDARD is needed.`,
    };
  }
  const named = entry.kubernetesGroups.length > 0 || entry.policies.length > 0 || !entry.username.includes("{{");
  if (!named) {
    return {
      ok: false,
      reason: `The access entry of ${roleArn} in the cluster ${clusterName} grants nothing: give it a Kubernetes user name, a group or an access policy.`,
    };
  }
  return { ok: true };
}
