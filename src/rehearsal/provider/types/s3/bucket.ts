import type { s3 } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, tagList, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";

type Args = Plainly<s3.BucketArgs>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const bucket = resource<s3.BucketArgs, s3.BucketState>({
  type: "aws:s3/bucket:Bucket",
  inputs: inputsOf<s3.BucketArgs>()({
    required: [],
    replaces: ["bucket", "bucketPrefix", "objectLockEnabled"],
    updates: ["forceDestroy", "tags"],
    // Each of these has a resource of its own now; AWS's provider takes them here only for old programs.
    inert: [
      "accelerationStatus",
      "acl",
      "bucketNamespace",
      "corsRules",
      "grants",
      "lifecycleRules",
      "logging",
      "objectLockConfiguration",
      "policy",
      "replicationConfiguration",
      "requestPayer",
      "serverSideEncryptionConfiguration",
      "versioning",
      "website",
    ],
  }),
  naming: { property: "bucket", prefix: "bucketPrefix", max: 63, lowerCase: true },
  defaults: { forceDestroy: false },
  async create(inputs, context) {
    const { s3 } = context.clients;
    const Bucket = inputs.bucket ?? "";
    await s3.createBucket(
      compact({
        Bucket,
        // The first Region has no name here.
        CreateBucketConfiguration: context.region === "us-east-1" ? undefined : { LocationConstraint: context.region as "eu-west-1" },
        ObjectLockEnabledForBucket: inputs.objectLockEnabled,
      }),
    );
    await setTags(Bucket, inputs, context);
    return Bucket;
  },
  async read(name, context) {
    const { s3 } = context.clients;
    try {
      await s3.headBucket({ Bucket: name });
    } catch (thrown) {
      // An answer without a body has no code.
      if ((thrown as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return undefined;
      throw thrown;
    }
    const domain = context.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    return compact({
      arn: `arn:${context.partition}:s3:::${name}`,
      bucket: name,
      bucketDomainName: `${name}.s3.${domain}`,
      bucketRegionalDomainName: `${name}.s3.${context.region}.${domain}`,
      bucketRegion: context.region,
      tags: await readTags(name, context),
    });
  },
  async update(name, change, context) {
    if (change.changed("tags")) await setTags(name, change.news, context);
  },
  async delete(name, context, known) {
    if (known.forceDestroy) await empty(name, context);
    await context.clients.s3.deleteBucket({ Bucket: name });
  },
});

async function setTags(Bucket: string, inputs: Args, context: Context): Promise<void> {
  const TagSet = tagList(context.tagsOf(inputs));
  if (TagSet.length > 0) await context.clients.s3.putBucketTagging({ Bucket, Tagging: { TagSet } });
  else await context.clients.s3.deleteBucketTagging({ Bucket });
}

async function readTags(Bucket: string, context: Context): Promise<Record<string, string>> {
  try {
    return tagMap((await context.clients.s3.getBucketTagging({ Bucket })).TagSet);
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === "NoSuchTagSet") return {};
    throw thrown;
  }
}

/** Everything in it goes, in every version. */
async function empty(Bucket: string, context: Context): Promise<void> {
  for (;;) {
    const page = await context.clients.s3.listObjectVersions({ Bucket });
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) =>
      compact({ Key: Key ?? "", VersionId }),
    );
    if (Objects.length === 0) return;
    const { Errors } = await context.clients.s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } });
    const [failed] = Errors ?? [];
    if (failed) throw new Error(`${failed.Key} cannot be deleted: ${failed.Message ?? failed.Code}`);
  }
}
