import type { PutObjectCommandInput } from "@aws-sdk/client-s3";
import type { s3 } from "@pulumi/aws";
import { assetBytes } from "../../assets";
import type { Context } from "../../context";
import { compact, must, someTags, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";

type Args = Plainly<s3.BucketObjectv2Args>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const bucketObject = resource<s3.BucketObjectv2Args, s3.BucketObjectv2State>({
  type: "aws:s3/bucketObjectv2:BucketObjectv2",
  alsoCalled: ["aws:s3/bucketObject:BucketObject"],
  inputs: inputsOf<s3.BucketObjectv2Args>()({
    required: ["bucket"],
    replaces: ["bucket", "key"],
    updates: [
      "cacheControl",
      "content",
      "contentDisposition",
      "contentEncoding",
      "contentLanguage",
      "contentType",
      "metadata",
      "serverSideEncryption",
      "source",
      "sourceHash",
      "storageClass",
      "tags",
    ],
    inert: [
      "acl",
      "bucketKeyEnabled",
      "checksumAlgorithm",
      "contentBase64",
      "etag",
      "forceDestroy",
      "kmsKeyId",
      "objectLockLegalHoldStatus",
      "objectLockMode",
      "objectLockRetainUntilDate",
      "overrideProvider",
      "websiteRedirect",
    ],
  }),
  // Without a key an object is called as its resource.
  naming: { property: "key", max: 1024 },
  check: (inputs) =>
    inputs.content !== undefined && inputs.source !== undefined ? [{ property: "content", reason: "cannot stand beside source" }] : [],
  async create(inputs, context) {
    await put(inputs, context);
    return inputs.key ?? "";
  },
  async read(_id, context, known) {
    const where = { Bucket: String(known.bucket), Key: known.key ?? "" };
    const found = await head(where, context);
    if (!found) return undefined;
    // Most objects have none, and S3 counts them without being asked for them.
    const tagged = (found.TagCount ?? 0) > 0 || Object.keys(known.tags ?? {}).length > 0;
    const tags = tagged ? tagMap((await context.clients.s3.getObjectTagging(where)).TagSet) : {};
    return compact({
      arn: `arn:${context.partition}:s3:::${where.Bucket}/${where.Key}`,
      bucket: where.Bucket,
      key: where.Key,
      contentType: found.ContentType,
      etag: found.ETag?.replaceAll('"', ""),
      versionId: found.VersionId ?? "",
      tags,
    });
  },
  async update(_id, { news }, context) {
    await put(news, context);
  },
  async delete(_id, context, known) {
    await context.clients.s3.deleteObject({ Bucket: String(known.bucket), Key: known.key ?? "" });
  },
});

async function head(where: { readonly Bucket: string; readonly Key: string }, context: Context) {
  try {
    return await context.clients.s3.headObject(where);
  } catch (thrown) {
    // An answer without a body has no code.
    if ((thrown as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return undefined;
    throw thrown;
  }
}

async function put(inputs: Args, context: Context): Promise<void> {
  const tags = someTags(context.tagsOf(inputs));
  await context.clients.s3.putObject(
    compact<PutObjectCommandInput>({
      Bucket: String(inputs.bucket),
      Key: must(inputs.key, "key"),
      Body: inputs.source === undefined ? (inputs.content ?? "") : assetBytes(inputs.source),
      CacheControl: inputs.cacheControl,
      ContentDisposition: inputs.contentDisposition,
      ContentEncoding: inputs.contentEncoding,
      ContentLanguage: inputs.contentLanguage,
      ContentType: inputs.contentType,
      Metadata: inputs.metadata && { ...inputs.metadata },
      ServerSideEncryption: inputs.serverSideEncryption as "AES256" | undefined,
      StorageClass: inputs.storageClass as "STANDARD" | undefined,
      Tagging: tags && new URLSearchParams(tags).toString(),
    }),
  );
}
