import { uuid } from "../common/identity";
import { pageOf } from "../common/paging";
import type { Call, Cloud } from "../kernel/cloud";
import { requireCluster } from "./clusters";
import { addonNotFound, inUse, invalidToken } from "./problems";
import { type AddonRecord, type Tables, tablesFor } from "./records";
import { EKS_TIMINGS } from "./timings";

const key = (clusterName: string, name: string) => `${clusterName}/${name}`;

export function addonsOf(tables: Tables, clusterName: string): AddonRecord[] {
  return tables.addons.values().filter((one) => one.clusterName === clusterName);
}

/** Add-ons are kept as records and change nothing: the sandbox's pods have a network of their own. */
export function addonOperations(cloud: Cloud) {
  const view = (addon: AddonRecord, status?: string) => ({
    addonName: addon.name,
    clusterName: addon.clusterName,
    status: status ?? (cloud.clock.now() < addon.activeAt ? "CREATING" : "ACTIVE"),
    addonVersion: addon.version,
    health: { issues: [] },
    addonArn: addon.arn,
    createdAt: new Date(addon.createdAt),
    modifiedAt: new Date(addon.createdAt),
    serviceAccountRoleArn: addon.serviceAccountRoleArn,
    configurationValues: addon.configurationValues,
    tags: addon.tags,
  });
  const require = (tables: Tables, clusterName: string, name: string): AddonRecord => {
    requireCluster(tables, clusterName);
    const found = tables.addons.get(key(clusterName, name));
    if (!found) throw addonNotFound(clusterName, name);
    return found;
  };
  return {
    CreateAddon: (
      input: {
        clusterName: string;
        addonName: string;
        addonVersion?: string;
        serviceAccountRoleArn?: string;
        configurationValues?: string;
        tags?: Record<string, string>;
      },
      call: Call,
    ) => {
      const tables = tablesFor(cloud, call);
      const cluster = requireCluster(tables, input.clusterName);
      if (tables.addons.has(key(cluster.name, input.addonName))) {
        throw inUse("Addon already exists.", { clusterName: cluster.name, addonName: input.addonName });
      }
      const now = cloud.clock.now();
      const addon: AddonRecord = {
        name: input.addonName,
        clusterName: cluster.name,
        arn: `${cluster.arn.replace(":cluster/", ":addon/")}/${input.addonName}/${uuid(cloud)}`,
        version: input.addonVersion ?? "v1.0.0-eksbuild.1",
        createdAt: now,
        activeAt: now + EKS_TIMINGS.addonMs,
        configurationValues: input.configurationValues,
        serviceAccountRoleArn: input.serviceAccountRoleArn,
        tags: input.tags ?? {},
      };
      tables.addons.set(key(cluster.name, addon.name), addon);
      return { addon: view(addon) };
    },
    DescribeAddon: (input: { clusterName: string; addonName: string }, call: Call) => ({
      addon: view(require(tablesFor(cloud, call), input.clusterName, input.addonName)),
    }),
    DeleteAddon: (input: { clusterName: string; addonName: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const addon = require(tables, input.clusterName, input.addonName);
      tables.addons.delete(key(addon.clusterName, addon.name));
      return { addon: view(addon, "DELETING") };
    },
    ListAddons: (input: { clusterName: string; maxResults?: number; nextToken?: string }, call: Call) => {
      const tables = tablesFor(cloud, call);
      const names = addonsOf(tables, requireCluster(tables, input.clusterName).name).map((one) => one.name);
      const { items, next } = pageOf(names, input.maxResults ?? 100, input.nextToken, invalidToken);
      return { addons: items, nextToken: next };
    },
  };
}
