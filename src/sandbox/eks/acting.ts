import { type Acting, actingAs } from "../common/identity";
import type { Call, Cloud } from "../kernel/cloud";
import { invalid } from "./problems";

type Where = Pick<Call, "accountId" | "region">;

/** The role in which EKS makes network resources for a cluster. */
export const asCluster = (where: Where): Acting => actingAs("eks.amazonaws.com", "AWSServiceRoleForAmazonEKS", where);

/** The role in which EKS makes node groups. */
export const asNodegroup = (where: Where): Acting => actingAs("eks-nodegroup.amazonaws.com", "AWSServiceRoleForAmazonEKSNodegroup", where);

/** The role exists and trusts the service; said in EKS's words when not. */
export async function checkRole(cloud: Cloud, where: Where, roleArn: string, trusted: string): Promise<void> {
  const refused = () =>
    invalid(`Role with arn: ${roleArn}, could not be assumed because it does not exist or the trusted entity is not correct`);
  const roleName = /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(roleArn)?.[1];
  if (!roleName) throw refused();
  const { Role } = await cloud
    .invoke<{ Role?: { Arn?: string; AssumeRolePolicyDocument?: string } }>("iam", "GetRole", { RoleName: roleName }, asCluster(where))
    .catch(() => {
      throw refused();
    });
  const trust = Role?.AssumeRolePolicyDocument ?? "";
  if (!trust.includes(trusted) && !decodeURIComponent(trust).includes(trusted)) throw refused();
}
