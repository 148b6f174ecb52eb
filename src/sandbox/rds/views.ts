import { familyOf, isAurora, optionGroupOf } from "./engines";
import { type ClusterRecord, type InstanceRecord, membersOf, type Tables } from "./records";
import { subnetGroupView } from "./subnetgroups";

/** Route 53 hosted zone of RDS endpoints in us-east-1; nothing in the sandbox resolves it. */
const HOSTED_ZONE = "Z2R2ITUGPM61AM";

const groups = (ids: readonly string[]) => ids.map((id) => ({ VpcSecurityGroupId: id, Status: "active" }));

export function clusterView(tables: Tables, record: ClusterRecord, region: string) {
  const members = membersOf(tables, record.id);
  const group = tables.subnetGroups.get(record.subnetGroup);
  const zones = [...new Set(group?.subnets.map((subnet) => subnet.zone) ?? [])].sort();
  return {
    DBClusterParameterGroup: `default.${familyOf(record.engine, record.engineVersion)}`,
    AvailabilityZones: zones.slice(0, 3),
    ...record.settings,
    DBClusterIdentifier: record.id,
    DBClusterArn: record.arn,
    DbClusterResourceId: record.resourceId,
    DBSubnetGroup: record.subnetGroup,
    Status: record.status,
    Engine: record.engine,
    EngineVersion: record.engineVersion,
    Endpoint: `${record.id}.cluster-${record.hostPart}.${region}.rds.amazonaws.com`,
    ReaderEndpoint: `${record.id}.cluster-ro-${record.hostPart}.${region}.rds.amazonaws.com`,
    HostedZoneId: HOSTED_ZONE,
    Port: record.port,
    MultiAZ: new Set(members.map((member) => member.zone)).size > 1,
    DBClusterMembers: members.map((member) => ({
      DBInstanceIdentifier: member.id,
      IsClusterWriter: member.writer,
      DBClusterParameterGroupStatus: "in-sync",
      PromotionTier: member.promotionTier,
    })),
    VpcSecurityGroups: groups(record.securityGroups),
    AssociatedRoles: [],
    ClusterCreateTime: new Date(record.createdAt),
    EarliestRestorableTime: new Date(record.createdAt),
    ActivityStreamStatus: "stopped",
    CrossAccountClone: false,
    DomainMemberships: [],
    ReadReplicaIdentifiers: [],
    TagList: record.tags,
  };
}

export function instanceView(tables: Tables, record: InstanceRecord, region: string) {
  const group = tables.subnetGroups.get(record.subnetGroup);
  const ready = record.status !== "creating";
  const family = familyOf(record.engine, record.engineVersion);
  return {
    ...record.settings,
    DBInstanceIdentifier: record.id,
    DBInstanceArn: record.arn,
    DbiResourceId: record.resourceId,
    DBInstanceClass: record.instanceClass,
    Engine: record.engine,
    EngineVersion: record.engineVersion,
    DBInstanceStatus: record.status,
    DBClusterIdentifier: record.clusterId,
    Endpoint: ready
      ? { Address: `${record.id}.${record.hostPart}.${region}.rds.amazonaws.com`, Port: record.port, HostedZoneId: HOSTED_ZONE }
      : undefined,
    DbInstancePort: 0,
    InstanceCreateTime: ready ? new Date(record.createdAt) : undefined,
    AvailabilityZone: record.zone,
    MultiAZ: record.multiAZ,
    SecondaryAvailabilityZone: record.multiAZ ? group?.subnets.find((subnet) => subnet.zone !== record.zone)?.zone : undefined,
    PromotionTier: isAurora(record.engine) ? record.promotionTier : undefined,
    DBSubnetGroup: group ? subnetGroupView(group) : undefined,
    VpcSecurityGroups: groups(record.securityGroups),
    DBSecurityGroups: [],
    DBParameterGroups: [{ DBParameterGroupName: `default.${family}`, ParameterApplyStatus: "in-sync" }],
    OptionGroupMemberships: [{ OptionGroupName: optionGroupOf(record.engine, record.engineVersion), Status: "in-sync" }],
    PendingModifiedValues: {},
    ReadReplicaDBInstanceIdentifiers: [],
    ReadReplicaDBClusterIdentifiers: [],
    StatusInfos: [],
    DomainMemberships: [],
    AssociatedRoles: [],
    CertificateDetails: {
      CAIdentifier: String(record.settings.CACertificateIdentifier ?? ""),
      ValidTill: new Date(record.createdAt + 365 * 86_400_000),
    },
    TagList: record.tags,
  };
}
