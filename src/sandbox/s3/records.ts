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
}

export const bucketsOf = (cloud: Pick<Cloud, "state">) => cloud.state.table<BucketRecord>("s3.buckets").in("everywhere");
/** Versions of each key, the newest last. */
export const objectsOf = (cloud: Pick<Cloud, "state">, bucket: string) =>
  cloud.state.table<readonly VersionRecord[]>("s3.objects").in(bucket);

export function bucketOf(cloud: Pick<Cloud, "state">, accountId: string, name: string): BucketRecord {
  const bucket = bucketsOf(cloud).get(name);
  if (!bucket) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
  if (bucket.accountId !== accountId) throw new AwsError("AccessDenied", "Access Denied", 403);
  return bucket;
}

/** Keys in the order of their UTF-8 bytes, as S3 lists them. */
export const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
