import { type Acting, actingAs } from "../common/identity";
import type { Call, Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";

/** Elastic Load Balancing's service-linked role in the caller's account. */
export function acting(call: Pick<Call, "accountId" | "region">): Acting {
  return actingAs("elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing", call);
}

export async function checkSecurityGroups(cloud: Cloud, call: Call, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await cloud.invoke("ec2", "DescribeSecurityGroups", { GroupIds: ids }, acting(call)).catch(() => {
    throw new AwsError("InvalidSecurityGroup", `One or more security groups do not exist: ${ids.join(", ")}`);
  });
}
