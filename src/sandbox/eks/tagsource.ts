import type { Cloud, TagSource } from "../kernel/cloud";
import { tablesFor } from "./records";

/** What the tagging API sees of EKS. FIS finds its node groups through it. */
export function tagSource(cloud: Cloud): TagSource {
  return {
    service: "eks",
    resources: (call) => {
      const tables = tablesFor(cloud, call);
      return [
        ...tables.clusters.values().map(({ arn, tags }) => ({ arn, type: "eks:cluster", tags })),
        ...tables.nodegroups.values().map(({ arn, tags }) => ({ arn, type: "eks:nodegroup", tags })),
        ...tables.addons.values().map(({ arn, tags }) => ({ arn, type: "eks:addon", tags })),
      ];
    },
    tag: (call, resourceArn, tags) => cloud.invoke("eks", "TagResource", { resourceArn, tags }, call),
    untag: (call, resourceArn, tagKeys) => cloud.invoke("eks", "UntagResource", { resourceArn, tagKeys }, call),
  };
}
