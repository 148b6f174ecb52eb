import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PermissionPlan } from "../experiment";
import type { Filler } from "./holes";

/** Only experiments of this account and Region may assume the role. */
const TRUST = {
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

/**
 * The role in which FIS acts; it may do what the faults need, nothing else.
 * https://docs.aws.amazon.com/fis/latest/userguide/getting-started-iam-service-role.html
 */
export function experimentRole(
  name: string,
  permissions: readonly PermissionPlan[],
  tags: pulumi.Input<Record<string, string>>,
  filler: Filler,
  opts: pulumi.CustomResourceOptions,
): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
  const description = "Assumed by AWS FIS for one Faultline experiment";
  const role = new aws.iam.Role(name, { description, assumeRolePolicy: pulumi.jsonStringify(filler.place(TRUST)), tags }, opts);
  const document = {
    Version: "2012-10-17",
    Statement: permissions.map((statement) => ({
      Effect: "Allow",
      Action: statement.actions,
      Resource: statement.resources,
      ...(Object.keys(statement.conditions).length > 0 ? { Condition: statement.conditions } : {}),
    })),
  };
  const policy = new aws.iam.RolePolicy(name, { role: role.name, policy: pulumi.jsonStringify(filler.place(document)) }, opts);
  return { role, policy };
}
