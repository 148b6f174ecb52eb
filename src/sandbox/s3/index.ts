import type { ServiceFactory } from "../kernel/cloud";
import { bucketOperations } from "./buckets";
import { listOperations } from "./listing";
import { objectOperations } from "./objects";

interface Input {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly Delete?: { readonly Objects: readonly { readonly Key: string }[] };
}

/** Actions that are not called as their operations. */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  ListBuckets: "ListAllMyBuckets",
  HeadObject: "GetObject",
  DeleteObjects: "DeleteObject",
  GetBucketEncryption: "GetEncryptionConfiguration",
  PutBucketEncryption: "PutEncryptionConfiguration",
  DeleteBucketEncryption: "PutEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
  DeleteBucketLifecycle: "PutLifecycleConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  DeletePublicAccessBlock: "PutBucketPublicAccessBlock",
  DeleteBucketOwnershipControls: "PutBucketOwnershipControls",
  DeleteBucketTagging: "PutBucketTagging",
  DeleteBucketCors: "PutBucketCORS",
  PutBucketCors: "PutBucketCORS",
  GetBucketCors: "GetBucketCORS",
  GetBucketAccelerateConfiguration: "GetAccelerateConfiguration",
  GetBucketReplication: "GetReplicationConfiguration",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
};

/** Amazon S3, path style: https://docs.aws.amazon.com/AmazonS3/latest/API/ */
export const s3Service: ServiceFactory = (cloud) => {
  const operations = { ...bucketOperations(cloud), ...objectOperations(cloud), ...listOperations(cloud) };
  return {
    id: "s3",
    operations,
    permissions: Object.fromEntries(
      Object.keys(operations).map((name) => [
        name,
        ({ Bucket, Key, Delete }: Input) => {
          const keys = Delete ? Delete.Objects.map((object) => object.Key) : [Key];
          return keys.map((key) => ({
            action: `s3:${ACTIONS[name] ?? name}`,
            resource: Bucket === undefined ? "*" : `arn:aws:s3:::${Bucket}${key === undefined ? "" : `/${key}`}`,
          }));
        },
      ]),
    ),
  };
};
