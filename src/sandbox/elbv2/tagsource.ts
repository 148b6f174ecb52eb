import { type Call, type Cloud, regionalScope, type TagSource } from "../kernel/cloud";
import { tablesOf } from "./records";
import { tagOperations } from "./tags";

/** Load balancers, target groups and listeners with their tags, for the tagging API. */
export function tagSource(cloud: Cloud): TagSource {
  const operations = tagOperations(cloud);
  return {
    service: "elasticloadbalancing",
    *resources(call) {
      const { balancers, groups, listeners } = tablesOf(cloud, regionalScope(call));
      const all = { loadbalancer: balancers.values(), targetgroup: groups.values(), listener: listeners.values() };
      for (const [type, records] of Object.entries(all)) {
        for (const { arn, tags } of records) {
          const pairs = tags.map((tag) => [tag.Key, tag.Value ?? ""] as const);
          yield { arn, type: `elasticloadbalancing:${type}`, tags: Object.fromEntries(pairs) };
        }
      }
    },
    tag: async (call: Call, arn, tags) =>
      operations.AddTags({ ResourceArns: [arn], Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }, call),
    untag: async (call: Call, arn, keys) => operations.RemoveTags({ ResourceArns: [arn], TagKeys: [...keys] }, call),
  };
}
