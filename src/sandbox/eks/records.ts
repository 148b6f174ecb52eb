import { type Cloud, regionalScope } from "../kernel/cloud";
import type { Records } from "../kernel/state";

export interface ClusterRecord {
  name: string;
  arn: string;
  createdAt: number;
  /** Sandbox time from which it is ACTIVE. */
  activeAt: number;
  /** Set by DeleteCluster: gone from then on. */
  goneAt?: number;
  version: string;
  roleArn: string;
  vpcId: string;
  subnetIds: string[];
  /** Address ranges of the subnets in which the cluster and its node groups stand. */
  subnetCidrs: Record<string, string>;
  securityGroupIds: string[];
  clusterSecurityGroupId: string;
  endpointPublicAccess: boolean;
  endpointPrivateAccess: boolean;
  publicAccessCidrs: string[];
  /** Hex name of the endpoint and of the OIDC issuer. */
  endpointId: string;
  certificateData: string;
  authenticationMode: "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP";
  logTypes: string[];
  serviceIpv4Cidr: string;
  ipFamily: string;
  supportType: string;
  deletionProtection: boolean;
  /** Given back as they were given; without effect here. */
  computeConfig?: object;
  storageConfig?: object;
  zonalShiftConfig?: object;
  remoteNetworkConfig?: object;
  encryptionConfig?: object[];
  controlPlaneScalingConfig?: object;
  elasticLoadBalancing: boolean;
  tags: Record<string, string>;
}

export interface TaintRecord {
  key?: string;
  value?: string;
  effect?: string;
}

export interface NodegroupRecord {
  name: string;
  clusterName: string;
  arn: string;
  status: "CREATING" | "ACTIVE" | "UPDATING" | "DELETING" | "CREATE_FAILED" | "DELETE_FAILED" | "DEGRADED";
  issue?: { code: string; message: string; resourceIds: string[] };
  createdAt: number;
  modifiedAt: number;
  version: string;
  releaseVersion: string;
  nodeRole: string;
  subnets: string[];
  instanceTypes?: string[];
  diskSize?: number;
  amiType: string;
  capacityType: string;
  labels: Record<string, string>;
  taints: TaintRecord[];
  scaling: { minSize: number; maxSize: number; desiredSize: number };
  updateConfig: object;
  nodeRepairConfig?: object;
  launchTemplate?: { id: string; name: string; version: string };
  tags: Record<string, string>;
  /** What EKS makes for it: all bear this name except the launch template's id. */
  resourceName: string;
  launchTemplateId?: string;
}

export interface AccessEntryRecord {
  arn: string;
  clusterName: string;
  principalArn: string;
  kubernetesGroups: string[];
  username: string;
  type: string;
  createdAt: number;
  modifiedAt: number;
  tags: Record<string, string>;
  policies: { policyArn: string; type: string; namespaces: string[]; associatedAt: number; modifiedAt: number }[];
}

export interface UpdateRecord {
  id: string;
  clusterName: string;
  nodegroupName?: string;
  type: string;
  params: { type: string; value: string }[];
  createdAt: number;
  doneAt: number;
}

export interface AddonRecord {
  name: string;
  clusterName: string;
  arn: string;
  version: string;
  createdAt: number;
  activeAt: number;
  configurationValues?: string;
  serviceAccountRoleArn?: string;
  tags: Record<string, string>;
}

/** The records of one account and Region. Keys: cluster name, or `cluster/name`. */
export interface Tables {
  readonly scope: string;
  readonly clusters: Records<ClusterRecord>;
  readonly nodegroups: Records<NodegroupRecord>;
  readonly entries: Records<AccessEntryRecord>;
  readonly updates: Records<UpdateRecord>;
  readonly addons: Records<AddonRecord>;
}

export const CLUSTERS = "eks.clusters";

export function tablesOf(cloud: Cloud, scope: string): Tables {
  return {
    scope,
    clusters: cloud.state.table<ClusterRecord>(CLUSTERS).in(scope),
    nodegroups: cloud.state.table<NodegroupRecord>("eks.nodegroups").in(scope),
    entries: cloud.state.table<AccessEntryRecord>("eks.accessEntries").in(scope),
    updates: cloud.state.table<UpdateRecord>("eks.updates").in(scope),
    addons: cloud.state.table<AddonRecord>("eks.addons").in(scope),
  };
}

export const tablesFor = (cloud: Cloud, call: { accountId: string; region: string }): Tables => tablesOf(cloud, regionalScope(call));

export function nodegroupsOf(tables: Tables, clusterName: string): NodegroupRecord[] {
  return tables.nodegroups.values().filter((one) => one.clusterName === clusterName);
}

/** An update of the cluster itself or of one node group that has not ended yet. */
export function runningUpdate(cloud: Cloud, tables: Tables, clusterName: string, nodegroupName?: string): UpdateRecord | undefined {
  const now = cloud.clock.now();
  return tables.updates.find((one) => one.clusterName === clusterName && one.nodegroupName === nodegroupName && one.doneAt > now);
}

export function clusterStatus(cloud: Cloud, tables: Tables, cluster: ClusterRecord): "CREATING" | "ACTIVE" | "UPDATING" | "DELETING" {
  if (cluster.goneAt !== undefined) return "DELETING";
  if (cloud.clock.now() < cluster.activeAt) return "CREATING";
  return runningUpdate(cloud, tables, cluster.name) ? "UPDATING" : "ACTIVE";
}
