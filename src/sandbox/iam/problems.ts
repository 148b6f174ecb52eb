import { AwsError } from "../kernel/error";
import { MalformedPolicy, type PolicyDocument, parsePolicy } from "./policy/document";

/** IAM's errors in IAM's words. */
export const problems = {
  noRole: (name: string) => new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404),
  noRolePolicy: (name: string) => new AwsError("NoSuchEntity", `The role policy with name ${name} cannot be found.`, 404),
  noPolicy: (arn: string) => new AwsError("NoSuchEntity", `Policy ${arn} was not found.`, 404),
  notAttachable: (arn: string) => new AwsError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404),
  noVersion: (arn: string, version: string) =>
    new AwsError("NoSuchEntity", `Policy ${arn} version ${version} does not exist or is not attachable.`, 404),
  noProfile: (name: string) => new AwsError("NoSuchEntity", `Instance Profile ${name} cannot be found.`, 404),
  exists: (message: string) => new AwsError("EntityAlreadyExists", message, 409),
  conflict: (message: string) => new AwsError("DeleteConflict", message, 409),
  limit: (message: string) => new AwsError("LimitExceeded", message, 409),
  invalid: (message: string) => new AwsError("InvalidInput", message, 400),
  protectedRole: (name: string) =>
    new AwsError(
      "UnmodifiableEntity",
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
      400,
    ),
};

/** Checks a document as IAM does when it is handed in. */
export function checked(document: string, kind: "identity" | "trust"): PolicyDocument {
  try {
    return parsePolicy(document, kind);
  } catch (problem) {
    if (problem instanceof MalformedPolicy) throw new AwsError("MalformedPolicyDocument", problem.message, 400);
    throw problem;
  }
}
