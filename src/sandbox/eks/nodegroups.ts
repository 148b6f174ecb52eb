import { uuid } from "../common/identity";
import { describeSubnets } from "../common/network";
import { pageOf } from "../common/paging";
import type { Call, Cloud } from "../kernel/cloud";
import { asNodegroup, checkRole } from "./acting";
import { requireCluster } from "./clusters";
import { inUse, invalid, invalidRequest, invalidToken, nodegroupNotFound, notInSandbox } from "./problems";
import { clusterStatus, type NodegroupRecord, nodegroupsOf, type Tables, type TaintRecord, tablesFor } from "./records";

interface ScalingInput {
  minSize?: number;
  maxSize?: number;
  desiredSize?: number;
}

interface CreateInput {
  clusterName: string;
  nodegroupName: string;
  nodeRole: string;
  subnets: string[];
  scalingConfig?: ScalingInput;
  instanceTypes?: string[];
  amiType?: string;
  capacityType?: string;
  diskSize?: number;
  labels?: Record<string, string>;
  taints?: TaintRecord[];
  launchTemplate?: { id?: string; name?: string; version?: string };
  updateConfig?: object;
  nodeRepairConfig?: object;
  remoteAccess?: object;
  releaseVersion?: string;
  version?: string;
  tags?: Record<string, string>;
}

export const nodegroupKey = (clusterName: string, name: string) => `${clusterName}/${name}`;

export function nodegroupView(record: NodegroupRecord) {
  return {
    nodegroupName: record.name,
    nodegroupArn: record.arn,
    clusterName: record.clusterName,
    version: record.version,
    releaseVersion: record.releaseVersion,
    createdAt: new Date(record.createdAt),
    modifiedAt: new Date(record.modifiedAt),
    status: record.status,
    capacityType: record.capacityType,
    scalingConfig: record.scaling,
    instanceTypes: record.instanceTypes,
    subnets: record.subnets,
    amiType: record.amiType,
    nodeRole: record.nodeRole,
    labels: record.labels,
    taints: record.taints.length > 0 ? record.taints : undefined,
    resources: record.status === "CREATING" ? undefined : { autoScalingGroups: [{ name: record.resourceName }] },
    diskSize: record.diskSize,
    health: { issues: record.issue ? [record.issue] : [] },
    updateConfig: record.updateConfig,
    nodeRepairConfig: record.nodeRepairConfig,
    launchTemplate: record.launchTemplate,
    tags: record.tags,
  };
}

/** Sizes in AWS's order: at least the minimum, at most the maximum. */
export function checkedScaling(input: ScalingInput | undefined, before = { minSize: 1, maxSize: 2, desiredSize: 2 }) {
  const after = {
    minSize: input?.minSize ?? before.minSize,
    maxSize: input?.maxSize ?? before.maxSize,
    desiredSize: input?.desiredSize ?? before.desiredSize,
  };
  if (after.maxSize < 1) throw invalid("Maximum capacity must be at least 1");
  if (after.minSize > after.desiredSize) {
    throw invalid(`Minimum capacity ${after.minSize} can't be greater than desired size ${after.desiredSize}`);
  }
  if (after.desiredSize > after.maxSize) {
    throw invalid(`desired capacity ${after.desiredSize} can't be greater than max size ${after.maxSize}`);
  }
  return after;
}

export function requireNodegroup(tables: Tables, clusterName: string, name: string): NodegroupRecord {
  requireCluster(tables, clusterName);
  const found = tables.nodegroups.get(nodegroupKey(clusterName, name));
  if (!found) throw nodegroupNotFound(clusterName, name);
  return found;
}

interface Templates {
  LaunchTemplates?: { LaunchTemplateId: string; LaunchTemplateName: string; DefaultVersionNumber?: number }[];
}

async function checkedTemplate(cloud: Cloud, call: Call, given: NonNullable<CreateInput["launchTemplate"]>) {
  if (given.id && given.name) throw invalid("Either provide launch template ID or launch template name in the request.");
  const query = given.id ? { LaunchTemplateIds: [given.id] } : { LaunchTemplateNames: [given.name ?? ""] };
  const { LaunchTemplates = [] } = await cloud
    .invoke<Templates>("ec2", "DescribeLaunchTemplates", query, asNodegroup(call))
    .catch((): Templates => ({}));
  const found = LaunchTemplates[0];
  if (!found) throw invalidRequest(`Launch template ${given.id ?? given.name} cannot be found`);
  return {
    id: found.LaunchTemplateId,
    name: found.LaunchTemplateName,
    version: given.version ?? String(found.DefaultVersionNumber ?? 1),
  };
}

/**
 * @param make starts the making of what the node group consists of
 * @param unmake starts its removal
 */
