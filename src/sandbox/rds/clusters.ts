import { alphanumeric } from "../common/identity";
import { defaultSecurityGroup } from "../common/network";
import type { Call, Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import { familyOf, isAurora, requireEngine } from "./engines";
import type { Lifecycle } from "./lifecycle";
import { clusterNotFound, clusterState, instanceNotFound, invalidCombination, invalidValue, notInSandbox } from "./problems";
import { describePage, type FilterInput } from "./query";
import { type ClusterRecord, identifierOf, membersOf, type Tables, type TagRecord, tablesFor } from "./records";
import { CLUSTER_DEFAULTS, changedExports, clusterSettings, managedSecret } from "./settings";
import { subnetGroupFor } from "./subnetgroups";
import { RDS_TIMINGS } from "./timings";
import { clusterView } from "./views";

interface CreateInput {
  DBClusterIdentifier: string;
  Engine: string;
  EngineVersion?: string;
  DBSubnetGroupName?: string;
  VpcSecurityGroupIds?: string[];
  MasterUsername?: string;
  MasterUserPassword?: string;
  ManageMasterUserPassword?: boolean;
  Port?: number;
  Tags?: TagRecord[];
  ReplicationSourceIdentifier?: string;
  GlobalClusterIdentifier?: string;
  EngineMode?: string;
  DBClusterParameterGroupName?: string;
  DBClusterInstanceClass?: string;
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function checkedIdentifier(member: string, given: string): string {
  const id = given.toLowerCase();
  if (!/^[a-z](?!.*--)[a-z0-9-]{0,62}$/.test(id) || id.endsWith("-")) {
    throw invalidValue(
      `The parameter ${member} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    );
  }
  return id;
}

export function requireCluster(tables: Tables, given: string): ClusterRecord {
  const found = tables.clusters.get(identifierOf(given));
  if (!found) throw clusterNotFound(given);
  return found;
}

function refuseUnsupported(input: CreateInput): void {
  if (!isAurora(input.Engine)) throw notInSandbox("Multi-AZ DB clusters", "Use aurora-postgresql or aurora-mysql, or a DB instance.");
  if (input.EngineMode && input.EngineMode !== "provisioned") throw notInSandbox(`engine mode ${input.EngineMode}`, "Use provisioned.");
  if (input.ReplicationSourceIdentifier || input.GlobalClusterIdentifier) {
    throw notInSandbox("replicas of other clusters and global databases", "Make a cluster of its own.");
  }
  const group = input.DBClusterParameterGroupName;
  if (group && !group.startsWith("default.")) throw notInSandbox("parameter groups of your own", "Leave DBClusterParameterGroupName out.");
}

export function clusterOperations(cloud: Cloud, life: Lifecycle) {
  async function create(input: CreateInput, call: Call) {
    const tables = tablesFor(cloud, call);
    refuseUnsupported(input);
    const id = checkedIdentifier("DBClusterIdentifier", input.DBClusterIdentifier);
    const engine = requireEngine(input.Engine, true);
    const taken = () => new AwsError("DBClusterAlreadyExistsFault", "DB Cluster already exists");
    if (tables.clusters.has(id)) throw taken();
    if (!input.MasterUsername) throw invalidCombination("The parameter MasterUsername must be provided and must not be blank.");
    if (!input.ManageMasterUserPassword && !input.MasterUserPassword) {
      throw invalidCombination("The parameter MasterUserPassword must be provided and must not be blank.");
    }
    const group = await subnetGroupFor(cloud, call, tables, input.DBSubnetGroupName);
    const own = input.VpcSecurityGroupIds?.length ? undefined : await defaultSecurityGroup(cloud, acting(call), group.vpcId);
    if (tables.clusters.has(id)) throw taken();
    const now = cloud.clock.now();
    const resourceId = `cluster-${alphanumeric(cloud, 26, UPPER)}`;
    const version = input.EngineVersion ?? engine.version;
    const record: ClusterRecord = {
      id,
      arn: `arn:aws:rds:${call.region}:${call.accountId}:cluster:${id}`,
      resourceId,
      hostPart: alphanumeric(cloud, 12),
      engine: input.Engine,
      engineVersion: version,
      port: input.Port ?? engine.port,
      status: "creating",
      dueAt: now + RDS_TIMINGS.clusterMs,
      createdAt: now,
      subnetGroup: group.name,
      securityGroups: input.VpcSecurityGroupIds?.length ? input.VpcSecurityGroupIds : own ? [own] : [],
      settings: {
        ...CLUSTER_DEFAULTS,
        DBClusterParameterGroup: `default.${familyOf(input.Engine, version)}`,
        ...clusterSettings(input),
        ...(input.ManageMasterUserPassword ? { MasterUserSecret: managedSecret(cloud, call, resourceId) } : {}),
      },
      tags: input.Tags ?? [],
    };
    tables.clusters.set(id, record);
    life.settleLater(tables, record);
    return { DBCluster: clusterView(tables, record, call.region) };
  }

  return {
    CreateDBCluster: create,
    DescribeDBClusters: (
      input: { DBClusterIdentifier?: string; Filters?: FilterInput[]; Marker?: string; MaxRecords?: number },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const found = input.DBClusterIdentifier ? [requireCluster(tables, input.DBClusterIdentifier)] : tables.clusters.values();
      const { items, next } = describePage(found, input, {
        "db-cluster-id": (one) => [one.id, one.arn],
        "db-cluster-resource-id": (one) => [one.resourceId],
        engine: (one) => [one.engine],
        domain: () => [],
        "clone-group-id": () => [],
      });
      return { DBClusters: items.map((one) => clusterView(tables, one, call.region)), Marker: next };
    },
    ModifyDBCluster: (
      input: {
        DBClusterIdentifier: string;
        EngineVersion?: string;
        Port?: number;
        VpcSecurityGroupIds?: string[];
        NewDBClusterIdentifier?: string;
        ManageMasterUserPassword?: boolean;
        DBClusterParameterGroupName?: string;
        CloudwatchLogsExportConfiguration?: { EnableLogTypes?: string[]; DisableLogTypes?: string[] };
      },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const record = requireCluster(tables, input.DBClusterIdentifier);
      if (record.status !== "available") throw clusterState(`DB cluster ${record.id} is not in available state: ${record.status}`);
      if (input.NewDBClusterIdentifier && identifierOf(input.NewDBClusterIdentifier) !== record.id) {
        throw notInSandbox("renaming a cluster", "Make a new one.");
      }
      const group = input.DBClusterParameterGroupName;
      if (group && !group.startsWith("default."))
        throw notInSandbox("parameter groups of your own", "Leave DBClusterParameterGroupName out.");
      record.engineVersion = input.EngineVersion ?? record.engineVersion;
      for (const member of membersOf(tables, record.id)) member.engineVersion = record.engineVersion;
      record.port = input.Port ?? record.port;
      record.securityGroups = input.VpcSecurityGroupIds ?? record.securityGroups;
      record.settings = {
        ...record.settings,
        ...clusterSettings(input),
        ...changedExports(record.settings, input.CloudwatchLogsExportConfiguration),
      };
      if (input.ManageMasterUserPassword) record.settings.MasterUserSecret ??= managedSecret(cloud, call, record.resourceId);
      if (input.ManageMasterUserPassword === false) delete record.settings.MasterUserSecret;
      cloud.state.touch();
      return { DBCluster: clusterView(tables, record, call.region) };
    },
    DeleteDBCluster: (
      input: { DBClusterIdentifier: string; SkipFinalSnapshot?: boolean; FinalDBSnapshotIdentifier?: string },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const record = requireCluster(tables, input.DBClusterIdentifier);
      if (record.settings.DeletionProtection === true) {
        throw invalidCombination("Cannot delete protected Cluster, please disable deletion protection and try again.");
      }
      if (!input.SkipFinalSnapshot) {
        if (!input.FinalDBSnapshotIdentifier) {
          throw invalidCombination("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        }
        throw notInSandbox("snapshots", "Delete the cluster with SkipFinalSnapshot.");
      }
      if (record.status === "deleting") throw clusterState(`DB cluster ${record.id} is already being deleted.`);
      if (membersOf(tables, record.id).some((member) => member.status !== "deleting")) {
        throw clusterState("Cluster cannot be deleted, it still contains DB instances in non-deleting state.");
      }
      record.status = "deleting";
      record.dueAt = cloud.clock.now() + RDS_TIMINGS.clusterMs;
      delete record.failover;
      cloud.state.touch();
      life.settleLater(tables, record);
      return { DBCluster: clusterView(tables, record, call.region) };
    },
    FailoverDBCluster: (input: { DBClusterIdentifier: string; TargetDBInstanceIdentifier?: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const record = requireCluster(tables, input.DBClusterIdentifier);
      if (record.status !== "available") {
        throw clusterState(`Cannot failover cluster ${record.id} because its status is ${record.status}.`);
      }
      const members = membersOf(tables, record.id);
      const wanted = input.TargetDBInstanceIdentifier;
      const target = wanted ? members.find((member) => member.id === identifierOf(wanted)) : life.heirOf(tables, record.id);
      if (wanted && !target) throw instanceNotFound(wanted);
      if (!target) throw clusterState(`Cannot failover cluster ${record.id}: it has no available reader instance.`);
      if (target.writer) throw invalidCombination(`DB instance ${target.id} is already the writer of the cluster ${record.id}.`);
      if (target.status !== "available") {
        throw new AwsError("InvalidDBInstanceState", `DB instance ${target.id} is not in available state: ${target.status}.`);
      }
      life.failover(tables, record, target);
      return { DBCluster: clusterView(tables, record, call.region) };
    },
    DescribeGlobalClusters: () => ({ GlobalClusters: [] }),
  };
}
