import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { type AttributesInput, attributesOf } from "./attributes";
import { checkRead } from "./conditions";
import { bucketOf, type VersionRecord } from "./records";
import { type At, Versions } from "./versions";

export interface CopySource {
  readonly CopySource: string;
  readonly CopySourceIfMatch?: string;
  readonly CopySourceIfNoneMatch?: string;
  readonly CopySourceIfModifiedSince?: Date;
  readonly CopySourceIfUnmodifiedSince?: Date;
}

interface CopyInput extends At, AttributesInput, CopySource {
  readonly MetadataDirective?: "COPY" | "REPLACE";
  readonly TaggingDirective?: "COPY" | "REPLACE";
}

/** The bucket, key and version of `x-amz-copy-source`: `bucket/key?versionId=…`, percent-encoded or not. */
export function sourceOf(text: string): At {
  const [path = "", version] = text.split("?versionId=");
  let plain = path;
  try {
    plain = decodeURIComponent(path);
  } catch {
    // A key with a percent sign that the client left as it is.
  }
  const [, Bucket = "", Key = ""] = /^\/?([^/]+)\/(.+)$/s.exec(plain) ?? [];
  if (Key === "") throw new AwsError("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey", 400);
  return { Bucket, Key, ...(version === undefined ? {} : { VersionId: version }) };
}

/** The version to copy; 412 where a condition does not hold, also where a read would say 304. */
export function copied(versions: Versions, input: CopySource, call: Call): VersionRecord {
  const found = versions.find(sourceOf(input.CopySource), call);
  try {
    checkRead(
      {
        ...(input.CopySourceIfMatch === undefined ? {} : { IfMatch: input.CopySourceIfMatch }),
        ...(input.CopySourceIfNoneMatch === undefined ? {} : { IfNoneMatch: input.CopySourceIfNoneMatch }),
        ...(input.CopySourceIfModifiedSince === undefined ? {} : { IfModifiedSince: input.CopySourceIfModifiedSince }),
        ...(input.CopySourceIfUnmodifiedSince === undefined ? {} : { IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince }),
      },
      found,
    );
  } catch {
    throw new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
  }
  return found;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export function copyOperations(cloud: Cloud): Record<string, Handler> {
  const versions = new Versions(cloud);
  return {
    CopyObject: (input: CopyInput, call: Call) => {
      const { MetadataDirective = "COPY", TaggingDirective = "COPY", Bucket, Key } = input;
      bucketOf(cloud, call.accountId, Bucket);
      const source = sourceOf(input.CopySource);
      const found = copied(versions, input, call);
      if (MetadataDirective === "COPY" && source.Bucket === Bucket && source.Key === Key && source.VersionId === undefined) {
        throw new AwsError(
          "InvalidRequest",
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
          400,
        );
      }
      const { tags: newTags, ...newOnes } = attributesOf(input);
      const own = { contentType: found.contentType, metadata: found.metadata, headers: found.headers ?? {} };
      const tags = (TaggingDirective === "COPY" ? found.tags : newTags) ?? {};
      const attributes = { ...(MetadataDirective === "COPY" ? own : newOnes), tags };
      const { record, ...version } = versions.put(Bucket, Key, Buffer.from(found.body, "base64"), attributes, call);
      return { CopyObjectResult: { ETag: record.etag, LastModified: new Date(record.at) }, ServerSideEncryption: "AES256", ...version };
    },
  };
}
