import { alphanumeric } from "../common/identity";
import { defaultSecurityGroup, freeAddress } from "../common/network";
import type { Call, Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import { checkedIdentifier, requireCluster } from "./clusters";
import { isAurora, requireEngine } from "./engines";
import type { Lifecycle } from "./lifecycle";
import { instanceNotFound, instanceState, invalidCombination, invalidValue, notInSandbox } from "./problems";
import { describePage, type FilterInput } from "./query";
import {
  type ClusterRecord,
  type InstanceRecord,
  identifierOf,
  membersOf,
  type Settings,
  type SubnetGroupRecord,
  type Tables,
  type TagRecord,
  tablesFor,
} from "./records";
import { changedExports, INSTANCE_DEFAULTS, instanceSettings, managedSecret } from "./settings";
import { subnetGroupFor } from "./subnetgroups";
import { instanceView } from "./views";

interface CreateInput {
  DBInstanceIdentifier: string;
  DBInstanceClass: string;
  Engine: string;
  EngineVersion?: string;
  DBClusterIdentifier?: string;
  AvailabilityZone?: string;
  DBSubnetGroupName?: string;
  VpcSecurityGroupIds?: string[];
  MasterUsername?: string;
  MasterUserPassword?: string;
  ManageMasterUserPassword?: boolean;
  AllocatedStorage?: number;
  MultiAZ?: boolean;
  Port?: number;
  PromotionTier?: number;
  DBParameterGroupName?: string;
  OptionGroupName?: string;
  Tags?: TagRecord[];
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function requireInstance(tables: Tables, given: string): InstanceRecord {
  const found = tables.instances.get(identifierOf(given));
  if (!found) throw instanceNotFound(given);
  return found;
}

/** The subnet of an instance: in the zone asked for, else in the one with the fewest of the cluster's members. */
function subnetFor(group: SubnetGroupRecord, members: readonly InstanceRecord[], zone: string | undefined) {
  const count = (subnet: { zone: string }) => members.filter((member) => member.zone === subnet.zone).length;
  const fitting = group.subnets.filter((subnet) => !zone || subnet.zone === zone);
  const chosen = [...fitting].sort((a, b) => count(a) - count(b))[0];
  if (!chosen) throw invalidValue(`The DB subnet group ${group.name} has no subnet in the Availability Zone ${zone}.`);
  return chosen;
}

function checkStandalone(input: CreateInput): void {
  if (!input.MasterUsername) throw invalidCombination("The parameter MasterUsername must be provided and must not be blank.");
  if (!input.ManageMasterUserPassword && !input.MasterUserPassword) {
    throw invalidCombination("The parameter MasterUserPassword must be provided and must not be blank.");
  }
  if (!input.AllocatedStorage) throw invalidCombination("The parameter AllocatedStorage must be provided and must not be blank.");
  if (input.MultiAZ && input.AvailabilityZone) {
    throw invalidCombination("Requesting a specific availability zone is not valid for Multi-AZ instances.");
  }
}

/** What an instance takes from its cluster. */
function inherited(cluster: ClusterRecord | undefined): Settings {
  if (!cluster) return { StorageType: "gp2" };
  const { MasterUsername, DatabaseName, BackupRetentionPeriod, PreferredBackupWindow, StorageEncrypted, NetworkType } = cluster.settings;
  return {
    MasterUsername,
    DBName: DatabaseName,
    BackupRetentionPeriod,
    PreferredBackupWindow,
    StorageEncrypted,
    NetworkType,
    AllocatedStorage: 1,
    StorageType: cluster.settings.StorageType ?? "aurora",
  };
}

export function instanceOperations(cloud: Cloud, life: Lifecycle) {
  async function create(input: CreateInput, call: Call) {
    const tables = tablesFor(cloud, call);
    const id = checkedIdentifier("DBInstanceIdentifier", input.DBInstanceIdentifier);
    const aurora = isAurora(input.Engine);
    const engine = requireEngine(input.Engine, aurora);
    const taken = () => new AwsError("DBInstanceAlreadyExists", "DB instance already exists");
    if (tables.instances.has(id)) throw taken();
    if (aurora && !input.DBClusterIdentifier)
      throw invalidCombination("The parameter DBClusterIdentifier must be provided for Aurora engines.");
    const named = [input.DBParameterGroupName, input.OptionGroupName].find((group) => group && !/^default[.:]/.test(group));
    if (named) throw notInSandbox("parameter and option groups of your own", "Leave them out.");
    const cluster = input.DBClusterIdentifier ? requireCluster(tables, input.DBClusterIdentifier) : undefined;
    if (cluster && cluster.engine !== input.Engine) {
      throw invalidCombination(
        `The engine name requested for your DB instance (${input.Engine}) doesn't match the engine name of your DB cluster (${cluster.engine}).`,
      );
    }
    if (cluster?.status === "deleting") throw new AwsError("InvalidDBClusterStateFault", `DB cluster ${cluster.id} is being deleted.`);
    if (!cluster) checkStandalone(input);
    const group = await subnetGroupFor(cloud, call, tables, cluster?.subnetGroup ?? input.DBSubnetGroupName);
    const own = cluster || input.VpcSecurityGroupIds?.length ? undefined : await defaultSecurityGroup(cloud, acting(call), group.vpcId);
    if (tables.instances.has(id)) throw taken();
    const members = cluster ? membersOf(tables, cluster.id).filter((member) => member.status !== "deleting") : [];
    const subnet = subnetFor(group, members, input.AvailabilityZone);
    const resourceId = `db-${alphanumeric(cloud, 26, UPPER)}`;
    const record: InstanceRecord = {
      id,
      arn: `arn:aws:rds:${call.region}:${call.accountId}:db:${id}`,
      resourceId,
      // Identifiers are unique within an account and Region only.
      machineId: cloud.plane.machine(id) ? `${id}@${tables.scope}` : id,
      hostPart: cluster?.hostPart ?? alphanumeric(cloud, 12),
      clusterId: cluster?.id,
      writer: !members.some((member) => member.writer) && !cluster?.failover,
      instanceClass: input.DBInstanceClass,
      engine: input.Engine,
      engineVersion: cluster?.engineVersion ?? input.EngineVersion ?? engine.version,
      port: cluster?.port ?? input.Port ?? engine.port,
      status: "creating",
      createdAt: cloud.clock.now(),
      subnetGroup: group.name,
      zone: subnet.zone,
      subnetId: subnet.subnetId,
      privateIp: freeAddress(cloud, tables.scope, { ...subnet, vpcId: group.vpcId }),
      multiAZ: cluster ? false : (input.MultiAZ ?? false),
      promotionTier: input.PromotionTier ?? 1,
      securityGroups: cluster?.securityGroups ?? (input.VpcSecurityGroupIds?.length ? input.VpcSecurityGroupIds : own ? [own] : []),
      settings: {
        ...INSTANCE_DEFAULTS,
        LicenseModel: engine.license,
        ...inherited(cluster),
        ...instanceSettings(input),
        ...(!cluster && input.ManageMasterUserPassword ? { MasterUserSecret: managedSecret(cloud, call, resourceId) } : {}),
      },
      tags: input.Tags ?? [],
    };
    tables.instances.set(id, record);
    life.launch(tables, record);
    return { DBInstance: instanceView(tables, record, call.region) };
  }

  return {
    CreateDBInstance: create,
    DescribeDBInstances: (
      input: { DBInstanceIdentifier?: string; Filters?: FilterInput[]; Marker?: string; MaxRecords?: number },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const found = input.DBInstanceIdentifier ? [requireInstance(tables, input.DBInstanceIdentifier)] : tables.instances.values();
      const { items, next } = describePage(found, input, {
        "db-cluster-id": ({ clusterId }) => (clusterId ? [clusterId, tables.clusters.get(clusterId)?.arn ?? ""] : []),
        "db-instance-id": (one) => [one.id, one.arn],
        "dbi-resource-id": (one) => [one.resourceId],
        engine: (one) => [one.engine],
        domain: () => [],
      });
      return { DBInstances: items.map((one) => instanceView(tables, one, call.region)), Marker: next };
    },
    ModifyDBInstance: (
      input: {
        DBInstanceIdentifier: string;
        DBInstanceClass?: string;
        PromotionTier?: number;
        EngineVersion?: string;
        MultiAZ?: boolean;
        VpcSecurityGroupIds?: string[];
        NewDBInstanceIdentifier?: string;
        ManageMasterUserPassword?: boolean;
        ApplyImmediately?: boolean;
        CloudwatchLogsExportConfiguration?: { EnableLogTypes?: string[]; DisableLogTypes?: string[] };
      },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const record = requireInstance(tables, input.DBInstanceIdentifier);
      if (record.status !== "available") throw instanceState(`Database instance is not in available state.`);
      if (input.NewDBInstanceIdentifier && identifierOf(input.NewDBInstanceIdentifier) !== record.id) {
        throw notInSandbox("renaming an instance", "Make a new one.");
      }
      const restarts = input.DBInstanceClass !== undefined && input.DBInstanceClass !== record.instanceClass;
      record.instanceClass = input.DBInstanceClass ?? record.instanceClass;
      record.promotionTier = input.PromotionTier ?? record.promotionTier;
      record.engineVersion = input.EngineVersion ?? record.engineVersion;
      record.multiAZ = record.clusterId ? false : (input.MultiAZ ?? record.multiAZ);
      record.securityGroups = input.VpcSecurityGroupIds ?? record.securityGroups;
      record.settings = {
        ...record.settings,
        ...instanceSettings(input),
        ...changedExports(record.settings, input.CloudwatchLogsExportConfiguration),
      };
      if (input.ManageMasterUserPassword) record.settings.MasterUserSecret ??= managedSecret(cloud, call, record.resourceId);
      cloud.state.touch();
      if (restarts) life.reboot(tables, record);
      return { DBInstance: instanceView(tables, record, call.region) };
    },
    RebootDBInstance: (input: { DBInstanceIdentifier: string; ForceFailover?: boolean }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const record = requireInstance(tables, input.DBInstanceIdentifier);
      if (record.status !== "available") throw instanceState(`Cannot reboot DB instance ${record.id}: its status is ${record.status}.`);
      if (input.ForceFailover && !record.multiAZ) {
        throw invalidCombination("Cannot force a failover: the DB instance is not a Multi-AZ deployment.");
      }
      if (input.ForceFailover) moveToOtherZone(tables, record);
      life.reboot(tables, record);
      record.status = "rebooting";
      return { DBInstance: instanceView(tables, record, call.region) };
    },
    DeleteDBInstance: (
      input: { DBInstanceIdentifier: string; SkipFinalSnapshot?: boolean; FinalDBSnapshotIdentifier?: string },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const record = requireInstance(tables, input.DBInstanceIdentifier);
      if (record.status === "deleting") throw instanceState(`Instance ${record.id} is already being deleted.`);
      if (record.settings.DeletionProtection === true) {
        throw invalidCombination("Cannot delete protected DB Instance, please disable deletion protection and try again.");
      }
      // Members of Aurora clusters have no snapshots of their own.
      if (!record.clusterId && !input.SkipFinalSnapshot) {
        if (!input.FinalDBSnapshotIdentifier) {
          throw invalidCombination("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        }
        throw notInSandbox("snapshots", "Delete the instance with SkipFinalSnapshot.");
      }
      life.remove(tables, record);
      return { DBInstance: instanceView(tables, record, call.region) };
    },
  };

  /** A Multi-AZ instance comes back where its standby was. */
  function moveToOtherZone(tables: Tables, record: InstanceRecord): void {
    const group = tables.subnetGroups.get(record.subnetGroup);
    const other = group?.subnets.find((subnet) => subnet.zone !== record.zone);
    if (!group || !other) return;
    record.zone = other.zone;
    record.subnetId = other.subnetId;
    record.privateIp = freeAddress(cloud, tables.scope, { ...other, vpcId: group.vpcId });
  }
}
