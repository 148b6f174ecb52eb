import { hex } from "../common/identity";
import { describeSubnets } from "../common/network";
import { pageOf } from "../common/paging";
import type { Call, Cloud } from "../kernel/cloud";
import { admitCreator } from "./accessentries";
import { asCluster, checkRole } from "./acting";
import { clusterView } from "./clusterview";
import { clusterNotFound, inUse, invalid, invalidRequest, invalidToken, notInSandbox } from "./problems";
import { type ClusterRecord, clusterStatus, nodegroupsOf, type Tables, tablesFor } from "./records";
import { EKS_TIMINGS } from "./timings";

interface CreateInput {
  name: string;
  version?: string;
  roleArn: string;
  resourcesVpcConfig: {
    subnetIds?: string[];
    securityGroupIds?: string[];
    endpointPublicAccess?: boolean;
    endpointPrivateAccess?: boolean;
    publicAccessCidrs?: string[];
  };
  accessConfig?: { authenticationMode?: ClusterRecord["authenticationMode"]; bootstrapClusterCreatorAdminPermissions?: boolean };
  kubernetesNetworkConfig?: { serviceIpv4Cidr?: string; ipFamily?: string; elasticLoadBalancing?: { enabled?: boolean } };
  logging?: { clusterLogging?: { types?: string[]; enabled?: boolean }[] };
  upgradePolicy?: { supportType?: string };
  computeConfig?: { enabled?: boolean };
  storageConfig?: object;
  zonalShiftConfig?: object;
  remoteNetworkConfig?: object;
  encryptionConfig?: object[];
  controlPlaneScalingConfig?: object;
  outpostConfig?: object;
  deletionProtection?: boolean;
  tags?: Record<string, string>;
}

/** The Kubernetes version of a cluster for which none was asked. */
export const DEFAULT_VERSION = "1.33";
const KNOWN_VERSION = /^1\.(29|3\d)$/;

export function checkVersion(version: string): string {
  if (!KNOWN_VERSION.test(version)) throw invalid(`unsupported Kubernetes version ${version}`);
  return version;
}

export function enabledLogs(logging: CreateInput["logging"], before: readonly string[] = []): string[] {
  const types = new Set(before);
  for (const setup of logging?.clusterLogging ?? []) {
    for (const type of setup.types ?? []) {
      if (setup.enabled) types.add(type);
      else types.delete(type);
    }
  }
  return [...types];
}

export function requireCluster(tables: Tables, name: string): ClusterRecord {
  const found = tables.clusters.get(name);
  if (!found) throw clusterNotFound(name);
  return found;
}

async function checkedNetwork(
  cloud: Cloud,
  call: Call,
  subnetIds: readonly string[],
): Promise<{ vpcId: string; cidrs: Record<string, string> }> {
  const subnets = await describeSubnets(cloud, asCluster(call), subnetIds).catch(() => {
    throw invalid(`One or more of the subnets do not exist: ${subnetIds.join(", ")}`);
  });
  const vpcs = [...new Set(subnets.map((one) => one.vpcId))];
  if (vpcs.length > 1) throw invalid("Subnets must belong to the same VPC");
  if (new Set(subnets.map((one) => one.zone)).size < 2) throw invalid("Subnets specified must be in at least two different AZs");
  return { vpcId: vpcs[0] ?? "", cidrs: Object.fromEntries(subnets.map((one) => [one.subnetId, one.cidr])) };
}

/** The security group that EKS makes for a cluster and its nodes. */
async function makeSecurityGroup(cloud: Cloud, call: Call, clusterName: string, vpcId: string): Promise<string> {
  const made = await cloud.invoke<{ GroupId: string }>(
    "ec2",
    "CreateSecurityGroup",
    {
      GroupName: `eks-cluster-sg-${clusterName}-${Math.floor(cloud.random() * 1e9)}`,
      Description:
        "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.",
      VpcId: vpcId,
      TagSpecifications: [
        {
          ResourceType: "security-group",
          Tags: [
            { Key: "Name", Value: `eks-cluster-sg-${clusterName}` },
            { Key: `kubernetes.io/cluster/${clusterName}`, Value: "owned" },
          ],
        },
      ],
    },
    asCluster(call),
  );
  return made.GroupId;
}

