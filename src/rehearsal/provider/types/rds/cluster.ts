import type { CreateDBClusterCommandInput, DBCluster } from "@aws-sdk/client-rds";
import type { rds } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, only } from "../../convert";
import { orAbsent } from "../../errors";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { rdsTags, readRdsTags, retagRds } from "./common";

type Args = Plainly<rds.ClusterArgs>;

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html */
export const cluster = resource<rds.ClusterArgs, rds.ClusterState>({
  type: "aws:rds/cluster:Cluster",
  inputs: inputsOf<rds.ClusterArgs>()({
    required: ["engine"],
    replaces: [
      "clusterIdentifier",
      "clusterIdentifierPrefix",
      "engine",
      "engineMode",
      "databaseName",
      "masterUsername",
      "dbSubnetGroupName",
      "storageEncrypted",
      "kmsKeyId",
      "availabilityZones",
    ],
    updates: [
      "backupRetentionPeriod",
      "copyTagsToSnapshot",
      "deletionProtection",
      "enabledCloudwatchLogsExports",
      "engineVersion",
      "finalSnapshotIdentifier",
      "iamDatabaseAuthenticationEnabled",
      "manageMasterUserPassword",
      "masterPassword",
      "port",
      "preferredBackupWindow",
      "preferredMaintenanceWindow",
      "serverlessv2ScalingConfiguration",
      "skipFinalSnapshot",
      "tags",
      "vpcSecurityGroupIds",
    ],
    inert: [
      "allocatedStorage",
      "allowMajorVersionUpgrade",
      "applyImmediately",
      "autoMinorVersionUpgrade",
      "backtrackWindow",
      "caCertificateIdentifier",
      "clusterMembers",
      "clusterScalabilityType",
      "databaseInsightsMode",
      "dbClusterInstanceClass",
      "dbClusterParameterGroupName",
      "dbInstanceParameterGroupName",
      "dbSystemId",
      "deleteAutomatedBackups",
      "domain",
      "domainIamRoleName",
      "enableGlobalWriteForwarding",
      "enableHttpEndpoint",
      "enableLocalWriteForwarding",
      "engineLifecycleSupport",
      "globalClusterIdentifier",
      "iamRoles",
      "iops",
      "masterPasswordWo",
      "masterPasswordWoVersion",
      "masterUserSecretKmsKeyId",
      "monitoringInterval",
      "monitoringRoleArn",
      "networkType",
      "performanceInsightsEnabled",
      "performanceInsightsKmsKeyId",
      "performanceInsightsRetentionPeriod",
      "replicationSourceIdentifier",
      "restoreToPointInTime",
      "s3Import",
      "scalingConfiguration",
      "snapshotIdentifier",
      "sourceRegion",
      "storageType",
      "warningEventCategories",
    ],
  }),
  naming: { property: "clusterIdentifier", prefix: "clusterIdentifierPrefix", max: 63, lowerCase: true },
  async create(inputs, context) {
    const id = inputs.clusterIdentifier ?? "";
    await context.clients.rds.createDBCluster(createInput(inputs, context));
    await waitAvailable(id, context);
    return id;
  },
  async read(id, context) {
    const found = await find(id, context);
    return { ...stateOf(found), tags: await readRdsTags(found.DBClusterArn, context) };
  },
  async update(id, change, context, known) {
    if (
      change.changed(
        "backupRetentionPeriod",
        "deletionProtection",
        "engineVersion",
        "masterPassword",
        "port",
        "vpcSecurityGroupIds",
        "preferredBackupWindow",
        "preferredMaintenanceWindow",
        "serverlessv2ScalingConfiguration",
      )
    ) {
      await context.clients.rds.modifyDBCluster({ DBClusterIdentifier: id, ApplyImmediately: true, ...settings(change.news) });
      await waitAvailable(id, context);
    }
    if (change.changed("tags")) await retagRds(known.arn, change, context);
  },
  async delete(id, context, known) {
    const snapshot = known.skipFinalSnapshot ? { SkipFinalSnapshot: true } : { FinalDBSnapshotIdentifier: known.finalSnapshotIdentifier };
    await context.clients.rds.deleteDBCluster({ DBClusterIdentifier: id, ...snapshot });
    await context.wait(`DB cluster ${id} to go`, async () => ((await orAbsent(find(id, context))) ? undefined : true));
  },
});

