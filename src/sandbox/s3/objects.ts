import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { type AttributesInput, attributesOf } from "./attributes";
import { checkRead, checkWrite, type ReadConditions } from "./conditions";
import { spanOf } from "./range";
import { bucketOf, type VersionRecord } from "./records";
import { type At, md5Of, Versions } from "./versions";

interface PutInput extends At, AttributesInput, Pick<ReadConditions, "IfMatch" | "IfNoneMatch"> {
  readonly Body?: Uint8Array;
  readonly ContentMD5?: string;
}

interface GetInput extends At, ReadConditions {
  readonly Range?: string;
  readonly ResponseCacheControl?: string;
  readonly ResponseContentDisposition?: string;
  readonly ResponseContentEncoding?: string;
  readonly ResponseContentLanguage?: string;
  readonly ResponseContentType?: string;
}

interface DeleteInput {
  readonly Bucket: string;
  readonly Delete: { readonly Objects: readonly Omit<At, "Bucket">[]; readonly Quiet?: boolean };
}

const SSE = { ServerSideEncryption: "AES256" } as const;

/** Objects of at most 32 MiB a request; larger ones come in parts. */
export function objectOperations(cloud: Cloud): Record<string, Handler> {
  const versions = new Versions(cloud);
  const head = (input: GetInput, call: Call) => {
    const found = versions.find(input, call);
    checkRead(input, found);
    const { versioning } = bucketOf(cloud, call.accountId, input.Bucket);
    const span = input.Range === undefined ? undefined : spanOf(input.Range, found.size);
    const tags = Object.keys(found.tags ?? {}).length;
    return {
      found,
      span,
      answer: {
        ...shown(found, input),
        AcceptRanges: "bytes",
        ETag: found.etag,
        LastModified: new Date(found.at),
        ContentLength: span ? span.end - span.start + 1 : found.size,
        ...(span ? { ContentRange: `bytes ${span.start}-${span.end}/${found.size}` } : {}),
        Metadata: found.metadata,
        ...(tags > 0 ? { TagCount: tags } : {}),
        ...(found.parts === undefined ? {} : { PartsCount: found.parts }),
        ...SSE,
        ...(versioning === undefined ? {} : { VersionId: found.versionId }),
      },
    };
  };
  return {
    PutObject: (input: PutInput, call: Call) => {
      const { Bucket, Key, Body = Buffer.alloc(0), ContentMD5 } = input;
      bucketOf(cloud, call.accountId, Bucket);
      if (ContentMD5 !== undefined && Buffer.from(ContentMD5, "base64").toString("hex") !== md5Of(Body)) {
        throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.", 400);
      }
      checkWrite(input, versions.current(Bucket, Key));
      const { record, ...version } = versions.put(Bucket, Key, Body, attributesOf(input), call);
      return { ETag: record.etag, ...SSE, ...version };
    },
    GetObject: (input: GetInput, call: Call) => {
      const { found, span, answer } = head(input, call);
      const body = Buffer.from(found.body, "base64");
      return { ...answer, Body: span ? body.subarray(span.start, span.end + 1) : body };
    },
    HeadObject: (input: GetInput, call: Call) => head(input, call).answer,
    DeleteObject: (input: At, call: Call) => versions.remove(input, call),
    DeleteObjects: (input: DeleteInput, call: Call) => {
      const done = input.Delete.Objects.map((object) => {
        const { DeleteMarker, VersionId } = versions.remove({ ...object, Bucket: input.Bucket }, call);
        const marker = DeleteMarker ? { DeleteMarker, DeleteMarkerVersionId: VersionId } : {};
        return { Key: object.Key, ...(object.VersionId === undefined ? {} : { VersionId: object.VersionId }), ...marker };
      });
      return input.Delete.Quiet ? {} : { Deleted: done };
    },
  };
}

/** What an object says of itself, but for what the reader wants to be told instead. */
function shown(found: VersionRecord, input: GetInput): Record<string, string> {
  const instead = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
  };
  const wanted = Object.entries(instead).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { ContentType: found.contentType, ...found.headers, ...Object.fromEntries(wanted) };
}
