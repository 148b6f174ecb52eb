import type { s3 } from "@pulumi/aws";
import { compact, jsonText } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { keepWritten } from "../iam/common";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const bucketVersioning = resource<s3.BucketVersioningArgs, s3.BucketVersioningState>({
  type: "aws:s3/bucketVersioning:BucketVersioning",
  alsoCalled: ["aws:s3/bucketVersioningV2:BucketVersioningV2"],
  inputs: inputsOf<s3.BucketVersioningArgs>()({
    required: ["bucket", "versioningConfiguration"],
    replaces: ["bucket"],
    updates: ["versioningConfiguration"],
    inert: ["expectedBucketOwner", "mfa"],
  }),
  async create({ bucket, versioningConfiguration: { status } }, context) {
    if (status !== "Disabled") await putVersioning(bucket, status);
    return bucket;

    async function putVersioning(Bucket: string, Status: string) {
      await context.clients.s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: Status as "Enabled" } });
    }
  },
  async read(bucket, context) {
    const { Status } = await context.clients.s3.getBucketVersioning({ Bucket: bucket });
    return { bucket, versioningConfiguration: { status: Status ?? "Disabled" } };
  },
  async update(bucket, { news }, context) {
    const Status = news.versioningConfiguration.status as "Enabled";
    await context.clients.s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration: { Status } });
  },
  async delete(bucket, context, known) {
    // A bucket that was versioned once can only be suspended.
    if (known.versioningConfiguration?.status === "Enabled") {
      await context.clients.s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration: { Status: "Suspended" } });
    }
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const bucketOwnershipControls = resource<s3.BucketOwnershipControlsArgs, s3.BucketOwnershipControlsState>({
  type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  inputs: inputsOf<s3.BucketOwnershipControlsArgs>()({ required: ["bucket", "rule"], replaces: ["bucket"], updates: ["rule"] }),
  async create({ bucket, rule }, context) {
    const OwnershipControls = { Rules: [{ ObjectOwnership: rule.objectOwnership as "ObjectWriter" }] };
    await context.clients.s3.putBucketOwnershipControls({ Bucket: bucket, OwnershipControls });
    return bucket;
  },
  async read(bucket, context) {
    const [rule] = (await context.clients.s3.getBucketOwnershipControls({ Bucket: bucket })).OwnershipControls?.Rules ?? [];
    return rule && { bucket, rule: { objectOwnership: rule.ObjectOwnership ?? "" } };
  },
  async update(bucket, { news }, context) {
    const OwnershipControls = { Rules: [{ ObjectOwnership: news.rule.objectOwnership as "ObjectWriter" }] };
    await context.clients.s3.putBucketOwnershipControls({ Bucket: bucket, OwnershipControls });
  },
  async delete(bucket, context) {
    await context.clients.s3.deleteBucketOwnershipControls({ Bucket: bucket });
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const bucketPublicAccessBlock = resource<s3.BucketPublicAccessBlockArgs, s3.BucketPublicAccessBlockState>({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  inputs: inputsOf<s3.BucketPublicAccessBlockArgs>()({
    required: ["bucket"],
    replaces: ["bucket"],
    updates: ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"],
    inert: ["skipDestroy"],
  }),
  defaults: { blockPublicAcls: false, blockPublicPolicy: false, ignorePublicAcls: false, restrictPublicBuckets: false },
  async create(inputs, context) {
    await context.clients.s3.putPublicAccessBlock({ Bucket: inputs.bucket, PublicAccessBlockConfiguration: blocks(inputs) });
    return inputs.bucket;
  },
  async read(bucket, context) {
    const found = (await context.clients.s3.getPublicAccessBlock({ Bucket: bucket })).PublicAccessBlockConfiguration;
    return compact({
      bucket,
      blockPublicAcls: found?.BlockPublicAcls,
      blockPublicPolicy: found?.BlockPublicPolicy,
      ignorePublicAcls: found?.IgnorePublicAcls,
      restrictPublicBuckets: found?.RestrictPublicBuckets,
    });
  },
  async update(bucket, { news }, context) {
    await context.clients.s3.putPublicAccessBlock({ Bucket: bucket, PublicAccessBlockConfiguration: blocks(news) });
  },
  async delete(bucket, context) {
    await context.clients.s3.deletePublicAccessBlock({ Bucket: bucket });
  },
});

interface Blocks {
  readonly blockPublicAcls?: boolean | undefined;
  readonly blockPublicPolicy?: boolean | undefined;
  readonly ignorePublicAcls?: boolean | undefined;
  readonly restrictPublicBuckets?: boolean | undefined;
}

function blocks(inputs: Blocks) {
  return {
    BlockPublicAcls: inputs.blockPublicAcls ?? false,
    BlockPublicPolicy: inputs.blockPublicPolicy ?? false,
    IgnorePublicAcls: inputs.ignorePublicAcls ?? false,
    RestrictPublicBuckets: inputs.restrictPublicBuckets ?? false,
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const bucketPolicy = resource<s3.BucketPolicyArgs, s3.BucketPolicyState>({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  inputs: inputsOf<s3.BucketPolicyArgs>()({ required: ["bucket", "policy"], replaces: ["bucket"], updates: ["policy"] }),
  async create({ bucket, policy }, context) {
    await context.clients.s3.putBucketPolicy({ Bucket: bucket, Policy: jsonText(policy) });
    return bucket;
  },
  async read(bucket, context, known) {
    const { Policy } = await context.clients.s3.getBucketPolicy({ Bucket: bucket });
    return { bucket, policy: keepWritten(known.policy, Policy) };
  },
  async update(bucket, { news }, context) {
    await context.clients.s3.putBucketPolicy({ Bucket: bucket, Policy: jsonText(news.policy) });
  },
  async delete(bucket, context) {
    await context.clients.s3.deleteBucketPolicy({ Bucket: bucket });
  },
});
