import type { Cloud } from "../kernel/cloud";
import { type ClusterRecord, clusterStatus, type Tables } from "./records";

const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

function logging(enabled: readonly string[]) {
  const off = LOG_TYPES.filter((type) => !enabled.includes(type));
  return {
    clusterLogging: [
      ...(enabled.length > 0 ? [{ types: [...enabled], enabled: true }] : []),
      ...(off.length > 0 ? [{ types: off, enabled: false }] : []),
    ],
  };
}

/** A cluster as DescribeCluster gives it. What AWS learns while creating is absent until the cluster is active. */
export function clusterView(cloud: Cloud, tables: Tables, cluster: ClusterRecord, region: string) {
  const status = clusterStatus(cloud, tables, cluster);
  const ready = status !== "CREATING";
  return {
    name: cluster.name,
    arn: cluster.arn,
    createdAt: new Date(cluster.createdAt),
    version: cluster.version,
    endpoint: ready ? `https://${cluster.endpointId}.gr7.${region}.eks.amazonaws.com` : undefined,
    roleArn: cluster.roleArn,
    resourcesVpcConfig: {
      subnetIds: cluster.subnetIds,
      securityGroupIds: cluster.securityGroupIds,
      clusterSecurityGroupId: cluster.clusterSecurityGroupId,
      vpcId: cluster.vpcId,
      endpointPublicAccess: cluster.endpointPublicAccess,
      endpointPrivateAccess: cluster.endpointPrivateAccess,
      publicAccessCidrs: cluster.publicAccessCidrs,
    },
    kubernetesNetworkConfig: {
      serviceIpv4Cidr: cluster.serviceIpv4Cidr,
      ipFamily: cluster.ipFamily,
      elasticLoadBalancing: { enabled: cluster.elasticLoadBalancing },
    },
    logging: logging(cluster.logTypes),
    identity: ready ? { oidc: { issuer: `https://oidc.eks.${region}.amazonaws.com/id/${cluster.endpointId}` } } : undefined,
    status,
    certificateAuthority: { data: ready ? cluster.certificateData : undefined },
    platformVersion: "eks.1",
    tags: cluster.tags,
    encryptionConfig: cluster.encryptionConfig,
    health: { issues: [] },
    accessConfig: { authenticationMode: cluster.authenticationMode },
    upgradePolicy: { supportType: cluster.supportType },
    zonalShiftConfig: cluster.zonalShiftConfig,
    remoteNetworkConfig: cluster.remoteNetworkConfig,
    computeConfig: cluster.computeConfig,
    storageConfig: cluster.storageConfig,
    controlPlaneScalingConfig: cluster.controlPlaneScalingConfig,
    deletionProtection: cluster.deletionProtection,
  };
}
