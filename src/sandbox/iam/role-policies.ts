import type { Call, Cloud, Handler } from "../kernel/cloud";
import { awsManaged } from "./aws-managed";
import { checked, problems } from "./problems";
import { iamOf, keyOf } from "./records";
import { roleNamed, roleToChange } from "./roles";
import { encoded, paged } from "./views";

/** AWS's default quota of managed policies per role. */
const MOST_ATTACHED = 10;
/** Characters of all inline policies of a role together, white space aside. */
const MOST_INLINE = 10_240;

interface Inline {
  readonly RoleName: string;
  readonly PolicyName: string;
}

interface Attached {
  readonly RoleName: string;
  readonly PolicyArn: string;
}

interface Listing {
  readonly RoleName: string;
  readonly PathPrefix?: string;
  readonly MaxItems?: number;
  readonly Marker?: string;
}

/** What a role may do: inline policies and attached ones. */
export function rolePolicyOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const iam = (call: Call) => iamOf(cloud.state, call.accountId);
  return {
    PutRolePolicy: ({ RoleName, PolicyName, PolicyDocument }: Inline & { PolicyDocument: string }, call: Call) => {
      const role = roleToChange(iam(call), RoleName);
      checked(PolicyDocument, "identity");
      const inline = { ...role.inline, [PolicyName]: PolicyDocument };
      const size = Object.values(inline).reduce((sum, document) => sum + document.replace(/\s/g, "").length, 0);
      if (size > MOST_INLINE) throw problems.limit(`Maximum policy size of ${MOST_INLINE} bytes exceeded for role ${role.name}`);
      iam(call).roles.set(keyOf(RoleName), { ...role, inline });
      return {};
    },
    GetRolePolicy: ({ RoleName, PolicyName }: Inline, call: Call) => {
      const role = roleNamed(iam(call), RoleName);
      const document = role.inline[PolicyName];
      if (document === undefined) throw problems.noRolePolicy(PolicyName);
      return { RoleName: role.name, PolicyName, PolicyDocument: encoded(document) };
    },
    DeleteRolePolicy: ({ RoleName, PolicyName }: Inline, call: Call) => {
      const role = roleToChange(iam(call), RoleName);
      if (role.inline[PolicyName] === undefined) throw problems.noRolePolicy(PolicyName);
      const { [PolicyName]: _gone, ...inline } = role.inline;
      iam(call).roles.set(keyOf(RoleName), { ...role, inline });
      return {};
    },
    ListRolePolicies: (input: Listing, call: Call) =>
      paged("PolicyNames", Object.keys(roleNamed(iam(call), input.RoleName).inline).sort(), input),
    AttachRolePolicy: ({ RoleName, PolicyArn }: Attached, call: Call) => {
      const account = iam(call);
      const role = roleToChange(account, RoleName);
      if (!account.policies.has(PolicyArn) && !awsManaged(PolicyArn)) throw problems.notAttachable(PolicyArn);
      if (role.attached.includes(PolicyArn)) return {};
      if (role.attached.length >= MOST_ATTACHED) throw problems.limit(`Cannot exceed quota for PoliciesPerRole: ${MOST_ATTACHED}`);
      account.roles.set(keyOf(RoleName), { ...role, attached: [...role.attached, PolicyArn] });
      return {};
    },
    DetachRolePolicy: ({ RoleName, PolicyArn }: Attached, call: Call) => {
      const account = iam(call);
      const role = roleToChange(account, RoleName);
      if (!role.attached.includes(PolicyArn)) throw problems.noPolicy(PolicyArn);
      account.roles.set(keyOf(RoleName), { ...role, attached: role.attached.filter((arn) => arn !== PolicyArn) });
      return {};
    },
    ListAttachedRolePolicies: (input: Listing, call: Call) => {
      const account = iam(call);
      const attached = roleNamed(account, input.RoleName).attached.flatMap((arn) => {
        const policy = account.policies.get(arn) ?? awsManaged(arn);
        return policy?.path.startsWith(input.PathPrefix ?? "/") ? [{ PolicyName: policy.name, PolicyArn: arn }] : [];
      });
      return paged("AttachedPolicies", attached, input);
    },
  };
}
