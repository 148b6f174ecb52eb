import type { ServiceFactory } from "../kernel/cloud";
import { accountOperations } from "./account";
import { iamPermissions } from "./permissions";
import { policyOperations } from "./policies";
import { policyVersionOperations } from "./policy-versions";
import { profileOperations } from "./profiles";
import { rolePolicyOperations } from "./role-policies";
import { roleOperations } from "./roles";
import { serviceLinkedOperations } from "./service-linked";
import { simulationOperations } from "./simulate";

/** IAM: roles, policies, instance profiles and service-linked roles: https://docs.aws.amazon.com/IAM/latest/APIReference/ */
export const iamService: ServiceFactory = (cloud) => {
  const operations = {
    ...roleOperations(cloud),
    ...rolePolicyOperations(cloud),
    ...policyOperations(cloud),
    ...policyVersionOperations(cloud),
    ...profileOperations(cloud),
    ...serviceLinkedOperations(cloud),
    ...simulationOperations(cloud),
    ...accountOperations(cloud),
  };
  return { id: "iam", operations, permissions: iamPermissions(cloud.state, Object.keys(operations)) };
};
