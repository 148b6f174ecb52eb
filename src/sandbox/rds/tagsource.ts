import type { Cloud, TagSource } from "../kernel/cloud";
import { type TagRecord, tablesFor } from "./records";

const mapOf = (tags: readonly TagRecord[]) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** What the tagging API sees of RDS. FIS finds clusters and databases through it. */
export function tagSource(cloud: Cloud): TagSource {
  return {
    service: "rds",
    resources: (call) => {
      const tables = tablesFor(cloud, call);
      return [
        ...tables.clusters.values().map(({ arn, tags }) => ({ arn, type: "rds:cluster", tags: mapOf(tags) })),
        ...tables.instances.values().map(({ arn, tags }) => ({ arn, type: "rds:db", tags: mapOf(tags) })),
      ];
    },
    tag: (call, ResourceName, tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return cloud.invoke("rds", "AddTagsToResource", { ResourceName, Tags }, call);
    },
    untag: (call, ResourceName, TagKeys) => cloud.invoke("rds", "RemoveTagsFromResource", { ResourceName, TagKeys }, call),
  };
}
