import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { awsConfig, sandbox } from "../support";

const open = async () => new S3Client({ ...awsConfig(await sandbox()), forcePathStyle: true });

test("an object comes back as it was put, with checksums in trailers and metadata; a second first put is refused", async () => {
  const s3 = await open();
  await s3.send(new CreateBucketCommand({ Bucket: "files" }));
  const put = { Bucket: "files", Key: "a/b c.json", Body: '{"x":"é"}', ContentType: "application/json", Metadata: { run: "r1" } };
  await s3.send(new PutObjectCommand({ ...put, IfNoneMatch: "*" }));
  const got = await s3.send(new GetObjectCommand({ Bucket: "files", Key: "a/b c.json" }));
  expect(await got.Body?.transformToString()).toBe('{"x":"é"}');
  expect(got).toMatchObject({ ContentType: "application/json", Metadata: { run: "r1" } });
  await expect(s3.send(new PutObjectCommand({ ...put, IfNoneMatch: "*" }))).rejects.toMatchObject({ name: "PreconditionFailed" });
  await expect(s3.send(new GetObjectCommand({ Bucket: "files", Key: "none" }))).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(s3.send(new GetObjectCommand({ Bucket: "nobody", Key: "none" }))).rejects.toMatchObject({ name: "NoSuchBucket" });
});

test("what is set on a bucket is read back, and what was not set is told by AWS's error", async () => {
  const s3 = await open();
  const Bucket = "settings";
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { Tags: [{ Key: "Team", Value: "sre" }] } }));
  expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([{ Key: "Team", Value: "sre" }]);
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
  const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe("AES256");
  const none = s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  await expect(none).rejects.toMatchObject({ name: "NoSuchLifecycleConfiguration" });
  const Rules = [{ ID: "old", Status: "Enabled" as const, Filter: { Prefix: "runs/" }, Expiration: { Days: 400 } }];
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  expect((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules);
});

test("keys are listed in pages and by folder; a bucket is deleted when all versions are", async () => {
  const s3 = await open();
  const Bucket = "lists";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  for (const Key of ["b/2", "a", "b/1", "c", "a"]) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const first = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/", MaxKeys: 2 }));
  expect([first.Contents?.map(({ Key }) => Key), first.CommonPrefixes, first.IsTruncated]).toEqual([["a"], [{ Prefix: "b/" }], true]);
  const second = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/", ContinuationToken: first.NextContinuationToken }));
  expect(second.Contents?.map(({ Key }) => Key)).toEqual(["c"]);
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "BucketNotEmpty" });
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect(Versions).toHaveLength(5);
  const Objects = Versions.map(({ Key, VersionId }) => ({ Key, VersionId }));
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  await s3.send(new DeleteBucketCommand({ Bucket }));
});
