import type { Call, Cloud, Handler } from "../kernel/cloud";
import { type AwsManaged, awsManaged } from "./aws-managed";
import { checked, problems } from "./problems";
import { type AccountIam, iamOf, type PolicyRecord, uniqueId } from "./records";
import { type TagInput, tagsFrom } from "./roles";
import { paged, policyView, tagList, usesOf } from "./views";

/** Characters of a managed policy, white space aside. */
const MOST_CHARACTERS = 6_144;

interface CreatePolicy {
  readonly PolicyName: string;
  readonly Path?: string;
  readonly PolicyDocument: string;
  readonly Description?: string;
  readonly Tags?: readonly TagInput[];
}

export interface ByArn {
  readonly PolicyArn: string;
}

/** The policy, which must be the account's own. */
export function own(iam: AccountIam, arn: string): PolicyRecord {
  const policy = iam.policies.get(arn);
  if (!policy) throw problems.noPolicy(arn);
  return policy;
}

const managedView = (iam: AccountIam, { arn, name, path, versionId, createdAt }: AwsManaged) => ({
  PolicyName: name,
  PolicyId: `ANPA${Buffer.from(name).toString("hex").toUpperCase().padEnd(17, "A").slice(0, 17)}`,
  Arn: arn,
  Path: path,
  DefaultVersionId: versionId,
  AttachmentCount: usesOf(iam, arn).attached,
  PermissionsBoundaryUsageCount: usesOf(iam, arn).boundaries,
  IsAttachable: true,
  CreateDate: createdAt,
  UpdateDate: createdAt,
});

export function sizeChecked(document: string): void {
  if (document.replace(/\s/g, "").length > MOST_CHARACTERS) throw problems.limit(`Cannot exceed quota for PolicySize: ${MOST_CHARACTERS}`);
}

/** Customer managed policies, and AWS's own by their ARN. */
export function policyOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const iam = (call: Call) => iamOf(cloud.state, call.accountId);
  const put = (call: Call, policy: PolicyRecord, changes: Partial<PolicyRecord>) =>
    iam(call).policies.set(policy.arn, { ...policy, ...changes, updatedAt: cloud.clock.now() });
  return {
    CreatePolicy: (input: CreatePolicy, call: Call) => {
      const { PolicyName: name, Path: path = "/", PolicyDocument: document } = input;
      checked(document, "identity");
      sizeChecked(document);
      if (iam(call).policies.find((policy) => policy.name.toLowerCase() === name.toLowerCase())) {
        throw problems.exists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      }
      const now = cloud.clock.now();
      const policy: PolicyRecord = {
        arn: `arn:aws:iam::${call.accountId}:policy${path}${name}`,
        id: uniqueId(cloud, "ANPA"),
        name,
        path,
        description: input.Description || undefined,
        createdAt: now,
        updatedAt: now,
        tags: tagsFrom(input.Tags),
        defaultVersion: "v1",
        made: 1,
        versions: [{ id: "v1", document, createdAt: now }],
      };
      iam(call).policies.set(policy.arn, policy);
      return { Policy: policyView(iam(call), policy, "created") };
    },
    GetPolicy: ({ PolicyArn }: ByArn, call: Call) => {
      const managed = awsManaged(PolicyArn);
      return { Policy: managed ? managedView(iam(call), managed) : policyView(iam(call), own(iam(call), PolicyArn), "read") };
    },
    ListPolicies: (
      input: { Scope?: string; PathPrefix?: string; OnlyAttached?: boolean; MaxItems?: number; Marker?: string },
      call: Call,
    ) => {
      const account = iam(call);
      const all = input.Scope === "AWS" ? [] : account.policies.values().filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"));
      const views = all
        .map((policy) => policyView(account, policy, "listed"))
        .filter((view) => !input.OnlyAttached || view.AttachmentCount > 0);
      return paged("Policies", views, input);
    },
    DeletePolicy: ({ PolicyArn }: ByArn, call: Call) => {
      const account = iam(call);
      const policy = own(account, PolicyArn);
      const uses = usesOf(account, PolicyArn);
      if (uses.attached + uses.boundaries > 0) throw problems.conflict("Cannot delete a policy attached to entities.");
      if (policy.versions.length > 1) {
        throw problems.conflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      account.policies.delete(PolicyArn);
      return {};
    },
    ListEntitiesForPolicy: (input: ByArn & { MaxItems?: number; Marker?: string }, call: Call) => {
      const account = iam(call);
      if (!awsManaged(input.PolicyArn)) own(account, input.PolicyArn);
      const users = account.roles
        .values()
        .filter(({ attached, boundary }) => attached.includes(input.PolicyArn) || boundary === input.PolicyArn);
      return paged(
        "PolicyRoles",
        users.map(({ name, id }) => ({ RoleName: name, RoleId: id })),
        input,
      );
    },
    TagPolicy: ({ PolicyArn, Tags }: ByArn & { Tags: readonly TagInput[] }, call: Call) => {
      const policy = own(iam(call), PolicyArn);
      put(call, policy, { tags: { ...policy.tags, ...tagsFrom(Tags) } });
      return {};
    },
    UntagPolicy: ({ PolicyArn, TagKeys }: ByArn & { TagKeys: readonly string[] }, call: Call) => {
      const policy = own(iam(call), PolicyArn);
      put(call, policy, { tags: Object.fromEntries(Object.entries(policy.tags).filter(([key]) => !TagKeys.includes(key))) });
      return {};
    },
    ListPolicyTags: (input: ByArn & { MaxItems?: number; Marker?: string }, call: Call) =>
      paged("Tags", tagList(own(iam(call), input.PolicyArn).tags), input),
  };
}
