import type { TagSource } from "../kernel/cloud";
import type { Store } from "./base/store";
import { TAGGED } from "./base/tagging";

/** Whatever of EC2 bears tags, for the tagging API. */
export function tagSource(store: Store): TagSource {
  const { cloud } = store;
  const idOf = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);
  return {
    service: "ec2",
    *resources(call) {
      const region = store.of(call);
      for (const kind of TAGGED) {
        for (const { id, tags } of region.recordsOf(kind)?.values() ?? []) yield { arn: region.arn(kind, id), type: `ec2:${kind}`, tags };
      }
    },
    tag: (call, arn, tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return cloud.invoke("ec2", "CreateTags", { Resources: [idOf(arn)], Tags }, call);
    },
    untag: (call, arn, keys) => {
      const Tags = keys.map((Key) => ({ Key }));
      return cloud.invoke("ec2", "DeleteTags", { Resources: [idOf(arn)], Tags }, call);
    },
  };
}
