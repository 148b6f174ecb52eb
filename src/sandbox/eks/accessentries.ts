import { parseArn } from "../../words";
import { uuid } from "../common/identity";
import { pageOf } from "../common/paging";
import type { Call, Cloud } from "../kernel/cloud";
import { asCluster } from "./acting";
import { clusterNotFound, entryNotFound, inUse, invalid, invalidRequest, invalidToken } from "./problems";
import { type AccessEntryRecord, type ClusterRecord, type Tables, tablesFor } from "./records";

const key = (clusterName: string, principalArn: string) => `${clusterName} ${principalArn}`;

export const CLUSTER_ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

function newEntry(
  cloud: Cloud,
  cluster: ClusterRecord,
  principalArn: string,
  given: { type?: string; username?: string; kubernetesGroups?: string[]; tags?: Record<string, string> },
): AccessEntryRecord {
  const principal = parseArn(principalArn);
  const name = principal?.resource.split("/").pop() ?? "";
  const kind = principal?.resource.split("/")[0] ?? "";
  const now = cloud.clock.now();
  const own = kind === "role" ? `arn:aws:sts::${principal?.accountId}:assumed-role/${name}/{{SessionName}}` : principalArn;
  return {
    arn: `${cluster.arn.replace(":cluster/", ":access-entry/")}/${kind}/${principal?.accountId}/${name || kind}/${uuid(cloud)}`,
    clusterName: cluster.name,
    principalArn,
    kubernetesGroups: given.kubernetesGroups ?? [],
    username: given.username || own,
    type: given.type || "STANDARD",
    createdAt: now,
    modifiedAt: now,
    tags: given.tags ?? {},
    policies: [],
  };
}

/** Whoever makes a cluster administers it, unless the cluster knows no access entries. */
export function admitCreator(cloud: Cloud, tables: Tables, cluster: ClusterRecord, call: Call): void {
  if (cluster.authenticationMode === "CONFIG_MAP") return;
  const { principal, accountId } = call;
  const arn = principal.kind === "role" ? `arn:aws:iam::${accountId}:role/${principal.roleName}` : principal.arn;
  const entry = newEntry(cloud, cluster, arn, {});
  const now = cloud.clock.now();
  entry.policies.push({ policyArn: CLUSTER_ADMIN, type: "cluster", namespaces: [], associatedAt: now, modifiedAt: now });
  tables.entries.set(key(cluster.name, arn), entry);
}

/** Nodes of a managed node group are let in by an entry of their own, if there is none for the role yet. */
export function admitNodes(cloud: Cloud, tables: Tables, cluster: ClusterRecord, nodeRole: string): void {
  if (cluster.authenticationMode === "CONFIG_MAP" || tables.entries.has(key(cluster.name, nodeRole))) return;
  const entry = newEntry(cloud, cluster, nodeRole, {
    type: "EC2_LINUX",
    username: "system:node:{{EC2PrivateDNSName}}",
    kubernetesGroups: ["system:nodes"],
  });
  tables.entries.set(key(cluster.name, nodeRole), entry);
}

export function entriesOf(tables: Tables, clusterName: string): AccessEntryRecord[] {
  return tables.entries.values().filter((one) => one.clusterName === clusterName);
}

export function findEntry(tables: Tables, clusterName: string, principalArn: string): AccessEntryRecord | undefined {
  return tables.entries.get(key(clusterName, principalArn));
}

export function removeEntry(tables: Tables, entry: AccessEntryRecord): void {
  tables.entries.delete(key(entry.clusterName, entry.principalArn));
}

function view(entry: AccessEntryRecord) {
  const { arn, policies: _policies, createdAt, modifiedAt, ...rest } = entry;
  return { ...rest, accessEntryArn: arn, createdAt: new Date(createdAt), modifiedAt: new Date(modifiedAt) };
}

function policyView(policy: AccessEntryRecord["policies"][number]) {
  return {
    policyArn: policy.policyArn,
    accessScope: { type: policy.type, namespaces: policy.namespaces },
    associatedAt: new Date(policy.associatedAt),
    modifiedAt: new Date(policy.modifiedAt),
  };
}

interface EntryInput {
  clusterName: string;
  principalArn: string;
  kubernetesGroups?: string[];
  username?: string;
  type?: string;
  tags?: Record<string, string>;
}

function checkNames(input: EntryInput): void {
  const reserved = (input.kubernetesGroups ?? []).find((group) => /^(system|eks|aws|amazon|iam):/.test(group));
  if (reserved) {
    throw invalid(`The kubernetes group name ${reserved} is invalid, it cannot start with system:, eks:, aws:, amazon:, or iam:.`);
  }
  if (input.username && /^(system|eks|aws|amazon|iam):/.test(input.username)) {
    throw invalid(`The username ${input.username} is invalid, it cannot start with system:, eks:, aws:, amazon:, or iam:.`);
  }
}

