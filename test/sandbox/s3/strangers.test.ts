import { randomBytes } from "node:crypto";
import { request } from "node:http";
import * as s3 from "@aws-sdk/client-s3";
import { awsConfig, sandbox } from "../support";

const open = async () => {
  const box = await sandbox();
  const client = new s3.S3Client({ ...awsConfig(box), forcePathStyle: true });
  await client.send(new s3.CreateBucketCommand({ Bucket: "files" }));
  return { box, client };
};
const Bucket = "files";
const bytes = async (body: s3.GetObjectCommandOutput["Body"]) => Buffer.from((await body?.transformToByteArray()) ?? []);

test("an upload in parts is one object, known by its number of parts; an aborted one leaves nothing", async () => {
  const { client } = await open();
  const parts = [randomBytes(5 * 1_024 * 1_024), Buffer.from("the end")];
  const Key = "large";
  const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key, ContentType: "text/x", Metadata: { a: "b" } }));
  const sent = [];
  for (const [index, Body] of parts.entries()) {
    const { ETag } = await client.send(new s3.UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body }));
    sent.push({ ETag, PartNumber: index + 1 });
  }
  expect((await client.send(new s3.ListPartsCommand({ Bucket, Key, UploadId }))).Parts?.map(({ Size }) => Size)).toEqual([5_242_880, 7]);
  const complete = (Parts: s3.CompletedPart[]) =>
    client.send(new s3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  await expect(complete([...sent].reverse())).rejects.toMatchObject({ name: "InvalidPartOrder" });
  await expect(complete([{ ETag: '"0"', PartNumber: 1 }])).rejects.toMatchObject({ name: "InvalidPart" });
  expect((await complete(sent)).ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  const got = await client.send(new s3.GetObjectCommand({ Bucket, Key }));
  expect([got.ContentType, got.Metadata]).toEqual(["text/x", { a: "b" }]);
  expect((await bytes(got.Body)).equals(Buffer.concat(parts))).toBe(true);
  await expect(complete(sent)).rejects.toMatchObject({ name: "NoSuchUpload" });

  const second = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: "never" }));
  expect((await client.send(new s3.ListMultipartUploadsCommand({ Bucket }))).Uploads?.map((one) => one.Key)).toEqual(["never"]);
  await client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key: "never", UploadId: second.UploadId }));
  expect((await client.send(new s3.ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([]);
});

test("a range is a part of the object with its place; beyond the end there is none", async () => {
  const { client } = await open();
  const Key = "digits";
  await client.send(new s3.PutObjectCommand({ Bucket, Key, Body: "0123456789" }));
  const part = async (Range: string) => {
    const { Body, ContentRange, $metadata } = await client.send(new s3.GetObjectCommand({ Bucket, Key, Range }));
    return [$metadata.httpStatusCode, ContentRange, String(await bytes(Body))];
  };
  expect(await part("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
  expect(await part("bytes=7-99")).toEqual([206, "bytes 7-9/10", "789"]);
  expect(await part("bytes=-2")).toEqual([206, "bytes 8-9/10", "89"]);
  expect(await part("bytes=4-2")).toEqual([200, undefined, "0123456789"]);
  await expect(part("bytes=10-")).rejects.toMatchObject({ name: "InvalidRange" });
  expect((await client.send(new s3.HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(10);
});

test("a read on condition answers 304 or 412 where the condition says so", async () => {
  const { client } = await open();
  const Key = "one";
  const { ETag } = await client.send(new s3.PutObjectCommand({ Bucket, Key, Body: "x" }));
  const get = (more: Partial<s3.GetObjectCommandInput>) =>
    client.send(new s3.GetObjectCommand({ Bucket, Key, ...more })).then(
      ({ $metadata }) => $metadata.httpStatusCode,
      (problem: s3.S3ServiceException) => problem.$metadata.httpStatusCode,
    );
  const later = new Date(Date.now() + 86_400_000);
  const long = new Date(0);
  expect(await get({ IfMatch: String(ETag) })).toBe(200);
  expect(await get({ IfMatch: '"other"' })).toBe(412);
  expect(await get({ IfNoneMatch: String(ETag) })).toBe(304);
  expect(await get({ IfNoneMatch: '"other"' })).toBe(200);
  expect(await get({ IfModifiedSince: later })).toBe(304);
  expect(await get({ IfUnmodifiedSince: long })).toBe(412);
});

test("a copy takes along what the object says of itself, or what is said instead", async () => {
  const { client } = await open();
  const put = { Key: "a é", Body: "x", ContentType: "text/x", CacheControl: "no-store", Metadata: { a: "b" }, Tagging: "team=sre" };
  await client.send(new s3.PutObjectCommand({ Bucket, ...put }));
  const CopySource = `${Bucket}/${encodeURIComponent("a é")}`;
  await client.send(new s3.CopyObjectCommand({ Bucket, Key: "b", CopySource }));
  expect(await client.send(new s3.HeadObjectCommand({ Bucket, Key: "b" }))).toMatchObject({
    ...{ ContentType: "text/x", CacheControl: "no-store", Metadata: { a: "b" } },
  });
  expect((await client.send(new s3.GetObjectTaggingCommand({ Bucket, Key: "b" }))).TagSet).toEqual([{ Key: "team", Value: "sre" }]);
  await client.send(new s3.CopyObjectCommand({ Bucket, Key: "c", CopySource, MetadataDirective: "REPLACE", Metadata: { c: "d" } }));
  expect((await client.send(new s3.HeadObjectCommand({ Bucket, Key: "c" }))).Metadata).toEqual({ c: "d" });
  const self = client.send(new s3.CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/b` }));
  await expect(self).rejects.toMatchObject({ name: "InvalidRequest" });
});

test("the owner alone has grants, and a bucket of today takes no others", async () => {
  const { client } = await open();
  const { Grants, Owner } = await client.send(new s3.GetBucketAclCommand({ Bucket }));
  expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
  expect(Grants).toEqual([{ Grantee: { Type: "CanonicalUser", ID: Owner?.ID }, Permission: "FULL_CONTROL" }]);
  const open2 = client.send(new s3.PutBucketAclCommand({ Bucket, ACL: "public-read" }));
  await expect(open2).rejects.toMatchObject({ name: "AccessControlListNotSupported" });
});

test("versions are listed in pages that may end between two of one key", async () => {
  const { client } = await open();
  await client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  for (const Key of ["a", "a", "b", "a", "c"]) await client.send(new s3.PutObjectCommand({ Bucket, Key, Body: Key }));
  await client.send(new s3.DeleteObjectCommand({ Bucket, Key: "b" }));
  const seen: string[] = [];
  let marker: Pick<s3.ListObjectVersionsCommandInput, "KeyMarker" | "VersionIdMarker"> = {};
  for (let pages = 0; pages < 10; pages++) {
    const page = await client.send(new s3.ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...marker }));
    seen.push(...[...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ VersionId }) => String(VersionId)));
    if (!page.IsTruncated) break;
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
  expect(seen).toHaveLength(6);
  expect(new Set(seen).size).toBe(6);
});

test("a bucket in the host's name is the bucket in the path", async () => {
  const { box, client } = await open();
  await client.send(new s3.PutObjectCommand({ Bucket, Key: "k", Body: "by host" }));
  const port = Number(new URL(box.url).port);
  const body = await new Promise<string>((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: "/k", headers: { host: `files.s3.localhost:${port}` } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });
  expect(body).toBe("by host");
});

test("chunks that a client signs without naming their encoding are the object's bytes alone, of S3's own type where it names none", async () => {
  const { box, client } = await open();
  const chunk = (text: string) => `${text.length.toString(16)};chunk-signature=${"0".repeat(64)}\r\n${text}\r\n`;
  const authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
  const headers = { authorization, "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "x-amz-decoded-content-length": "11" };
  const body = Buffer.from(chunk("hello ") + chunk("world") + chunk(""));
  expect((await fetch(`${box.url}/${Bucket}/k`, { method: "PUT", headers, body })).status).toBe(200);
  const got = await client.send(new s3.GetObjectCommand({ Bucket, Key: "k" }));
  expect((await bytes(got.Body)).toString()).toBe("hello world");
  expect([got.ContentLength, got.ContentType]).toEqual([11, "binary/octet-stream"]);
});

test("a bucket that is not there is named in the refusal", async () => {
  const { client } = await open();
  const refused = client.send(new s3.ListObjectsV2Command({ Bucket: "no-such-files" }));
  await expect(refused).rejects.toMatchObject({ name: "NoSuchBucket", BucketName: "no-such-files" });
});
