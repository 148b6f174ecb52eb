import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { problems } from "./problems";
import { iamOf, keyOf, type RoleRecord, uniqueId } from "./records";
import { roleNamed } from "./roles";
import { roleView } from "./views";

/** Names that do not follow from the service's host, with the policy that the role has. */
const LINKED: Readonly<Record<string, { readonly role: string; readonly policy: string }>> = {
  "fis.amazonaws.com": { role: "AWSServiceRoleForFIS", policy: "AmazonFISServiceRolePolicy" },
  "autoscaling.amazonaws.com": { role: "AWSServiceRoleForAutoScaling", policy: "AutoScalingServiceRolePolicy" },
  "elasticloadbalancing.amazonaws.com": {
    role: "AWSServiceRoleForElasticLoadBalancing",
    policy: "AWSElasticLoadBalancingServiceRolePolicy",
  },
  "eks.amazonaws.com": { role: "AWSServiceRoleForAmazonEKS", policy: "AmazonEKSServiceRolePolicy" },
  "eks-nodegroup.amazonaws.com": { role: "AWSServiceRoleForAmazonEKSNodegroup", policy: "AWSServiceRoleForAmazonEKSNodegroup" },
  "rds.amazonaws.com": { role: "AWSServiceRoleForRDS", policy: "AmazonRDSServiceRolePolicy" },
  "ssm.amazonaws.com": { role: "AWSServiceRoleForAmazonSSM", policy: "AmazonSSMServiceRolePolicy" },
};

/** Service-linked roles: made and taken away by their service only. */
export function serviceLinkedOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const iam = (call: Call) => iamOf(cloud.state, call.accountId);
  return {
    CreateServiceLinkedRole: (input: { AWSServiceName: string; Description?: string; CustomSuffix?: string }, call: Call) => {
      const { AWSServiceName: host } = input;
      const linked = LINKED[host];
      if (!linked) {
        const known = Object.keys(LINKED).join(", ");
        throw new AwsError("InvalidInput", `The Faultline sandbox has no service-linked role for ${host}. It has those of: ${known}.`, 400);
      }
      const name = input.CustomSuffix ? `${linked.role}_${input.CustomSuffix}` : linked.role;
      if (iam(call).roles.has(keyOf(name))) {
        throw problems.invalid(`Service role name ${name} has been taken in this account, please try a different suffix.`);
      }
      const path = `/aws-service-role/${host}/`;
      const statement = { Effect: "Allow", Principal: { Service: host }, Action: "sts:AssumeRole" };
      const role: RoleRecord = {
        name,
        id: uniqueId(cloud, "AROA"),
        arn: `arn:aws:iam::${call.accountId}:role${path}${name}`,
        path,
        createdAt: cloud.clock.now(),
        trust: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
        description: input.Description || undefined,
        maxSession: 3_600,
        tags: {},
        inline: {},
        attached: [`arn:aws:iam::aws:policy/aws-service-role/${linked.policy}`],
        boundary: undefined,
        linkedTo: host,
      };
      iam(call).roles.set(keyOf(name), role);
      return { Role: roleView(role) };
    },
    DeleteServiceLinkedRole: ({ RoleName }: { RoleName: string }, call: Call) => {
      const role = roleNamed(iam(call), RoleName);
      if (role.linkedTo === undefined) throw problems.invalid(`The role ${RoleName} is not a service-linked role.`);
      iam(call).roles.delete(keyOf(RoleName));
      return { DeletionTaskId: `task${role.path}${role.name}/${role.id}` };
    },
    // A deletion is done by the time it is asked about: nothing here depends on the roles.
    GetServiceLinkedRoleDeletionStatus: () => ({ Status: "SUCCEEDED" }),
  };
}
