import { createHash } from "node:crypto";
import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { bucketOf } from "./records";
import { type At, Versions } from "./versions";

/** The canonical user of an account: 64 hexadecimal digits, always the same. */
export const canonicalId = (accountId: string) => createHash("sha256").update(`canonical user of ${accountId}`).digest("hex");

interface AclInput {
  readonly Bucket: string;
  readonly ACL?: string;
  readonly AccessControlPolicy?: object;
}

/** Every bucket and object is its owner's alone; other lists of grants are refused: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export function aclOperations(cloud: Cloud): Record<string, Handler> {
  const versions = new Versions(cloud);
  const ofOwner = (bucket: string, call: Call) => {
    const ID = canonicalId(bucketOf(cloud, call.accountId, bucket).accountId);
    return { Owner: { ID }, Grants: [{ Grantee: { Type: "CanonicalUser", ID }, Permission: "FULL_CONTROL" }] };
  };
  return {
    GetBucketAcl: ({ Bucket }: AclInput, call: Call) => ofOwner(Bucket, call),
    GetObjectAcl: (input: At, call: Call) => {
      versions.find(input, call);
      return ofOwner(input.Bucket, call);
    },
    PutBucketAcl: ({ Bucket, ACL, AccessControlPolicy }: AclInput, call: Call) => {
      const controls = bucketOf(cloud, call.accountId, Bucket).documents.OwnershipControls as
        | { readonly Rules?: readonly { readonly ObjectOwnership?: string }[] }
        | undefined;
      if (controls?.Rules?.[0]?.ObjectOwnership === "BucketOwnerEnforced" && ACL !== "bucket-owner-full-control") {
        throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400);
      }
      if (AccessControlPolicy !== undefined || ACL !== "private") {
        throw new AwsError("NotImplemented", "The Faultline sandbox has no access control list but private.", 501);
      }
    },
  };
}
