import { uuid, whereOf } from "../common/identity";
import { pageOf } from "../common/paging";
import type { Call, Cloud } from "../kernel/cloud";
import { asNodegroup } from "./acting";
import { checkVersion, enabledLogs, requireCluster } from "./clusters";
import { checkedScaling, requireNodegroup } from "./nodegroups";
import { inUse, invalid, invalidToken, notFound } from "./problems";
import { type ClusterRecord, clusterStatus, type Tables, type TaintRecord, tablesFor, type UpdateRecord } from "./records";
import { EKS_TIMINGS } from "./timings";

interface ConfigInput {
  name: string;
  resourcesVpcConfig?: {
    subnetIds?: string[];
    securityGroupIds?: string[];
    endpointPublicAccess?: boolean;
    endpointPrivateAccess?: boolean;
    publicAccessCidrs?: string[];
  };
  logging?: { clusterLogging?: { types?: string[]; enabled?: boolean }[] };
  accessConfig?: { authenticationMode?: ClusterRecord["authenticationMode"] };
  upgradePolicy?: { supportType?: string };
  zonalShiftConfig?: object;
  computeConfig?: object;
  storageConfig?: object;
  kubernetesNetworkConfig?: { elasticLoadBalancing?: { enabled?: boolean } };
  remoteNetworkConfig?: object;
  controlPlaneScalingConfig?: object;
  deletionProtection?: boolean;
}

function view(cloud: Cloud, update: UpdateRecord) {
  return {
    id: update.id,
    status: cloud.clock.now() < update.doneAt ? "InProgress" : "Successful",
    type: update.type,
    params: update.params,
    createdAt: new Date(update.createdAt),
    errors: [],
  };
}

const MODES = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

/** Applies a change to the cluster; what it says is done is done at once, the update ends a little later. */
function apply(cluster: ClusterRecord, input: ConfigInput): { type: string; params: UpdateRecord["params"] } {
  const mode = input.accessConfig?.authenticationMode;
  if (mode) {
    if (MODES.indexOf(mode) < MODES.indexOf(cluster.authenticationMode)) {
      throw invalid(`Unsupported authentication mode update from ${cluster.authenticationMode} to ${mode}`);
    }
    cluster.authenticationMode = mode;
    return { type: "AccessConfigUpdate", params: [{ type: "AuthenticationMode", value: mode }] };
  }
  if (input.logging) {
    cluster.logTypes = enabledLogs(input.logging, cluster.logTypes);
    return { type: "LoggingUpdate", params: [{ type: "ClusterLogging", value: JSON.stringify(input.logging) }] };
  }
  const network = input.resourcesVpcConfig;
  if (network?.subnetIds || network?.securityGroupIds) {
    cluster.subnetIds = network.subnetIds ?? cluster.subnetIds;
    cluster.securityGroupIds = network.securityGroupIds ?? cluster.securityGroupIds;
    return { type: "VpcConfigUpdate", params: [{ type: "SubnetIds", value: JSON.stringify(cluster.subnetIds) }] };
  }
  if (network) {
    cluster.endpointPublicAccess = network.endpointPublicAccess ?? cluster.endpointPublicAccess;
    cluster.endpointPrivateAccess = network.endpointPrivateAccess ?? cluster.endpointPrivateAccess;
    cluster.publicAccessCidrs = network.publicAccessCidrs ?? cluster.publicAccessCidrs;
    return {
      type: "EndpointAccessUpdate",
      params: [
        { type: "EndpointPublicAccess", value: String(cluster.endpointPublicAccess) },
        { type: "EndpointPrivateAccess", value: String(cluster.endpointPrivateAccess) },
      ],
    };
  }
  if (input.upgradePolicy) {
    cluster.supportType = input.upgradePolicy.supportType ?? cluster.supportType;
    return { type: "UpgradePolicyUpdate", params: [{ type: "UpgradePolicy", value: cluster.supportType }] };
  }
  cluster.zonalShiftConfig = input.zonalShiftConfig ?? cluster.zonalShiftConfig;
  cluster.computeConfig = input.computeConfig ?? cluster.computeConfig;
  cluster.storageConfig = input.storageConfig ?? cluster.storageConfig;
  cluster.remoteNetworkConfig = input.remoteNetworkConfig ?? cluster.remoteNetworkConfig;
  cluster.controlPlaneScalingConfig = input.controlPlaneScalingConfig ?? cluster.controlPlaneScalingConfig;
  cluster.elasticLoadBalancing = input.kubernetesNetworkConfig?.elasticLoadBalancing?.enabled ?? cluster.elasticLoadBalancing;
  cluster.deletionProtection = input.deletionProtection ?? cluster.deletionProtection;
  return { type: input.zonalShiftConfig ? "ZonalShiftConfigUpdate" : "ConfigUpdate", params: [] };
}

