import { createHash } from "node:crypto";
import type { Call, Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { bucketOf, type ObjectAttributes, objectsOf, type VersionRecord } from "./records";

export interface At {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

export const noSuchKey = () => new AwsError("NoSuchKey", "The specified key does not exist.", 404);

export const md5Of = (body: Uint8Array) => createHash("md5").update(body).digest("hex");

/** Finding, writing and removing versions of objects, for all operations that do. */
export class Versions {
  constructor(private readonly cloud: Cloud) {}

  /** What a read without a version id gets. */
  current(bucket: string, key: string): VersionRecord | undefined {
    const last = objectsOf(this.cloud, bucket).get(key)?.at(-1);
    return last?.deleted ? undefined : last;
  }

  find({ Bucket, Key, VersionId }: At, call: Call): VersionRecord {
    bucketOf(this.cloud, call.accountId, Bucket);
    if (VersionId === undefined) {
      const found = this.current(Bucket, Key);
      if (found) return found;
      throw noSuchKey();
    }
    const found = objectsOf(this.cloud, Bucket)
      .get(Key)
      ?.find(({ versionId }) => versionId === VersionId);
    if (!found) throw new AwsError("NoSuchVersion", "The specified version does not exist.", 404);
    if (found.deleted) throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
    return found;
  }

  /** A new current version; its id where the bucket has versions. `parts`: how many the body was uploaded in, when it was. */
  put(
    bucket: string,
    key: string,
    body: Uint8Array,
    attributes: ObjectAttributes,
    call: Call,
    multipart?: { readonly etag: string; readonly parts: number },
  ): { readonly record: VersionRecord; readonly VersionId?: string } {
    const { versioning } = bucketOf(this.cloud, call.accountId, bucket);
    const record: VersionRecord = {
      ...attributes,
      key,
      versionId: versioning === "Enabled" ? this.cloud.newId("v", 30) : "null",
      deleted: false,
      body: Buffer.from(body).toString("base64"),
      size: body.length,
      etag: multipart?.etag ?? `"${md5Of(body)}"`,
      at: this.cloud.clock.now(),
      ...(multipart ? { parts: multipart.parts } : {}),
    };
    this.add(bucket, versioning, record);
    return { record, ...(versioning === undefined ? {} : { VersionId: record.versionId }) };
  }

  replace(bucket: string, record: VersionRecord): void {
    const versions = objectsOf(this.cloud, bucket).get(record.key) ?? [];
    const changed = versions.map((one) => (one.versionId === record.versionId ? record : one));
    objectsOf(this.cloud, bucket).set(record.key, changed);
  }

  remove({ Bucket, Key, VersionId }: At, call: Call): { DeleteMarker?: boolean; VersionId?: string } {
    const { versioning } = bucketOf(this.cloud, call.accountId, Bucket);
    const versions = objectsOf(this.cloud, Bucket).get(Key) ?? [];
    if (VersionId !== undefined) {
      const left = versions.filter(({ versionId }) => versionId !== VersionId);
      if (left.length > 0) objectsOf(this.cloud, Bucket).set(Key, left);
      else objectsOf(this.cloud, Bucket).delete(Key);
      const marker = versions.find(({ versionId }) => versionId === VersionId)?.deleted ?? false;
      return { VersionId, ...(marker ? { DeleteMarker: true } : {}) };
    }
    if (versioning === undefined) {
      objectsOf(this.cloud, Bucket).delete(Key);
      return {};
    }
    const versionId = versioning === "Enabled" ? this.cloud.newId("v", 30) : "null";
    const nothing = { body: "", size: 0, etag: "", contentType: "", metadata: {} };
    this.add(Bucket, versioning, { key: Key, versionId, deleted: true, at: this.cloud.clock.now(), ...nothing });
    return { DeleteMarker: true, VersionId: versionId };
  }

  private add(bucket: string, versioning: string | undefined, version: VersionRecord): void {
    const before = objectsOf(this.cloud, bucket).get(version.key) ?? [];
    const kept = versioning === "Enabled" ? before : before.filter(({ versionId }) => versionId !== "null");
    objectsOf(this.cloud, bucket).set(version.key, [...kept, version]);
  }
}
