import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { canonicalId } from "./acl";
import { type BucketRecord, bucketOf, bucketsOf, byBytes, objectsOf } from "./records";

interface Named {
  readonly Bucket: string;
}
interface CreateInput extends Named {
  readonly CreateBucketConfiguration?: { readonly LocationConstraint?: string; readonly Tags?: readonly unknown[] };
  readonly ObjectOwnership?: string;
}

interface LifecycleInput extends Named {
  readonly LifecycleConfiguration?: { readonly Rules?: readonly object[] };
  readonly TransitionDefaultMinimumObjectSize?: string;
}

/** Whether a statement allows something to everybody without a condition. */
function opensToAll(policy: string): boolean {
  const { Statement = [] } = JSON.parse(policy) as { Statement?: object | readonly object[] };
  const everybody = (principal: unknown): boolean =>
    principal === "*" || (typeof principal === "object" && principal !== null && Object.values(principal).flat().includes("*"));
  return [Statement]
    .flat()
    .some((one) => "Effect" in one && one.Effect === "Allow" && "Principal" in one && everybody(one.Principal) && !("Condition" in one));
}

/** What a bucket can be told and asked: the Put's payload, how Get answers it, the error when it was never told. */
const DOCUMENTS: Readonly<
  Record<string, { get: string; put: string; delete: string; of: string; whole: boolean; missing: readonly [string, string] }>
> = {
  Encryption: {
    get: "GetBucketEncryption",
    put: "PutBucketEncryption",
    delete: "DeleteBucketEncryption",
    of: "ServerSideEncryptionConfiguration",
    whole: true,
    missing: ["ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found"],
  },
  PublicAccessBlock: {
    get: "GetPublicAccessBlock",
    put: "PutPublicAccessBlock",
    delete: "DeletePublicAccessBlock",
    of: "PublicAccessBlockConfiguration",
    whole: true,
    missing: ["NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"],
  },
  OwnershipControls: {
    get: "GetBucketOwnershipControls",
    put: "PutBucketOwnershipControls",
    delete: "DeleteBucketOwnershipControls",
    of: "OwnershipControls",
    whole: true,
    missing: ["OwnershipControlsNotFoundError", "The bucket ownership controls were not found"],
  },
  Policy: {
    get: "GetBucketPolicy",
    put: "PutBucketPolicy",
    delete: "DeleteBucketPolicy",
    of: "Policy",
    whole: true,
    missing: ["NoSuchBucketPolicy", "The bucket policy does not exist"],
  },
  Tagging: {
    get: "GetBucketTagging",
    put: "PutBucketTagging",
    delete: "DeleteBucketTagging",
    of: "Tagging",
    whole: false,
    missing: ["NoSuchTagSet", "The TagSet does not exist"],
  },
  Lifecycle: {
    get: "GetBucketLifecycleConfiguration",
    put: "PutBucketLifecycleConfiguration",
    delete: "DeleteBucketLifecycle",
    of: "LifecycleConfiguration",
    whole: false,
    missing: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
  },
  Cors: {
    get: "GetBucketCors",
    put: "PutBucketCors",
    delete: "DeleteBucketCors",
    of: "CORSConfiguration",
    whole: false,
    missing: ["NoSuchCORSConfiguration", "The CORS configuration does not exist"],
  },
};

const SSE_S3 = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }] };
const BLOCK_ALL = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

