import type { ServiceFactory } from "../kernel/cloud";
import { aclOperations } from "./acl";
import { bucketOperations } from "./buckets";
import { copyOperations, sourceOf } from "./copies";
import { listOperations } from "./listing";
import { multipartOperations } from "./multipart";
import { objectOperations } from "./objects";
import { objectTagOperations } from "./tagging";

interface Input {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly CopySource?: string;
  readonly Delete?: { readonly Objects: readonly { readonly Key: string }[] };
}

/** Actions that are not called as their operations. */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: "ListBucket",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  CopyObject: "PutObject",
  CreateMultipartUpload: "PutObject",
  UploadPart: "PutObject",
  UploadPartCopy: "PutObject",
  CompleteMultipartUpload: "PutObject",
  ListParts: "ListMultipartUploadParts",
  ListMultipartUploads: "ListBucketMultipartUploads",
  GetBucketNotificationConfiguration: "GetBucketNotification",
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

const arnOf = (bucket: string | undefined, key: string | undefined) =>
  bucket === undefined ? "*" : `arn:aws:s3:::${bucket}${key === undefined ? "" : `/${key}`}`;

/** Amazon S3: https://docs.aws.amazon.com/AmazonS3/latest/API/ */
export const s3Service: ServiceFactory = (cloud) => {
  const operations = {
    ...bucketOperations(cloud),
    ...objectOperations(cloud),
    ...listOperations(cloud),
    ...objectTagOperations(cloud),
    ...aclOperations(cloud),
    ...copyOperations(cloud),
    ...multipartOperations(cloud),
  };
  return {
    id: "s3",
    operations,
    permissions: Object.fromEntries(
      Object.keys(operations).map((name) => [
        name,
        ({ Bucket, Key, Delete, CopySource }: Input) => {
          const keys = Delete ? Delete.Objects.map((object) => object.Key) : [Key];
          const needs = keys.map((key) => ({ action: `s3:${ACTIONS[name] ?? name}`, resource: arnOf(Bucket, key) }));
          if (CopySource === undefined) return needs;
          const source = sourceOf(CopySource);
          return [...needs, { action: "s3:GetObject", resource: arnOf(source.Bucket, source.Key) }];
        },
      ]),
    ),
  };
};