export function clusterOperations(cloud: Cloud) {
  async function create(input: CreateInput, call: Call) {
    const tables = tablesFor(cloud, call);
    if (input.outpostConfig) throw notInSandbox("clusters on Outposts", "Leave outpostConfig out.");
    if (input.computeConfig?.enabled) throw notInSandbox("EKS Auto Mode", "Use managed node groups.");
    const version = checkVersion(input.version ?? DEFAULT_VERSION);
    const taken = () => inUse(`Cluster already exists with name: ${input.name}`, { clusterName: input.name });
    if (tables.clusters.has(input.name)) throw taken();
    await checkRole(cloud, call, input.roleArn, "eks.amazonaws.com");
    const network = input.resourcesVpcConfig;
    const { vpcId, cidrs } = await checkedNetwork(cloud, call, network.subnetIds ?? []);
    const clusterSecurityGroupId = await makeSecurityGroup(cloud, call, input.name, vpcId);
    if (tables.clusters.has(input.name)) throw taken();
    const endpointId = hex(cloud, 32).toUpperCase();
    const now = cloud.clock.now();
    const cluster: ClusterRecord = {
      name: input.name,
      arn: `arn:aws:eks:${call.region}:${call.accountId}:cluster/${input.name}`,
      createdAt: now,
      activeAt: now + EKS_TIMINGS.clusterMs,
      version,
      roleArn: input.roleArn,
      vpcId,
      subnetIds: network.subnetIds ?? [],
      subnetCidrs: cidrs,
      securityGroupIds: network.securityGroupIds ?? [],
      clusterSecurityGroupId,
      endpointPublicAccess: network.endpointPublicAccess ?? true,
      endpointPrivateAccess: network.endpointPrivateAccess ?? false,
      publicAccessCidrs: network.publicAccessCidrs?.length ? network.publicAccessCidrs : ["0.0.0.0/0"],
      endpointId,
      certificateData: Buffer.from(`-----BEGIN CERTIFICATE-----\n${endpointId}\n-----END CERTIFICATE-----\n`).toString("base64"),
      authenticationMode: input.accessConfig?.authenticationMode ?? "API_AND_CONFIG_MAP",
      logTypes: enabledLogs(input.logging),
      // AWS avoids the range in which the VPC lies.
      serviceIpv4Cidr:
        input.kubernetesNetworkConfig?.serviceIpv4Cidr ??
        (Object.values(cidrs).some((cidr) => cidr.startsWith("10.")) ? "172.20.0.0/16" : "10.100.0.0/16"),
      ipFamily: input.kubernetesNetworkConfig?.ipFamily ?? "ipv4",
      elasticLoadBalancing: input.kubernetesNetworkConfig?.elasticLoadBalancing?.enabled ?? false,
      supportType: input.upgradePolicy?.supportType ?? "EXTENDED",
      deletionProtection: input.deletionProtection ?? false,
      computeConfig: input.computeConfig,
      storageConfig: input.storageConfig,
      zonalShiftConfig: input.zonalShiftConfig,
      remoteNetworkConfig: input.remoteNetworkConfig,
      encryptionConfig: input.encryptionConfig,
      controlPlaneScalingConfig: input.controlPlaneScalingConfig,
      tags: input.tags ?? {},
    };
    tables.clusters.set(cluster.name, cluster);
    if (input.accessConfig?.bootstrapClusterCreatorAdminPermissions ?? true) admitCreator(cloud, tables, cluster, call);
    return { cluster: clusterView(cloud, tables, cluster, call.region) };
  }

  return {
    CreateCluster: create,
    DescribeCluster: (input: { name: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      return { cluster: clusterView(cloud, tables, requireCluster(tables, input.name), call.region) };
    },
    ListClusters: (input: { maxResults?: number; nextToken?: string }, call: Call) => {
      const names = tablesFor(cloud, call)
        .clusters.values()
        .map((one) => one.name);
      const { items, next } = pageOf(names, input.maxResults ?? 100, input.nextToken, invalidToken);
      return { clusters: items, nextToken: next };
    },
    DeleteCluster: (input: { name: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const cluster = requireCluster(tables, input.name);
      if (nodegroupsOf(tables, cluster.name).length > 0) {
        throw inUse("Cluster has nodegroups attached", { clusterName: cluster.name });
      }
      if (cluster.deletionProtection) {
        throw invalidRequest("Cluster has deletion protection enabled. Disable deletion protection before deleting the cluster.", {
          clusterName: cluster.name,
        });
      }
      const status = clusterStatus(cloud, tables, cluster);
      if (status === "CREATING" || status === "UPDATING") {
        throw inUse(`Cluster has an operation in progress: status is ${status}`, { clusterName: cluster.name });
      }
      cluster.goneAt ??= cloud.clock.now() + EKS_TIMINGS.clusterMs;
      cloud.state.touch();
      return { cluster: clusterView(cloud, tables, cluster, call.region) };
    },
    DescribeClusterVersions: (input: { clusterVersions?: string[]; defaultOnly?: boolean }) => ({
      clusterVersions: ["1.34", "1.33", "1.32", "1.31", "1.30", "1.29"]
        .filter((version) => !input.clusterVersions?.length || input.clusterVersions.includes(version))
        .filter((version) => !input.defaultOnly || version === DEFAULT_VERSION)
        .map((clusterVersion) => ({
          clusterVersion,
          clusterType: "eks",
          defaultPlatformVersion: "eks.1",
          defaultVersion: clusterVersion === DEFAULT_VERSION,
          status: "standard-support",
          versionStatus: "STANDARD_SUPPORT",
        })),
    }),
  };
}
