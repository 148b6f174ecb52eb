import type { Call, Cloud } from "../kernel/cloud";
import { clusterNotFound, instanceNotFound, invalidValue, subnetGroupNotFound } from "./problems";
import { type Tables, type TagRecord, tablesFor } from "./records";

function owner(tables: Tables, arn: string): { tags: TagRecord[]; machineId?: string } {
  const [, , service, , , kind = "", id = ""] = arn.split(":");
  if (service !== "rds") throw invalidValue(`Invalid resource name: ${arn}`);
  if (kind === "cluster") {
    const found = tables.clusters.get(id);
    if (!found) throw clusterNotFound(id);
    return found;
  }
  if (kind === "db") {
    const found = tables.instances.get(id);
    if (!found) throw instanceNotFound(id);
    return found;
  }
  if (kind === "subgrp") {
    const found = tables.subnetGroups.get(id);
    if (!found) throw subnetGroupNotFound(id);
    return found;
  }
  throw invalidValue(`The sandbox has no resources of this kind: ${arn}`);
}

export function tagOperations(cloud: Cloud) {
  const changed = (found: { tags: TagRecord[]; machineId?: string }): void => {
    cloud.state.touch();
    if (found.machineId && cloud.plane.machine(found.machineId)) {
      cloud.plane.relabel(found.machineId, { tags: Object.fromEntries(found.tags.map((tag) => [tag.Key, tag.Value])) });
    }
  };
  return {
    AddTagsToResource: (input: { ResourceName: string; Tags: TagRecord[] }, call: Call) => {
      const found = owner(tablesFor(cloud, call), input.ResourceName);
      const merged = new Map(found.tags.map((tag) => [tag.Key, tag.Value]));
      for (const tag of input.Tags) merged.set(tag.Key, tag.Value ?? "");
      found.tags = [...merged].map(([Key, Value]) => ({ Key, Value }));
      changed(found);
      return {};
    },
    RemoveTagsFromResource: (input: { ResourceName: string; TagKeys: string[] }, call: Call) => {
      const found = owner(tablesFor(cloud, call), input.ResourceName);
      found.tags = found.tags.filter((tag) => !input.TagKeys.includes(tag.Key));
      changed(found);
      return {};
    },
    ListTagsForResource: (input: { ResourceName: string }, call: Call) => ({
      TagList: owner(tablesFor(cloud, call), input.ResourceName).tags,
    }),
  };
}
