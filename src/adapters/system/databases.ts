import { type DBCluster, DescribeDBClustersCommand } from "@aws-sdk/client-rds";
import type { TargetState } from "../../journal";
import { abortable, allPages } from "../clients";
import { type Look, matches, type Seen, tagsOf } from "./clients";

const TYPE = "aws:rds:cluster";

/** Database clusters by their status and their writer. A failover leaves the writer where it went: that is no loss. */
export async function lookAtDatabases(look: Look): Promise<Seen> {
  if (look.targets.length === 0) return { states: [] };
  const clusters = await allPages(
    (Marker) => look.clients.rds.send(new DescribeDBClustersCommand(Marker ? { Marker } : {}), abortable(look.call)),
    (page) => page.DBClusters,
    (page) => page.Marker,
  );
  return {
    states: clusters.flatMap((cluster) => {
      const target = targetOf(look, cluster);
      return target === undefined ? [] : [stateOf(cluster, target)];
    }),
  };
}

function targetOf(look: Look, cluster: DBCluster): string | undefined {
  const arn = cluster.DBClusterArn ?? "";
  if (look.resolved.length > 0) return look.resolved.find((target) => target.id === arn)?.target;
  return look.targets.find((target) =>
    target.arns.length > 0 ? target.arns.includes(arn) : matches(target, tagsOf(cluster.TagList), cluster),
  )?.name;
}

function stateOf(cluster: DBCluster, target: string): TargetState {
  const status = cluster.Status ?? "unknown";
  const members = cluster.DBClusterMembers ?? [];
  const writer = members.find((member) => member.IsClusterWriter)?.DBInstanceIdentifier;
  return {
    id: cluster.DBClusterArn ?? "",
    target,
    resourceType: TYPE,
    zone: null,
    state: writer === undefined ? `${status}, no writer` : `${status}, writer ${writer}`,
    condition: status === "unknown" ? "unknown" : status === "available" && writer !== undefined ? "healthy" : "impaired",
    facts: { capacity: members.length },
  };
}
