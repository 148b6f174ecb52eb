import { type Cloud, regionalScope } from "../kernel/cloud";
import type { Records } from "../kernel/state";

export interface TagRecord {
  Key: string;
  Value: string;
}

export interface SubnetGroupRecord {
  name: string;
  arn: string;
  description: string;
  vpcId: string;
  subnets: { subnetId: string; zone: string; cidr: string }[];
  tags: TagRecord[];
}

/** Members of DBCluster or DBInstance that are given back as they were given, with AWS's defaults. */
export type Settings = Record<string, unknown>;

export interface ClusterRecord {
  id: string;
  arn: string;
  resourceId: string;
  /** The part of the host names that is the account's own. */
  hostPart: string;
  engine: string;
  engineVersion: string;
  port: number;
  status: "creating" | "available" | "failing-over" | "deleting" | "modifying";
  /** Sandbox time from which it is available, or gone. */
  dueAt?: number;
  createdAt: number;
  subnetGroup: string;
  securityGroups: string[];
  /** A failover on its way. */
  failover?: { from: string; to: string; endsAt: number };
  settings: Settings;
  tags: TagRecord[];
}

export interface InstanceRecord {
  id: string;
  arn: string;
  resourceId: string;
  machineId: string;
  hostPart: string;
  clusterId?: string;
  /** Of Aurora clusters: takes the writes. */
  writer: boolean;
  instanceClass: string;
  engine: string;
  engineVersion: string;
  port: number;
  status: "creating" | "available" | "rebooting" | "modifying" | "deleting" | "failed";
  createdAt: number;
  subnetGroup: string;
  zone: string;
  subnetId: string;
  privateIp: string;
  multiAZ: boolean;
  promotionTier: number;
  securityGroups: string[];
  settings: Settings;
  tags: TagRecord[];
}

export interface EventRecord {
  sourceId: string;
  sourceType: "db-instance" | "db-cluster";
  sourceArn: string;
  message: string;
  categories: string[];
  at: number;
}

/** The service's records of one account and Region, by identifier in lower case. */
export interface Tables {
  readonly scope: string;
  readonly subnetGroups: Records<SubnetGroupRecord>;
  readonly clusters: Records<ClusterRecord>;
  readonly instances: Records<InstanceRecord>;
  readonly events: Records<EventRecord>;
}

export const CLUSTERS = "rds.clusters";
export const INSTANCES = "rds.instances";

export function tablesOf(cloud: Cloud, scope: string): Tables {
  return {
    scope,
    subnetGroups: cloud.state.table<SubnetGroupRecord>("rds.subnetGroups").in(scope),
    clusters: cloud.state.table<ClusterRecord>(CLUSTERS).in(scope),
    instances: cloud.state.table<InstanceRecord>(INSTANCES).in(scope),
    events: cloud.state.table<EventRecord>("rds.events").in(scope),
  };
}

export const tablesFor = (cloud: Cloud, call: { accountId: string; region: string }): Tables => tablesOf(cloud, regionalScope(call));

/** The members of a cluster, writer first. */
export function membersOf(tables: Tables, clusterId: string): InstanceRecord[] {
  return tables.instances
    .values()
    .filter((one) => one.clusterId === clusterId)
    .sort((a, b) => Number(b.writer) - Number(a.writer));
}

/** Identifiers are kept in lower case; where AWS takes one it takes the ARN too. */
export function identifierOf(given: string): string {
  return (given.startsWith("arn:") ? (given.split(":").pop() ?? "") : given).toLowerCase();
}

const EVENTS_KEPT = 1_000;

/** Writes an event down, as DescribeEvents gives it. */
export function addEvent(cloud: Cloud, tables: Tables, of: ClusterRecord | InstanceRecord, message: string, ...categories: string[]): void {
  const sourceType = "machineId" in of ? "db-instance" : "db-cluster";
  const { events } = tables;
  const at = cloud.clock.now();
  events.set(`${at}-${cloud.state.version}`, { sourceId: of.id, sourceType, sourceArn: of.arn, message, categories, at });
  if (events.size > EVENTS_KEPT) {
    const oldest = cloud.state.table<EventRecord>("rds.events").everywhere();
    for (const { scope, id } of oldest) {
      if (scope !== tables.scope) continue;
      events.delete(id);
      return;
    }
  }
}