export function nodegroupOperations(
  cloud: Cloud,
  make: (tables: Tables, nodegroup: NodegroupRecord) => void,
  unmake: (tables: Tables, nodegroup: NodegroupRecord) => void,
) {
  async function create(input: CreateInput, call: Call) {
    const tables = tablesFor(cloud, call);
    const cluster = requireCluster(tables, input.clusterName);
    if (input.remoteAccess) throw notInSandbox("remote access to nodes", "Leave remoteAccess out.");
    if (clusterStatus(cloud, tables, cluster) !== "ACTIVE") {
      throw invalidRequest(`Cluster '${cluster.name}' is not in ACTIVE status`, { clusterName: cluster.name });
    }
    const key = nodegroupKey(cluster.name, input.nodegroupName);
    const taken = () =>
      inUse(`NodeGroup already exists with name ${input.nodegroupName} and cluster name ${cluster.name}`, {
        clusterName: cluster.name,
        nodegroupName: input.nodegroupName,
      });
    if (tables.nodegroups.has(key)) throw taken();
    const scaling = checkedScaling(input.scalingConfig);
    await checkRole(cloud, call, input.nodeRole, "ec2.amazonaws.com");
    const subnets = await describeSubnets(cloud, asNodegroup(call), input.subnets).catch(() => {
      throw invalidRequest(`The subnet ID(s) '${input.subnets.join(", ")}' do not exist`);
    });
    const launchTemplate = input.launchTemplate ? await checkedTemplate(cloud, call, input.launchTemplate) : undefined;
    if (launchTemplate && input.diskSize !== undefined) throw invalid("Disk size must be specified within the launch template.");
    if (tables.nodegroups.has(key)) throw taken();
    for (const { subnetId, cidr } of subnets) cluster.subnetCidrs[subnetId] = cidr;
    const id = uuid(cloud);
    const now = cloud.clock.now();
    const version = input.version ?? cluster.version;
    const nodegroup: NodegroupRecord = {
      name: input.nodegroupName,
      clusterName: cluster.name,
      arn: `arn:aws:eks:${call.region}:${call.accountId}:nodegroup/${cluster.name}/${input.nodegroupName}/${id}`,
      status: "CREATING",
      createdAt: now,
      modifiedAt: now,
      version,
      releaseVersion: input.releaseVersion ?? `${version}.0-20250901`,
      nodeRole: input.nodeRole,
      subnets: input.subnets,
      ...(launchTemplate
        ? { instanceTypes: input.instanceTypes }
        : { instanceTypes: input.instanceTypes?.length ? input.instanceTypes : ["t3.medium"], diskSize: input.diskSize ?? 20 }),
      amiType: input.amiType ?? "AL2023_x86_64_STANDARD",
      capacityType: input.capacityType ?? "ON_DEMAND",
      labels: input.labels ?? {},
      taints: input.taints ?? [],
      scaling,
      updateConfig: input.updateConfig ?? { maxUnavailable: 1 },
      nodeRepairConfig: input.nodeRepairConfig,
      launchTemplate,
      tags: input.tags ?? {},
      resourceName: `eks-${input.nodegroupName}-${id}`,
    };
    tables.nodegroups.set(key, nodegroup);
    make(tables, nodegroup);
    return { nodegroup: nodegroupView(nodegroup) };
  }

  return {
    CreateNodegroup: create,
    DescribeNodegroup: (input: { clusterName: string; nodegroupName: string }, call: Call) => ({
      nodegroup: nodegroupView(requireNodegroup(tablesFor(cloud, call), input.clusterName, input.nodegroupName)),
    }),
    ListNodegroups: (input: { clusterName: string; maxResults?: number; nextToken?: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const names = nodegroupsOf(tables, requireCluster(tables, input.clusterName).name).map((one) => one.name);
      const { items, next } = pageOf(names, input.maxResults ?? 100, input.nextToken, invalidToken);
      return { nodegroups: items, nextToken: next };
    },
    DeleteNodegroup: (input: { clusterName: string; nodegroupName: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const nodegroup = requireNodegroup(tables, input.clusterName, input.nodegroupName);
      if (nodegroup.status === "CREATING" || nodegroup.status === "UPDATING") {
        throw inUse(`Nodegroup cannot be deleted as it is currently not in Active or CreateFailed state: ${nodegroup.status}`, {
          clusterName: nodegroup.clusterName,
          nodegroupName: nodegroup.name,
        });
      }
      if (nodegroup.status !== "DELETING") {
        nodegroup.status = "DELETING";
        nodegroup.modifiedAt = cloud.clock.now();
        cloud.state.touch();
        unmake(tables, nodegroup);
      }
      return { nodegroup: nodegroupView(nodegroup) };
    },
  };
}
