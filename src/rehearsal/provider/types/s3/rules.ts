import type { LifecycleRule, ServerSideEncryptionRule } from "@aws-sdk/client-s3";
import type { s3 } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, tagList } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";

type Encryption = Plainly<s3.BucketServerSideEncryptionConfigurationArgs>["rules"][number];
type Lifecycle = NonNullable<Plainly<s3.BucketLifecycleConfigurationArgs>["rules"]>[number];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const bucketEncryption = resource<s3.BucketServerSideEncryptionConfigurationArgs, s3.BucketServerSideEncryptionConfigurationState>({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  alsoCalled: ["aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2"],
  inputs: inputsOf<s3.BucketServerSideEncryptionConfigurationArgs>()({
    required: ["bucket", "rules"],
    replaces: ["bucket"],
    updates: ["rules"],
    inert: ["expectedBucketOwner"],
  }),
  async create({ bucket, rules }, context) {
    await putEncryption(bucket, rules, context);
    return bucket;
  },
  async read(bucket, context) {
    const found = await context.clients.s3.getBucketEncryption({ Bucket: bucket });
    return found.ServerSideEncryptionConfiguration && { bucket };
  },
  async update(bucket, { news }, context) {
    await putEncryption(bucket, news.rules, context);
  },
  async delete(bucket, context) {
    await context.clients.s3.deleteBucketEncryption({ Bucket: bucket });
  },
});

async function putEncryption(Bucket: string, rules: readonly Encryption[], context: Context): Promise<void> {
  const Rules = rules.map(({ applyServerSideEncryptionByDefault: by, bucketKeyEnabled }) =>
    compact<ServerSideEncryptionRule>({
      ApplyServerSideEncryptionByDefault: by && compact({ SSEAlgorithm: by.sseAlgorithm as "AES256", KMSMasterKeyID: by.kmsMasterKeyId }),
      BucketKeyEnabled: bucketKeyEnabled,
    }),
  );
  await context.clients.s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules } });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const bucketLifecycle = resource<s3.BucketLifecycleConfigurationArgs, s3.BucketLifecycleConfigurationState>({
  type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  alsoCalled: ["aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2"],
  inputs: inputsOf<s3.BucketLifecycleConfigurationArgs>()({
    required: ["bucket"],
    replaces: ["bucket"],
    updates: ["rules"],
    inert: ["expectedBucketOwner", "timeouts", "transitionDefaultMinimumObjectSize"],
  }),
  async create({ bucket, rules }, context) {
    await putLifecycle(bucket, rules ?? [], context);
    return bucket;
  },
  async read(bucket, context) {
    await context.clients.s3.getBucketLifecycleConfiguration({ Bucket: bucket });
    return { bucket };
  },
  async update(bucket, { news }, context) {
    await putLifecycle(bucket, news.rules ?? [], context);
  },
  async delete(bucket, context) {
    await context.clients.s3.deleteBucketLifecycle({ Bucket: bucket });
  },
});

async function putLifecycle(Bucket: string, rules: readonly Lifecycle[], context: Context): Promise<void> {
  await context.clients.s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: rules.map(lifecycleRule) } });
}

function lifecycleRule(rule: Lifecycle): LifecycleRule {
  const { expiration, noncurrentVersionExpiration: old, abortIncompleteMultipartUpload: abort } = rule;
  return compact<LifecycleRule>({
    ID: rule.id,
    Status: rule.status as "Enabled",
    Filter: filterOf(rule),
    Expiration:
      expiration &&
      compact({
        Days: expiration.days,
        Date: expiration.date === undefined ? undefined : new Date(expiration.date),
        ExpiredObjectDeleteMarker: expiration.expiredObjectDeleteMarker,
      }),
    NoncurrentVersionExpiration:
      old && compact({ NoncurrentDays: old.noncurrentDays, NewerNoncurrentVersions: old.newerNoncurrentVersions }),
    AbortIncompleteMultipartUpload: abort && { DaysAfterInitiation: abort.daysAfterInitiation },
    Transitions: rule.transitions?.map(({ days, date, storageClass }) =>
      compact({ Days: days, Date: date === undefined ? undefined : new Date(date), StorageClass: storageClass as "GLACIER" }),
    ),
    NoncurrentVersionTransitions: rule.noncurrentVersionTransitions?.map((to) =>
      compact({
        NoncurrentDays: to.noncurrentDays,
        NewerNoncurrentVersions: to.newerNoncurrentVersions,
        StorageClass: to.storageClass as "GLACIER",
      }),
    ),
  });
}

function filterOf({ filter, prefix }: Lifecycle): LifecycleRule["Filter"] {
  if (!filter) return { Prefix: prefix ?? "" };
  const { and, tag } = filter;
  return compact({
    Prefix: filter.prefix,
    Tag: tag && { Key: tag.key, Value: tag.value },
    ObjectSizeGreaterThan: filter.objectSizeGreaterThan,
    ObjectSizeLessThan: filter.objectSizeLessThan,
    And:
      and &&
      compact({
        Prefix: and.prefix,
        Tags: and.tags && tagList(and.tags),
        ObjectSizeGreaterThan: and.objectSizeGreaterThan,
        ObjectSizeLessThan: and.objectSizeLessThan,
      }),
  });
}
