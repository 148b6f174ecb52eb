import type { Cloud, TagSource } from "../kernel/cloud";
import { tablesFor } from "./records";

/** What the tagging API sees of Lambda. */
export function tagSource(cloud: Cloud): TagSource {
  return {
    service: "lambda",
    resources: (call) =>
      tablesFor(cloud, call)
        .functions.values()
        .map(({ arn, tags }) => ({ arn, type: "lambda:function", tags })),
    tag: (call, arn, tags) => cloud.invoke("lambda", "TagResource", { Resource: arn, Tags: tags }, call),
    untag: (call, arn, keys) => cloud.invoke("lambda", "UntagResource", { Resource: arn, TagKeys: keys }, call),
  };
}
