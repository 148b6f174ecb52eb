import { hex, uuid } from "../common/identity";
import type { Call, Cloud } from "../kernel/cloud";
import type { Settings } from "./records";

/** Members of a request, and the member of DBCluster or DBInstance that gives them back. */
const CLUSTER_ECHOES: Readonly<Record<string, string>> = {
  AllocatedStorage: "AllocatedStorage",
  AutoMinorVersionUpgrade: "AutoMinorVersionUpgrade",
  BacktrackWindow: "BacktrackWindow",
  BackupRetentionPeriod: "BackupRetentionPeriod",
  CopyTagsToSnapshot: "CopyTagsToSnapshot",
  DatabaseInsightsMode: "DatabaseInsightsMode",
  DatabaseName: "DatabaseName",
  DBClusterParameterGroupName: "DBClusterParameterGroup",
  DeletionProtection: "DeletionProtection",
  EnableCloudwatchLogsExports: "EnabledCloudwatchLogsExports",
  EnableHttpEndpoint: "HttpEndpointEnabled",
  EnableIAMDatabaseAuthentication: "IAMDatabaseAuthenticationEnabled",
  EnablePerformanceInsights: "PerformanceInsightsEnabled",
  EngineLifecycleSupport: "EngineLifecycleSupport",
  EngineMode: "EngineMode",
  Iops: "Iops",
  KmsKeyId: "KmsKeyId",
  MasterUsername: "MasterUsername",
  MonitoringInterval: "MonitoringInterval",
  MonitoringRoleArn: "MonitoringRoleArn",
  NetworkType: "NetworkType",
  PerformanceInsightsKMSKeyId: "PerformanceInsightsKMSKeyId",
  PerformanceInsightsRetentionPeriod: "PerformanceInsightsRetentionPeriod",
  PreferredBackupWindow: "PreferredBackupWindow",
  PreferredMaintenanceWindow: "PreferredMaintenanceWindow",
  ServerlessV2ScalingConfiguration: "ServerlessV2ScalingConfiguration",
  StorageEncrypted: "StorageEncrypted",
  StorageType: "StorageType",
};

const INSTANCE_ECHOES: Readonly<Record<string, string>> = {
  AllocatedStorage: "AllocatedStorage",
  AutoMinorVersionUpgrade: "AutoMinorVersionUpgrade",
  BackupRetentionPeriod: "BackupRetentionPeriod",
  CACertificateIdentifier: "CACertificateIdentifier",
  CopyTagsToSnapshot: "CopyTagsToSnapshot",
  DatabaseInsightsMode: "DatabaseInsightsMode",
  DBName: "DBName",
  DedicatedLogVolume: "DedicatedLogVolume",
  DeletionProtection: "DeletionProtection",
  EnableCloudwatchLogsExports: "EnabledCloudwatchLogsExports",
  EnableIAMDatabaseAuthentication: "IAMDatabaseAuthenticationEnabled",
  EnablePerformanceInsights: "PerformanceInsightsEnabled",
  EngineLifecycleSupport: "EngineLifecycleSupport",
  Iops: "Iops",
  KmsKeyId: "KmsKeyId",
  LicenseModel: "LicenseModel",
  MasterUsername: "MasterUsername",
  MaxAllocatedStorage: "MaxAllocatedStorage",
  MonitoringInterval: "MonitoringInterval",
  MonitoringRoleArn: "MonitoringRoleArn",
  NetworkType: "NetworkType",
  PerformanceInsightsKMSKeyId: "PerformanceInsightsKMSKeyId",
  PerformanceInsightsRetentionPeriod: "PerformanceInsightsRetentionPeriod",
  PreferredBackupWindow: "PreferredBackupWindow",
  PreferredMaintenanceWindow: "PreferredMaintenanceWindow",
  PubliclyAccessible: "PubliclyAccessible",
  StorageEncrypted: "StorageEncrypted",
  StorageThroughput: "StorageThroughput",
  StorageType: "StorageType",
};

const COMMON: Settings = {
  AutoMinorVersionUpgrade: true,
  BackupRetentionPeriod: 1,
  CopyTagsToSnapshot: false,
  DatabaseInsightsMode: "standard",
  DeletionProtection: false,
  EngineLifecycleSupport: "open-source-rds-extended-support",
  IAMDatabaseAuthenticationEnabled: false,
  MonitoringInterval: 0,
  NetworkType: "IPV4",
  PerformanceInsightsEnabled: false,
  PreferredBackupWindow: "07:00-07:30",
  PreferredMaintenanceWindow: "sun:08:00-sun:08:30",
  StorageEncrypted: false,
};

export const CLUSTER_DEFAULTS: Settings = { ...COMMON, AllocatedStorage: 1, EngineMode: "provisioned", HttpEndpointEnabled: false };

export const INSTANCE_DEFAULTS: Settings = {
  ...COMMON,
  CACertificateIdentifier: "rds-ca-rsa2048-g1",
  DedicatedLogVolume: false,
  PubliclyAccessible: false,
};

function echo(table: Readonly<Record<string, string>>, input: object): Settings {
  return Object.fromEntries(
    Object.entries(input).flatMap(([member, value]) => {
      const given = table[member];
      return given === undefined || value === undefined ? [] : [[given, value]];
    }),
  );
}

export const clusterSettings = (input: object): Settings => echo(CLUSTER_ECHOES, input);
export const instanceSettings = (input: object): Settings => echo(INSTANCE_ECHOES, input);

/** The log exports after `CloudwatchLogsExportConfiguration` of a Modify operation. */
export function changedExports(
  settings: Settings,
  change: { EnableLogTypes?: string[]; DisableLogTypes?: string[] } | undefined,
): Settings {
  if (!change) return {};
  const before = Array.isArray(settings.EnabledCloudwatchLogsExports) ? (settings.EnabledCloudwatchLogsExports as string[]) : [];
  const kept = before.filter((type) => !change.DisableLogTypes?.includes(type));
  return { EnabledCloudwatchLogsExports: [...new Set([...kept, ...(change.EnableLogTypes ?? [])])] };
}

/**
 * The secret in which AWS keeps a password that it manages. The sandbox has no Secrets Manager and its databases ask for
 * no password: only the reference is there.
 */
export function managedSecret(cloud: Cloud, call: Call, resourceId: string) {
  return {
    SecretArn: `arn:aws:secretsmanager:${call.region}:${call.accountId}:secret:rds!${resourceId.toLowerCase()}-${hex(cloud, 6)}`,
    SecretStatus: "active",
    KmsKeyId: `arn:aws:kms:${call.region}:${call.accountId}:key/${uuid(cloud)}`,
  };
}
