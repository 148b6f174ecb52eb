import { type Cloud, regionalScope, type TagSource } from "../kernel/cloud";
import { tablesOf } from "./records";

/** Load balancers, target groups and listeners with their tags, for the tagging API. */
export function tagSource(cloud: Cloud): TagSource {
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
    tag: (call, arn, tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return cloud.invoke("elbv2", "AddTags", { ResourceArns: [arn], Tags }, call);
    },
    untag: (call, arn, TagKeys) => cloud.invoke("elbv2", "RemoveTags", { ResourceArns: [arn], TagKeys }, call),
  };
}
