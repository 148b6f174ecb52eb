import { createHash } from "node:crypto";
import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { bucketOf, objectsOf, type VersionRecord } from "./records";

interface At {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}
interface PutInput extends At {
  readonly Body?: Uint8Array;
  readonly ContentType?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
  readonly IfNoneMatch?: string;
  readonly IfMatch?: string;
}

const notFound = () => new AwsError("NoSuchKey", "The specified key does not exist.", 404);

/** Whole objects of at most 32 MiB. Ranges, copies and uploads in parts are refused by name. */
export function objectOperations(cloud: Cloud): Record<string, Handler> {
  const current = (bucket: string, key: string) => {
    const last = objectsOf(cloud, bucket).get(key)?.at(-1);
    return last?.deleted ? undefined : last;
  };
  const find = ({ Bucket, Key, VersionId }: At, call: Call): VersionRecord => {
    bucketOf(cloud, call.accountId, Bucket);
    if (VersionId === undefined) {
      const found = current(Bucket, Key);
      if (found) return found;
      throw notFound();
    }
    const found = objectsOf(cloud, Bucket)
      .get(Key)
      ?.find(({ versionId }) => versionId === VersionId);
    if (!found) throw new AwsError("NoSuchVersion", "The specified version does not exist.", 404);
    if (found.deleted) throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
    return found;
  };
  const add = (bucket: string, versioning: string | undefined, version: VersionRecord) => {
    const before = objectsOf(cloud, bucket).get(version.key) ?? [];
    const kept = versioning === "Enabled" ? before : before.filter(({ versionId }) => versionId !== "null");
    objectsOf(cloud, bucket).set(version.key, [...kept, version]);
  };
  const remove = ({ Bucket, Key, VersionId }: At, call: Call): { DeleteMarker?: boolean; VersionId?: string } => {
    const { versioning } = bucketOf(cloud, call.accountId, Bucket);
    const versions = objectsOf(cloud, Bucket).get(Key) ?? [];
    if (VersionId !== undefined) {
      const left = versions.filter(({ versionId }) => versionId !== VersionId);
      if (left.length > 0) objectsOf(cloud, Bucket).set(Key, left);
      else objectsOf(cloud, Bucket).delete(Key);
      return { VersionId };
    }
    if (versioning === undefined) {
      objectsOf(cloud, Bucket).delete(Key);
      return {};
    }
    const versionId = versioning === "Enabled" ? cloud.newId("v", 30) : "null";
    const marker = {
      key: Key,
      versionId,
      deleted: true,
      body: "",
      size: 0,
      etag: "",
      at: cloud.clock.now(),
      contentType: "",
      metadata: {},
    };
    add(Bucket, versioning, marker);
    return { DeleteMarker: true, VersionId: versionId };
  };
  const head = (input: At, call: Call) => {
    const found = find(input, call);
    const { versioning } = bucketOf(cloud, call.accountId, input.Bucket);
    return {
      ETag: found.etag,
      LastModified: new Date(found.at),
      ContentLength: found.size,
      ContentType: found.contentType,
      Metadata: found.metadata,
      ServerSideEncryption: "AES256",
      ...(versioning === undefined ? {} : { VersionId: found.versionId }),
    };
  };
  return {
    PutObject: (input: PutInput, call: Call) => {
      const { Bucket, Key, Body = Buffer.alloc(0), ContentType = "application/octet-stream", Metadata = {}, IfNoneMatch, IfMatch } = input;
      const { versioning } = bucketOf(cloud, call.accountId, Bucket);
      const before = current(Bucket, Key);
      if (IfMatch !== undefined && !before) throw notFound();
      if ((IfNoneMatch === "*" && before) || (IfMatch !== undefined && IfMatch.replaceAll('"', "") !== before?.etag.replaceAll('"', ""))) {
        throw new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
      }
      const versionId = versioning === "Enabled" ? cloud.newId("v", 30) : "null";
      const etag = `"${createHash("md5").update(Body).digest("hex")}"`;
      const body = Buffer.from(Body).toString("base64");
      const at = cloud.clock.now();
      add(Bucket, versioning, {
        key: Key,
        versionId,
        deleted: false,
        body,
        size: Body.length,
        etag,
        at,
        contentType: ContentType,
        metadata: Metadata,
      });
      return { ETag: etag, ServerSideEncryption: "AES256", ...(versioning === undefined ? {} : { VersionId: versionId }) };
    },
    GetObject: (input: At & { readonly Range?: string }, call: Call) => {
      if (input.Range !== undefined) throw new AwsError("NotImplemented", "The Faultline sandbox gives whole objects, no ranges.", 501);
      return { ...head(input, call), Body: Buffer.from(find(input, call).body, "base64") };
    },
    HeadObject: head,
    DeleteObject: remove,
    DeleteObjects: (input: { Bucket: string; Delete: { Objects: readonly Omit<At, "Bucket">[]; Quiet?: boolean } }, call: Call) => {
      const done = input.Delete.Objects.map((object) => {
        const { DeleteMarker, VersionId } = remove({ ...object, Bucket: input.Bucket }, call);
        return {
          Key: object.Key,
          ...(DeleteMarker ? { DeleteMarker, DeleteMarkerVersionId: VersionId } : VersionId === undefined ? {} : { VersionId }),
        };
      });
      return input.Delete.Quiet ? {} : { Deleted: done };
    },
  };
}