export function updateOperations(cloud: Cloud) {
  function begin(tables: Tables, what: Pick<UpdateRecord, "clusterName" | "nodegroupName" | "type" | "params">): UpdateRecord {
    const now = cloud.clock.now();
    const update: UpdateRecord = { ...what, id: uuid(cloud), createdAt: now, doneAt: now + EKS_TIMINGS.updateMs };
    return tables.updates.set(update.id, update);
  }
  const readyCluster = (tables: Tables, name: string): ClusterRecord => {
    const cluster = requireCluster(tables, name);
    const status = clusterStatus(cloud, tables, cluster);
    if (status !== "ACTIVE")
      throw inUse(`Cannot perform the operation, cluster status is ${status}: an update is in progress`, { clusterName: name });
    return cluster;
  };

  return {
    UpdateClusterConfig: (input: ConfigInput, call: Call) => {
      const tables = tablesFor(cloud, call);
      const cluster = readyCluster(tables, input.name);
      const { type, params } = apply(cluster, input);
      return { update: view(cloud, begin(tables, { clusterName: cluster.name, type, params })) };
    },
    UpdateClusterVersion: (input: { name: string; version?: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const cluster = readyCluster(tables, input.name);
      const version = checkVersion(input.version ?? cluster.version);
      if (minor(version) !== minor(cluster.version) + 1) {
        throw invalid(`Unsupported Kubernetes minor version update from ${cluster.version} to ${version}`, { clusterName: cluster.name });
      }
      cluster.version = version;
      const params = [{ type: "Version", value: version }];
      return { update: view(cloud, begin(tables, { clusterName: cluster.name, type: "VersionUpdate", params })) };
    },
    UpdateNodegroupConfig: async (
      input: {
        clusterName: string;
        nodegroupName: string;
        scalingConfig?: { minSize?: number; maxSize?: number; desiredSize?: number };
        labels?: { addOrUpdateLabels?: Record<string, string>; removeLabels?: string[] };
        taints?: { addOrUpdateTaints?: TaintRecord[]; removeTaints?: TaintRecord[] };
        updateConfig?: object;
        nodeRepairConfig?: object;
      },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const nodegroup = requireNodegroup(tables, input.clusterName, input.nodegroupName);
      if (nodegroup.status !== "ACTIVE")
        throw inUse(`Nodegroup cannot be updated as it is currently not in Active State: ${nodegroup.status}`);
      const params: UpdateRecord["params"] = [];
      if (input.scalingConfig) {
        const scaling = checkedScaling(input.scalingConfig, nodegroup.scaling);
        await cloud.invoke(
          "autoscaling",
          "UpdateAutoScalingGroup",
          {
            AutoScalingGroupName: nodegroup.resourceName,
            MinSize: scaling.minSize,
            MaxSize: scaling.maxSize,
            DesiredCapacity: scaling.desiredSize,
          },
          asNodegroup(whereOf(tables.scope)),
        );
        nodegroup.scaling = scaling;
        params.push(
          { type: "MinSize", value: String(scaling.minSize) },
          { type: "MaxSize", value: String(scaling.maxSize) },
          { type: "DesiredSize", value: String(scaling.desiredSize) },
        );
      }
      if (input.labels) {
        const removed = new Set(input.labels.removeLabels ?? []);
        const kept = Object.entries(nodegroup.labels).filter(([label]) => !removed.has(label));
        nodegroup.labels = { ...Object.fromEntries(kept), ...input.labels.addOrUpdateLabels };
        params.push({ type: "LabelsToAdd", value: JSON.stringify(input.labels.addOrUpdateLabels ?? {}) });
      }
      if (input.taints) {
        const touched = [...(input.taints.removeTaints ?? []), ...(input.taints.addOrUpdateTaints ?? [])];
        const kept = nodegroup.taints.filter((taint) => !touched.some((one) => one.key === taint.key && one.effect === taint.effect));
        nodegroup.taints = [...kept, ...(input.taints.addOrUpdateTaints ?? [])];
        params.push({ type: "TaintsToAdd", value: JSON.stringify(input.taints.addOrUpdateTaints ?? []) });
      }
      nodegroup.updateConfig = input.updateConfig ?? nodegroup.updateConfig;
      nodegroup.nodeRepairConfig = input.nodeRepairConfig ?? nodegroup.nodeRepairConfig;
      nodegroup.modifiedAt = cloud.clock.now();
      const what = { clusterName: nodegroup.clusterName, nodegroupName: nodegroup.name, type: "ConfigUpdate", params };
      return { update: view(cloud, begin(tables, what)) };
    },
    DescribeUpdate: (input: { name: string; updateId: string; nodegroupName?: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      requireCluster(tables, input.name);
      const found = tables.updates.get(input.updateId);
      if (found?.clusterName !== input.name) throw notFound(`No update found for ID: ${input.updateId}`, { clusterName: input.name });
      return { update: view(cloud, found) };
    },
    ListUpdates: (input: { name: string; nodegroupName?: string; maxResults?: number; nextToken?: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      requireCluster(tables, input.name);
      const ids = tables.updates
        .values()
        .filter((one) => one.clusterName === input.name && one.nodegroupName === input.nodegroupName)
        .map((one) => one.id);
      const { items, next } = pageOf(ids, input.maxResults ?? 100, input.nextToken, invalidToken);
      return { updateIds: items, nextToken: next };
    },
  };
}

const minor = (version: string) => Number(version.split(".")[1]);
