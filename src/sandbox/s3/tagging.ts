import type { Call, Cloud, Handler } from "../kernel/cloud";
import { tagsOf } from "./attributes";
import { bucketOf } from "./records";
import { type At, Versions } from "./versions";

interface PutInput extends At {
  readonly Tagging: { readonly TagSet: readonly { readonly Key: string; readonly Value: string }[] };
}

/** Tags of objects, each version's own. */
export function objectTagOperations(cloud: Cloud): Record<string, Handler> {
  const versions = new Versions(cloud);
  const told = (input: At, call: Call, versionId: string) =>
    bucketOf(cloud, call.accountId, input.Bucket).versioning === undefined ? {} : { VersionId: versionId };
  return {
    GetObjectTagging: (input: At, call: Call) => {
      const { tags = {}, versionId } = versions.find(input, call);
      return { TagSet: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })), ...told(input, call, versionId) };
    },
    PutObjectTagging: (input: PutInput, call: Call) => {
      const found = versions.find(input, call);
      versions.replace(input.Bucket, { ...found, tags: tagsOf(input.Tagging.TagSet.map(({ Key, Value }) => [Key, Value])) });
      return told(input, call, found.versionId);
    },
    DeleteObjectTagging: (input: At, call: Call) => {
      const found = versions.find(input, call);
      versions.replace(input.Bucket, { ...found, tags: {} });
      return told(input, call, found.versionId);
    },
  };
}
