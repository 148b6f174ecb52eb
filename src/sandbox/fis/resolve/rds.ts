import { byArn, everyPage, type Finder, type Found, type Query, taggedArns } from "./types";

interface Cluster {
  DBClusterArn: string;
  DBClusterMembers?: { DBInstanceIdentifier: string; IsClusterWriter?: boolean }[];
}

interface Instance {
  DBInstanceArn: string;
  DBInstanceIdentifier: string;
  AvailabilityZone?: string;
}

const MARKER = { ask: "Marker", answer: "Marker" };

const instancesOf = (query: Pick<Query, "cloud" | "as">) =>
  everyPage<Instance>(query, "rds", "DescribeDBInstances", {}, "DBInstances", MARKER);

/** Zones of a parameter: comma-separated, or `all` for no restriction. */
function zonesOf(text: string | undefined): ReadonlySet<string> | undefined {
  if (text === undefined || text === "all") return undefined;
  return new Set(text.split(",").map((zone) => zone.trim()));
}

async function wanted(query: Query, type: string): Promise<ReadonlySet<string>> {
  return new Set(query.arns.length ? query.arns : await taggedArns(query, type));
}

export const findClusters: Finder = async (query): Promise<Found[]> => {
  const arns = await wanted(query, "rds:cluster");
  if (arns.size === 0) return [];
  const clusters = await everyPage<Cluster>(query, "rds", "DescribeDBClusters", {}, "DBClusters", MARKER);
  const mine = clusters.filter((cluster) => arns.has(cluster.DBClusterArn));
  const zones = zonesOf(query.parameters.writerAvailabilityZoneIdentifiers);
  if (!zones) return mine.map((cluster) => byArn(cluster.DBClusterArn, cluster));
  const zoneOf = new Map((await instancesOf(query)).map((one) => [one.DBInstanceIdentifier, one.AvailabilityZone ?? ""]));
  const writerIn = (cluster: Cluster) =>
    (cluster.DBClusterMembers ?? []).some((member) => member.IsClusterWriter && zones.has(zoneOf.get(member.DBInstanceIdentifier) ?? ""));
  return mine.filter(writerIn).map((cluster) => byArn(cluster.DBClusterArn, cluster));
};

export const findDatabases: Finder = async (query): Promise<Found[]> => {
  const arns = await wanted(query, "rds:db");
  if (arns.size === 0) return [];
  const zones = zonesOf(query.parameters.availabilityZoneIdentifiers);
  return (await instancesOf(query))
    .filter((one) => arns.has(one.DBInstanceArn))
    .filter((one) => !zones || zones.has(one.AvailabilityZone ?? ""))
    .map((one) => byArn(one.DBInstanceArn, one));
};
