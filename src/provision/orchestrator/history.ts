import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { TABLE } from "../../journal";
import type { Parts } from "./parts";

/** Runs, leases and approvals. On demand: it costs nothing while nothing runs. */
export function historyTable({ name, args, normal, tags, opts }: Parts): aws.dynamodb.Table {
  const { kmsKeyArn } = args;
  return new aws.dynamodb.Table(
    name,
    {
      billingMode: "PAY_PER_REQUEST",
      hashKey: TABLE.partitionKey,
      rangeKey: TABLE.sortKey,
      attributes: Object.entries(TABLE.keyTypes).map(([attribute, type]) => ({ name: attribute, type })),
      globalSecondaryIndexes: [
        { name: TABLE.index.name, hashKey: TABLE.index.partitionKey, rangeKey: TABLE.index.sortKey, projectionType: "ALL" },
      ],
      ttl: { attributeName: TABLE.ttl, enabled: true },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: normal.keepsHistory,
      ...(kmsKeyArn === undefined ? {} : { serverSideEncryption: { enabled: true, kmsKeyArn } }),
      tags,
    },
    // A new table would be an empty one: what would replace it is refused by AWS while the old one is protected.
    kept({ normal, opts }),
  );
}

/** Stays in the account when it is taken out of the program, where history is kept: also the settings that keep a bucket private. */
function kept({ normal, opts }: Pick<Parts, "normal" | "opts">): pulumi.CustomResourceOptions {
  return normal.keepsHistory ? { ...opts, retainOnDelete: true } : opts;
}

/** Manifests and settings going in, reports and evidence coming out: private, encrypted, versioned, by TLS only. */
export function reportBucket({ name, args, normal, tags, opts }: Parts): aws.s3.Bucket {
  const of = kept({ normal, opts });
  const made = new aws.s3.Bucket(name, { forceDestroy: !normal.keepsHistory, tags }, of);
  const bucket = made.bucket;
  new aws.s3.BucketVersioning(name, { bucket, versioningConfiguration: { status: "Enabled" } }, of);
  new aws.s3.BucketOwnershipControls(name, { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }, of);
  const shut = new aws.s3.BucketPublicAccessBlock(
    name,
    { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    of,
  );
  const { kmsKeyArn } = args;
  const encryption = kmsKeyArn === undefined ? { sseAlgorithm: "AES256" } : { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn };
  new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    { bucket, rules: [{ applyServerSideEncryptionByDefault: encryption, bucketKeyEnabled: kmsKeyArn !== undefined }] },
    of,
  );
  new aws.s3.BucketLifecycleConfiguration(name, { bucket, rules: lifecycle(normal.reportDays) }, of);
  // S3 refuses two changes of a bucket's access at once.
  new aws.s3.BucketPolicy(name, { bucket, policy: pulumi.jsonStringify(tlsOnly(made.arn)) }, { ...of, dependsOn: [shut] });
  return made;
}

function lifecycle(reportDays: number): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  return [
    {
      id: "runs",
      status: "Enabled",
      filter: { prefix: "runs/" },
      expiration: { days: reportDays },
      noncurrentVersionExpiration: { noncurrentDays: 30 },
    },
    {
      id: "everything",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays: 90 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    },
  ];
}

function tlsOnly(bucketArn: pulumi.Input<string>) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}
