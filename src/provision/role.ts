import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PermissionPlan, ROLE_TRUST, rolePolicy } from "../experiment";
import type { Filler } from "./holes";

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
  const role = new aws.iam.Role(name, { description, assumeRolePolicy: pulumi.jsonStringify(filler.place(ROLE_TRUST)), tags }, opts);
  const policy = new aws.iam.RolePolicy(
    name,
    { role: role.name, policy: pulumi.jsonStringify(filler.place(rolePolicy(permissions))) },
    opts,
  );
  return { role, policy };
}
