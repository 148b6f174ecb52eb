import type { PolicyDocument } from "./iam";
import type { PermissionPlan } from "./plan";

/** The policy of an experiment role. `{partition}`, `{region}` and `{account}` are left as they are: `fillLocality` fills them. */
export function rolePolicy(permissions: readonly PermissionPlan[]): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: permissions.map(({ actions, resources, conditions }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
    })),
  };
}

/**
 * Who may assume an experiment role: FIS, for experiments of this account and Region alone.
 * https://docs.aws.amazon.com/fis/latest/userguide/getting-started-iam-service-role.html
 */
export const ROLE_TRUST: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "fis.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": "{account}" },
        ArnLike: { "aws:SourceArn": "arn:{partition}:fis:{region}:{account}:experiment/*" },
      },
    },
  ],
};