async function find(id: string, context: Context): Promise<DBCluster> {
  return only((await context.clients.rds.describeDBClusters({ DBClusterIdentifier: id })).DBClusters, `DB cluster ${id}`);
}

async function waitAvailable(id: string, context: Context): Promise<void> {
  await context.wait(`DB cluster ${id} to be available`, async () => ((await find(id, context)).Status === "available" ? true : undefined));
}

function settings(inputs: Args) {
  const scaling = inputs.serverlessv2ScalingConfiguration;
  return compact({
    BackupRetentionPeriod: inputs.backupRetentionPeriod,
    CopyTagsToSnapshot: inputs.copyTagsToSnapshot,
    DeletionProtection: inputs.deletionProtection,
    EngineVersion: inputs.engineVersion,
    ManageMasterUserPassword: inputs.manageMasterUserPassword,
    MasterUserPassword: inputs.masterPassword,
    Port: inputs.port,
    PreferredBackupWindow: inputs.preferredBackupWindow,
    PreferredMaintenanceWindow: inputs.preferredMaintenanceWindow,
    ServerlessV2ScalingConfiguration: scaling && compact({ MinCapacity: scaling.minCapacity, MaxCapacity: scaling.maxCapacity }),
    VpcSecurityGroupIds: inputs.vpcSecurityGroupIds,
  });
}

function createInput(inputs: Args, context: Context): CreateDBClusterCommandInput {
  return compact<CreateDBClusterCommandInput>({
    DBClusterIdentifier: inputs.clusterIdentifier,
    Engine: inputs.engine,
    EngineMode: inputs.engineMode,
    DatabaseName: inputs.databaseName,
    MasterUsername: inputs.masterUsername,
    DBSubnetGroupName: inputs.dbSubnetGroupName,
    AvailabilityZones: inputs.availabilityZones,
    StorageEncrypted: inputs.storageEncrypted,
    KmsKeyId: inputs.kmsKeyId,
    EnableIAMDatabaseAuthentication: inputs.iamDatabaseAuthenticationEnabled,
    EnableCloudwatchLogsExports: inputs.enabledCloudwatchLogsExports,
    ...settings(inputs),
    Tags: rdsTags(inputs, context),
  });
}

function stateOf(found: DBCluster): Partial<Plainly<rds.ClusterState>> {
  const secret = found.MasterUserSecret;
  return compact({
    arn: found.DBClusterArn,
    availabilityZones: found.AvailabilityZones,
    backupRetentionPeriod: found.BackupRetentionPeriod,
    clusterIdentifier: found.DBClusterIdentifier,
    clusterMembers: found.DBClusterMembers?.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier ?? ""),
    clusterResourceId: found.DbClusterResourceId,
    databaseName: found.DatabaseName,
    dbSubnetGroupName: found.DBSubnetGroup,
    deletionProtection: found.DeletionProtection,
    endpoint: found.Endpoint,
    engine: found.Engine,
    engineVersion: found.EngineVersion,
    engineVersionActual: found.EngineVersion,
    hostedZoneId: found.HostedZoneId,
    masterUserSecrets: secret && [
      { kmsKeyId: secret.KmsKeyId ?? "", secretArn: secret.SecretArn ?? "", secretStatus: secret.SecretStatus ?? "" },
    ],
    masterUsername: found.MasterUsername,
    port: found.Port,
    readerEndpoint: found.ReaderEndpoint,
    storageEncrypted: found.StorageEncrypted,
    vpcSecurityGroupIds: found.VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? ""),
  });
}