export function accessEntryOperations(cloud: Cloud) {
  const clusterFor = (tables: Tables, name: string): ClusterRecord => {
    const cluster = tables.clusters.get(name);
    if (!cluster) throw clusterNotFound(name);
    if (cluster.authenticationMode === "CONFIG_MAP") {
      throw invalidRequest("The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.");
    }
    return cluster;
  };
  const entryFor = (tables: Tables, input: { clusterName: string; principalArn: string }): AccessEntryRecord => {
    const cluster = clusterFor(tables, input.clusterName);
    const entry = findEntry(tables, cluster.name, input.principalArn);
    if (!entry) throw entryNotFound();
    return entry;
  };

  return {
    CreateAccessEntry: async (input: EntryInput, call: Call) => {
      const tables = tablesFor(cloud, call);
      const cluster = clusterFor(tables, input.clusterName);
      checkNames(input);
      const role = /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(input.principalArn)?.[1];
      if (!role && !/^arn:aws[a-z-]*:iam::\d{12}:(user\/.+|root)$/.test(input.principalArn)) {
        throw invalid("The principalArn parameter format is not valid");
      }
      if (role && parseArn(input.principalArn)?.accountId === call.accountId) {
        await cloud.invoke("iam", "GetRole", { RoleName: role }, asCluster(call)).catch(() => {
          throw invalid("The specified principalArn is invalid: invalid principal.");
        });
      }
      if (findEntry(tables, cluster.name, input.principalArn)) {
        throw inUse("The specified access entry resource is already in use on this cluster.", { clusterName: cluster.name });
      }
      const entry = newEntry(cloud, cluster, input.principalArn, input);
      tables.entries.set(key(cluster.name, input.principalArn), entry);
      return { accessEntry: view(entry) };
    },
    DescribeAccessEntry: (input: { clusterName: string; principalArn: string }, call: Call) => ({
      accessEntry: view(entryFor(tablesFor(cloud, call), input)),
    }),
    UpdateAccessEntry: (input: EntryInput, call: Call) => {
      const entry = entryFor(tablesFor(cloud, call), input);
      checkNames(input);
      entry.kubernetesGroups = input.kubernetesGroups ?? entry.kubernetesGroups;
      entry.username = input.username || entry.username;
      entry.modifiedAt = cloud.clock.now();
      cloud.state.touch();
      return { accessEntry: view(entry) };
    },
    DeleteAccessEntry: (input: { clusterName: string; principalArn: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      removeEntry(tables, entryFor(tables, input));
      return {};
    },
    ListAccessEntries: (
      input: { clusterName: string; associatedPolicyArn?: string; maxResults?: number; nextToken?: string },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const entries = entriesOf(tables, clusterFor(tables, input.clusterName).name);
      const policy = input.associatedPolicyArn;
      const arns = entries
        .filter((entry) => !policy || entry.policies.some((one) => one.policyArn === policy))
        .map((entry) => entry.principalArn);
      const { items, next } = pageOf(arns, input.maxResults ?? 100, input.nextToken, invalidToken);
      return { accessEntries: items, nextToken: next };
    },
    AssociateAccessPolicy: (
      input: { clusterName: string; principalArn: string; policyArn: string; accessScope: { type?: string; namespaces?: string[] } },
      call: Call,
    ) => {
      const entry = entryFor(tablesFor(cloud, call), input);
      if (entry.type !== "STANDARD") throw invalidRequest("Access policies cannot be associated with this type of access entry.");
      if (!/^arn:aws[a-z-]*:eks::aws:cluster-access-policy\/\w+$/.test(input.policyArn)) {
        throw invalid("The policyArn parameter format is not valid");
      }
      const now = cloud.clock.now();
      const before = entry.policies.find((one) => one.policyArn === input.policyArn);
      const policy = {
        policyArn: input.policyArn,
        type: input.accessScope.type ?? "cluster",
        namespaces: input.accessScope.namespaces ?? [],
        associatedAt: before?.associatedAt ?? now,
        modifiedAt: now,
      };
      entry.policies = [...entry.policies.filter((one) => one !== before), policy];
      cloud.state.touch();
      return { clusterName: entry.clusterName, principalArn: entry.principalArn, associatedAccessPolicy: policyView(policy) };
    },
    DisassociateAccessPolicy: (input: { clusterName: string; principalArn: string; policyArn: string }, call: Call) => {
      const entry = entryFor(tablesFor(cloud, call), input);
      entry.policies = entry.policies.filter((one) => one.policyArn !== input.policyArn);
      cloud.state.touch();
      return {};
    },
    ListAssociatedAccessPolicies: (
      input: { clusterName: string; principalArn: string; maxResults?: number; nextToken?: string },
      call: Call,
    ) => {
      const entry = entryFor(tablesFor(cloud, call), input);
      const { items, next } = pageOf(entry.policies, input.maxResults ?? 100, input.nextToken, invalidToken);
      return {
        clusterName: entry.clusterName,
        principalArn: entry.principalArn,
        associatedAccessPolicies: items.map(policyView),
        nextToken: next,
      };
    },
  };
}
