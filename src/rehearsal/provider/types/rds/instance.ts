import type { CreateDBInstanceCommandInput, DBInstance } from "@aws-sdk/client-rds";
import type { rds } from "@pulumi/aws";
import { compact, idText } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { findInstance, waitGone, waitInstance } from "./cluster-instance";
import { rdsTags, readRdsTags, retagRds } from "./common";

type Args = Plainly<rds.InstanceArgs>;
const SETTINGS = [
  "allocatedStorage",
  "backupRetentionPeriod",
  "deletionProtection",
  "engineVersion",
  "instanceClass",
  "iops",
  "manageMasterUserPassword",
  "maxAllocatedStorage",
  "multiAz",
  "password",
  "port",
  "publiclyAccessible",
  "storageType",
  "vpcSecurityGroupIds",
] as const;

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
export const instance = resource<rds.InstanceArgs, rds.InstanceState>({
  type: "aws:rds/instance:Instance",
  inputs: inputsOf<rds.InstanceArgs>()({
    required: ["instanceClass"],
    replaces: [
      "availabilityZone",
      "dbName",
      "dbSubnetGroupName",
      "engine",
      "identifier",
      "identifierPrefix",
      "kmsKeyId",
      "storageEncrypted",
      "username",
    ],
    updates: [...SETTINGS, "finalSnapshotIdentifier", "skipFinalSnapshot", "tags"],
    inert: [
      "allowMajorVersionUpgrade",
      "applyImmediately",
      "autoMinorVersionUpgrade",
      "backupTarget",
      "backupWindow",
      "blueGreenUpdate",
      "caCertIdentifier",
      "characterSetName",
      "copyTagsToSnapshot",
      "customIamInstanceProfile",
      "customerOwnedIpEnabled",
      "databaseInsightsMode",
      "dedicatedLogVolume",
      "deleteAutomatedBackups",
      "domain",
      "domainAuthSecretArn",
      "domainDnsIps",
      "domainFqdn",
      "domainIamRoleName",
      "domainOu",
      "enabledCloudwatchLogsExports",
      "engineLifecycleSupport",
      "iamDatabaseAuthenticationEnabled",
      "licenseModel",
      "maintenanceWindow",
      "masterUserSecretKmsKeyId",
      "monitoringInterval",
      "monitoringRoleArn",
      "ncharCharacterSetName",
      "networkType",
      "optionGroupName",
      "parameterGroupName",
      "passwordWo",
      "passwordWoVersion",
      "performanceInsightsEnabled",
      "performanceInsightsKmsKeyId",
      "performanceInsightsRetentionPeriod",
      "replicaMode",
      "replicateSourceDb",
      "restoreToPointInTime",
      "s3Import",
      "snapshotIdentifier",
      "storageThroughput",
      "timezone",
      "upgradeStorageConfig",
      "warningEventCategories",
    ],
  }),
  naming: { property: "identifier", prefix: "identifierPrefix", max: 63, lowerCase: true },
  check: ({ engine }) =>
    engine === undefined ? [{ property: "engine", reason: "is missing (replicas and restores are not rehearsed)" }] : [],
  async create(inputs, context) {
    const id = inputs.identifier ?? "";
    await context.clients.rds.createDBInstance({
      ...createInput(inputs),
      DBInstanceIdentifier: id,
      Tags: rdsTags(inputs, context),
    });
    await waitInstance(id, context);
    return id;
  },
  async read(id, context) {
    const found = await findInstance(id, context);
    return { ...stateOf(found), tags: await readRdsTags(found.DBInstanceArn, context) };
  },
  async update(id, change, context, known) {
    if (change.changed(...SETTINGS)) {
      await context.clients.rds.modifyDBInstance({ DBInstanceIdentifier: id, ApplyImmediately: true, ...settings(change.news) });
      await waitInstance(id, context);
    }
    if (change.changed("tags")) await retagRds(known.arn, change, context);
  },
  async delete(id, context, known) {
    const snapshot = known.skipFinalSnapshot ? { SkipFinalSnapshot: true } : { FinalDBSnapshotIdentifier: known.finalSnapshotIdentifier };
    await context.clients.rds.deleteDBInstance({ DBInstanceIdentifier: id, ...snapshot });
    await waitGone(id, context);
  },
});

function settings(inputs: Args) {
  return compact({
    AllocatedStorage: inputs.allocatedStorage,
    BackupRetentionPeriod: inputs.backupRetentionPeriod,
    DBInstanceClass: idText(inputs.instanceClass),
    DeletionProtection: inputs.deletionProtection,
    EngineVersion: inputs.engineVersion,
    Iops: inputs.iops,
    ManageMasterUserPassword: inputs.manageMasterUserPassword,
    MasterUserPassword: inputs.password,
    MaxAllocatedStorage: inputs.maxAllocatedStorage,
    MultiAZ: inputs.multiAz,
    PubliclyAccessible: inputs.publiclyAccessible,
    StorageType: idText(inputs.storageType),
    VpcSecurityGroupIds: inputs.vpcSecurityGroupIds,
  });
}

function createInput(inputs: Args): Omit<CreateDBInstanceCommandInput, "DBInstanceIdentifier"> {
  return compact({
    ...settings(inputs),
    DBInstanceClass: idText(inputs.instanceClass),
    Engine: inputs.engine,
    DBName: inputs.dbName,
    MasterUsername: inputs.username,
    Port: inputs.port,
    DBSubnetGroupName: inputs.dbSubnetGroupName,
    AvailabilityZone: inputs.availabilityZone,
    StorageEncrypted: inputs.storageEncrypted,
    KmsKeyId: inputs.kmsKeyId,
  });
}

function stateOf(found: DBInstance): Partial<Plainly<rds.InstanceState>> {
  const { Endpoint: endpoint, MasterUserSecret: secret } = found;
  return compact({
    address: endpoint?.Address,
    allocatedStorage: found.AllocatedStorage,
    arn: found.DBInstanceArn,
    availabilityZone: found.AvailabilityZone,
    dbName: found.DBName,
    dbSubnetGroupName: found.DBSubnetGroup?.DBSubnetGroupName,
    endpoint: endpoint && `${endpoint.Address}:${endpoint.Port}`,
    engine: found.Engine,
    engineVersion: found.EngineVersion,
    engineVersionActual: found.EngineVersion,
    hostedZoneId: endpoint?.HostedZoneId,
    identifier: found.DBInstanceIdentifier,
    instanceClass: found.DBInstanceClass,
    masterUserSecrets: secret && [
      { kmsKeyId: secret.KmsKeyId ?? "", secretArn: secret.SecretArn ?? "", secretStatus: secret.SecretStatus ?? "" },
    ],
    multiAz: found.MultiAZ,
    port: endpoint?.Port,
    resourceId: found.DbiResourceId,
    status: found.DBInstanceStatus,
    storageEncrypted: found.StorageEncrypted,
    username: found.MasterUsername,
    vpcSecurityGroupIds: found.VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? ""),
  });
}
