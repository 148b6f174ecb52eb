import type { Call, Cloud, Handler } from "../kernel/cloud";
import { iamOf } from "./records";
import { paged } from "./views";

/** The account as such. The sandbox has no users but the root. */
export function accountOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  return {
    ListAccountAliases: (input: { MaxItems?: number; Marker?: string }) => paged("AccountAliases", [] as string[], input),
    GetAccountSummary: (_input: object, call: Call) => {
      const iam = iamOf(cloud.state, call.accountId);
      return {
        SummaryMap: {
          Roles: iam.roles.size,
          Policies: iam.policies.size,
          InstanceProfiles: iam.profiles.size,
          Users: 0,
          AttachedPoliciesPerRoleQuota: 10,
          VersionsPerPolicyQuota: 5,
        },
      };
    },
  };
}
