import { type DBCluster, type DBInstance, DescribeDBClustersCommand, DescribeDBInstancesCommand } from "@aws-sdk/client-rds";
import type { TargetState } from "../../journal";
import { abortable, allPages } from "../clients";
import { type Look, lostOf, matches, namesOf, type Seen, tagsOf } from "./clients";

const TYPE = "aws:rds:cluster";

/** Database clusters by their status and their writer. A failover leaves the writer where it went: that is no loss. */
export async function lookAtDatabases(look: Look): Promise<Seen> {
  if (look.targets.length === 0) return { states: [] };
  const [clusters, instances] = await Promise.all([
    allPages(
      (Marker) => look.clients.rds.send(new DescribeDBClustersCommand(Marker ? { Marker } : {}), abortable(look.call)),
      (page) => page.DBClusters,
      (page) => page.Marker,
    ),
    allPages(
      (Marker) => look.clients.rds.send(new DescribeDBInstancesCommand(Marker ? { Marker } : {}), abortable(look.call)),
      (page) => page.DBInstances,
      (page) => page.Marker,
    ),
  ]);
  const states = clusters.flatMap((cluster) => {
    const writer = writerOf(cluster, instances);
    const names = namesOf(look, cluster.DBClusterArn ?? "", (target) => {
      const zones = target.parameters.writerAvailabilityZoneIdentifiers?.split(",").map((zone) => zone.trim());
      return (zones === undefined || zones.includes(writer?.zone ?? "")) && matches(target, tagsOf(cluster.TagList), cluster);
    });
    return names.map((target) => stateOf(cluster, writer, target));
  });
  return { states: [...states, ...lostOf(look, states)] };
}

interface Writer {
  readonly id: string;
  readonly zone: string | undefined;
}

function writerOf(cluster: DBCluster, instances: readonly DBInstance[]): Writer | undefined {
  const id = cluster.DBClusterMembers?.find((member) => member.IsClusterWriter)?.DBInstanceIdentifier;
  return id === undefined ? undefined : { id, zone: instances.find((instance) => instance.DBInstanceIdentifier === id)?.AvailabilityZone };
}

function stateOf(cluster: DBCluster, writer: Writer | undefined, target: string): TargetState {
  const status = cluster.Status ?? "unknown";
  return {
    id: cluster.DBClusterArn ?? "",
    target,
    resourceType: TYPE,
    zone: writer?.zone ?? null,
    state: writer === undefined ? `${status}, no writer` : `${status}, writer ${writer.id} in ${writer.zone ?? "an unknown zone"}`,
    condition: status === "unknown" ? "unknown" : status === "available" && writer !== undefined ? "healthy" : "impaired",
    facts: { capacity: cluster.DBClusterMembers?.length ?? 0 },
  };
}