/** Buckets and what is set on them. Expiry by lifecycle rules does not happen here; a policy is kept and not evaluated. */
export function bucketOperations(cloud: Cloud): Record<string, Handler> {
  const at = (call: Call, name: string) => bucketOf(cloud, call.accountId, name);
  const change = (bucket: BucketRecord, values: Partial<BucketRecord>) => bucketsOf(cloud).set(bucket.name, { ...bucket, ...values });
  const never =
    (code: string, message: string): Handler =>
    ({ Bucket }: Named, call: Call) => {
      at(call, Bucket);
      throw new AwsError(code, message, 404);
    };
  const always =
    (output: object): Handler =>
    ({ Bucket }: Named, call: Call) => {
      at(call, Bucket);
      return output;
    };
  const documents: Record<string, Handler> = {};
  for (const [name, { get, put, delete: remove, of, whole, missing }] of Object.entries(DOCUMENTS)) {
    documents[get] = ({ Bucket }: Named, call: Call) => {
      const document = at(call, Bucket).documents[name];
      if (document === undefined) throw new AwsError(missing[0], missing[1], 404);
      return whole ? { [of]: document } : document;
    };
    documents[put] = (input: Named & Readonly<Record<string, unknown>>, call: Call) => {
      const bucket = at(call, input.Bucket);
      change(bucket, { documents: { ...bucket.documents, [name]: input[of] } });
    };
    documents[remove] = ({ Bucket }: Named, call: Call) => {
      const bucket = at(call, Bucket);
      const { [name]: _gone, ...rest } = bucket.documents;
      // A bucket always encrypts: what is deleted becomes the default again.
      change(bucket, { documents: name === "Encryption" ? { ...rest, Encryption: SSE_S3 } : rest });
    };
  }
  return {
    ...documents,
    PutBucketLifecycleConfiguration: (input: LifecycleInput, call: Call) => {
      const bucket = at(call, input.Bucket);
      const { TransitionDefaultMinimumObjectSize = "all_storage_classes_128K" } = input;
      const Lifecycle = { ...input.LifecycleConfiguration, TransitionDefaultMinimumObjectSize };
      change(bucket, { documents: { ...bucket.documents, Lifecycle } });
      return { TransitionDefaultMinimumObjectSize };
    },
    GetBucketPolicyStatus: ({ Bucket }: Named, call: Call) => {
      const { Policy } = at(call, Bucket).documents;
      if (Policy === undefined) throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404);
      return { PolicyStatus: { IsPublic: opensToAll(String(Policy)) } };
    },
    GetBucketNotificationConfiguration: always({}),
    CreateBucket: ({ Bucket, CreateBucketConfiguration, ObjectOwnership = "BucketOwnerEnforced" }: CreateInput, call: Call) => {
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(Bucket))
        throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", 400);
      const known = bucketsOf(cloud).get(Bucket);
      if (known && known.accountId !== call.accountId) {
        throw new AwsError("BucketAlreadyExists", "The requested bucket name is not available.", 409);
      }
      if (known && known.region !== "us-east-1") {
        throw new AwsError(
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.",
          409,
        );
      }
      if (known) return { Location: `/${Bucket}` };
      const tags = CreateBucketConfiguration?.Tags;
      bucketsOf(cloud).set(Bucket, {
        name: Bucket,
        accountId: call.accountId,
        region: CreateBucketConfiguration?.LocationConstraint ?? call.region,
        createdAt: cloud.clock.now(),
        versioning: undefined,
        documents: {
          Encryption: SSE_S3,
          PublicAccessBlock: BLOCK_ALL,
          OwnershipControls: { Rules: [{ ObjectOwnership }] },
          ...(tags && tags.length > 0 ? { Tagging: { TagSet: tags } } : {}),
        },
      });
      return { Location: `/${Bucket}` };
    },
    HeadBucket: ({ Bucket }: Named, call: Call) => ({ BucketRegion: at(call, Bucket).region }),
    DeleteBucket: ({ Bucket }: Named, call: Call) => {
      at(call, Bucket);
      if (objectsOf(cloud, Bucket).size > 0) throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
      bucketsOf(cloud).delete(Bucket);
    },
    ListBuckets: (_input: object, call: Call) => ({
      Owner: { ID: canonicalId(call.accountId) },
      Buckets: bucketsOf(cloud)
        .values()
        .filter(({ accountId }) => accountId === call.accountId)
        .sort((a, b) => byBytes(a.name, b.name))
        .map(({ name, createdAt, region }) => ({ Name: name, CreationDate: new Date(createdAt), BucketRegion: region })),
    }),
    GetBucketLocation: ({ Bucket }: Named, call: Call) => {
      const { region } = at(call, Bucket);
      return region === "us-east-1" ? {} : { LocationConstraint: region };
    },
    GetBucketVersioning: ({ Bucket }: Named, call: Call) => {
      const { versioning } = at(call, Bucket);
      return versioning === undefined ? {} : { Status: versioning };
    },
    PutBucketVersioning: (input: Named & { VersioningConfiguration: { Status?: "Enabled" | "Suspended" } }, call: Call) => {
      change(at(call, input.Bucket), { versioning: input.VersioningConfiguration.Status });
    },
    GetBucketAccelerateConfiguration: always({}),
    GetBucketLogging: always({}),
    GetBucketRequestPayment: always({ Payer: "BucketOwner" }),
    GetBucketWebsite: never("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
    GetBucketReplication: never("ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
    GetObjectLockConfiguration: never("ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"),
  };
}
