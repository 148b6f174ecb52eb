import type { Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";

/** A bucket. Names are one space for all accounts. */
export interface BucketRecord {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdAt: number;
  readonly versioning: "Enabled" | "Suspended" | undefined;
  /** Bodies of the Put… calls by name (`Encryption`, `Policy` …). */
  readonly documents: Readonly<Record<string, unknown>>;
}

export interface VersionRecord {
  readonly key: string;
  readonly versionId: string;
  readonly deleted: boolean;
  /** Base64. */
  readonly body: string;
  readonly size: number;
  readonly etag: string;
  readonly at: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** `CacheControl`, `ContentEncoding` and their like, by the model's names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Of an object that was uploaded in parts. */
  readonly parts?: number;
}

/** An upload in parts that is neither completed nor aborted. */
export interface UploadRecord {
  readonly uploadId: string;
  readonly key: string;
  readonly at: number;
  /** What CreateMultipartUpload was told of the object. */
  readonly attributes: ObjectAttributes;
}

export type ObjectAttributes = Pick<VersionRecord, "contentType" | "metadata" | "headers" | "tags">;

export interface PartRecord {
  /** Base64. */
  readonly body: string;
  readonly size: number;
  readonly etag: string;
  readonly at: number;
}

export const bucketsOf = (cloud: Pick<Cloud, "state">) => cloud.state.table<BucketRecord>("s3.buckets").in("everywhere");
/** Versions of each key, the newest last. */
export const objectsOf = (cloud: Pick<Cloud, "state">, bucket: string) =>
  cloud.state.table<readonly VersionRecord[]>("s3.objects").in(bucket);

export const uploadsOf = (cloud: Pick<Cloud, "state">, bucket: string) => cloud.state.table<UploadRecord>("s3.uploads").in(bucket);
/** Parts of one upload by their number. */
export const partsOf = (cloud: Pick<Cloud, "state">, uploadId: string) => cloud.state.table<PartRecord>("s3.parts").in(uploadId);

export function bucketOf(cloud: Pick<Cloud, "state">, accountId: string, name: string): BucketRecord {
  const bucket = bucketsOf(cloud).get(name);
  if (!bucket) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name });
  if (bucket.accountId !== accountId) throw new AwsError("AccessDenied", "Access Denied", 403);
  return bucket;
}

/** Keys in the order of their UTF-8 bytes, as S3 lists them. */
export const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
