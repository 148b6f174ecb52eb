import { regionalScope } from "../../kernel/cloud";
import { byArn, type Finder, type Found, nameIn, type Query, taggedArns } from "./types";

const missing = (error: unknown): boolean => error instanceof Error && error.name === "ResourceNotFoundException";

/** What the description says, or nothing when there is no such thing. */
async function described<T>(query: Query, as: Query["as"], operation: string, input: object, member: string): Promise<T | undefined> {
  try {
    const answer: Record<string, unknown> = await query.cloud.invoke("eks", operation, input, as);
    return answer[member] as T | undefined;
  } catch (error) {
    if (missing(error)) return undefined;
    throw error;
  }
}

/** `arn:aws:eks:…:nodegroup/<cluster>/<name>/<uuid>` */
export const findNodegroups: Finder = async (query): Promise<Found[]> => {
  const arns = query.arns.length ? query.arns : await taggedArns(query, "eks:nodegroup");
  const found = await Promise.all(
    arns.map(async (arn) => {
      const [, clusterName = "", nodegroupName = ""] = arn.slice(arn.indexOf(":nodegroup/")).split("/");
      const nodegroup = await described<{ nodegroupArn?: string }>(
        query,
        query.as,
        "DescribeNodegroup",
        { clusterName, nodegroupName },
        "nodegroup",
      );
      return nodegroup?.nodegroupArn === arn ? [byArn(arn, nodegroup)] : [];
    }),
  );
  return found.flat();
};

/** AWS asks no permission of the role for clusters that are targets themselves. */
export const findClusters: Finder = async (query): Promise<Found[]> => {
  const found = await Promise.all(
    query.arns.map(async (arn) => {
      const cluster = await described<{ arn?: string }>(query, query.own, "DescribeCluster", { name: nameIn(arn) }, "cluster");
      return cluster?.arn === arn ? [byArn(arn, cluster)] : [];
    }),
  );
  return found.flat();
};

type Selector = "labelSelector" | "deploymentName" | "podName";

/** Pods have no ARN: they are found by the target's parameters, in the cluster that the role may describe. */
export const findPods: Finder = async (query): Promise<Found[]> => {
  const {
    clusterIdentifier = "",
    namespace = "",
    selectorType,
    selectorValue = "",
    availabilityZoneIdentifier,
    targetContainerName,
  } = query.parameters;
  await query.cloud.invoke("eks", "DescribeCluster", { name: nameIn(clusterIdentifier) }, query.as);
  const pods = query.cloud.pods.list(regionalScope(query.as), {
    clusterIdentifier,
    namespace,
    selectorType: selectorType as Selector,
    selectorValue,
    zone: availabilityZoneIdentifier,
  });
  return pods
    .filter((pod) => pod.phase === "Running")
    .map((pod) => ({
      information: {
        pod_name: pod.name,
        namespace: pod.namespace,
        cluster_arn: pod.clusterArn,
        target_container_name: targetContainerName ?? pod.containers[0] ?? pod.deployment,
      },
      described: pod,
    }));
};
