import type { Call, Cloud, Handler } from "../kernel/cloud";
import { awsManaged } from "./aws-managed";
import { checked, problems } from "./problems";
import { type AccountIam, iamOf, keyOf, type RoleRecord, uniqueId } from "./records";
import { paged, roleView, tagList } from "./views";

export interface TagInput {
  readonly Key: string;
  readonly Value: string;
}

export const tagsFrom = (tags: readonly TagInput[] | undefined) => Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]));

export function roleNamed(iam: AccountIam, name: string): RoleRecord {
  const role = iam.roles.get(keyOf(name));
  if (!role) throw problems.noRole(name);
  return role;
}

/** The role, for a change: service-linked ones are AWS's own. */
export function roleToChange(iam: AccountIam, name: string): RoleRecord {
  const role = roleNamed(iam, name);
  if (role.linkedTo !== undefined) throw problems.protectedRole(role.name);
  return role;
}

export function checkBoundary(iam: AccountIam, arn: string): void {
  if (!iam.policies.has(arn) && !awsManaged(arn)) throw problems.notAttachable(arn);
}

interface CreateRole {
  readonly RoleName: string;
  readonly Path?: string;
  readonly AssumeRolePolicyDocument: string;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly TagInput[];
}

interface Named {
  readonly RoleName: string;
}

/** Roles and their trust. */
export function roleOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const iam = (call: Call) => iamOf(cloud.state, call.accountId);
  const change = (call: Call, name: string, changes: Partial<RoleRecord>): RoleRecord => {
    const role = roleToChange(iam(call), name);
    return iam(call).roles.set(keyOf(name), { ...role, ...changes });
  };
  return {
    CreateRole: (input: CreateRole, call: Call) => {
      const account = iam(call);
      const { RoleName: name, Path: path = "/" } = input;
      checked(input.AssumeRolePolicyDocument, "trust");
      if (account.roles.has(keyOf(name))) throw problems.exists(`Role with name ${name} already exists.`);
      if (input.PermissionsBoundary) checkBoundary(account, input.PermissionsBoundary);
      const role: RoleRecord = {
        name,
        id: uniqueId(cloud, "AROA"),
        arn: `arn:aws:iam::${call.accountId}:role${path}${name}`,
        path,
        createdAt: cloud.clock.now(),
        trust: input.AssumeRolePolicyDocument,
        description: input.Description || undefined,
        maxSession: input.MaxSessionDuration ?? 3_600,
        tags: tagsFrom(input.Tags),
        inline: {},
        attached: [],
        boundary: input.PermissionsBoundary,
        linkedTo: undefined,
      };
      account.roles.set(keyOf(name), role);
      return { Role: roleView(role) };
    },
    GetRole: ({ RoleName }: Named, call: Call) => ({ Role: { ...roleView(roleNamed(iam(call), RoleName)), RoleLastUsed: {} } }),
    ListRoles: (input: { PathPrefix?: string; MaxItems?: number; Marker?: string }, call: Call) => {
      const roles = iam(call)
        .roles.values()
        .filter((role) => role.path.startsWith(input.PathPrefix ?? "/"))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      return paged(
        "Roles",
        roles.map((role) => roleView(role, false)),
        input,
      );
    },
    UpdateRole: (
      { RoleName, Description, MaxSessionDuration }: Named & { Description?: string; MaxSessionDuration?: number },
      call: Call,
    ) => {
      change(call, RoleName, {
        ...(Description === undefined ? {} : { description: Description || undefined }),
        ...(MaxSessionDuration === undefined ? {} : { maxSession: MaxSessionDuration }),
      });
      return {};
    },
    UpdateRoleDescription: ({ RoleName, Description }: Named & { Description: string }, call: Call) => ({
      Role: roleView(change(call, RoleName, { description: Description || undefined })),
    }),
    UpdateAssumeRolePolicy: ({ RoleName, PolicyDocument }: Named & { PolicyDocument: string }, call: Call) => {
      checked(PolicyDocument, "trust");
      change(call, RoleName, { trust: PolicyDocument });
      return {};
    },
    PutRolePermissionsBoundary: ({ RoleName, PermissionsBoundary }: Named & { PermissionsBoundary: string }, call: Call) => {
      checkBoundary(iam(call), PermissionsBoundary);
      change(call, RoleName, { boundary: PermissionsBoundary });
      return {};
    },
    DeleteRolePermissionsBoundary: ({ RoleName }: Named, call: Call) => {
      change(call, RoleName, { boundary: undefined });
      return {};
    },
    DeleteRole: ({ RoleName }: Named, call: Call) => {
      const account = iam(call);
      const role = roleToChange(account, RoleName);
      if (role.attached.length > 0) throw problems.conflict("Cannot delete entity, must detach all policies first.");
      if (Object.keys(role.inline).length > 0) throw problems.conflict("Cannot delete entity, must delete policies first.");
      if (account.profiles.find((profile) => profile.roles.includes(role.name))) {
        throw problems.conflict("Cannot delete entity, must remove roles from instance profile first.");
      }
      account.roles.delete(keyOf(RoleName));
      return {};
    },
    TagRole: ({ RoleName, Tags }: Named & { Tags: readonly TagInput[] }, call: Call) => {
      change(call, RoleName, { tags: { ...roleNamed(iam(call), RoleName).tags, ...tagsFrom(Tags) } });
      return {};
    },
    UntagRole: ({ RoleName, TagKeys }: Named & { TagKeys: readonly string[] }, call: Call) => {
      const kept = Object.entries(roleNamed(iam(call), RoleName).tags).filter(([key]) => !TagKeys.includes(key));
      change(call, RoleName, { tags: Object.fromEntries(kept) });
      return {};
    },
    ListRoleTags: (input: Named & { MaxItems?: number; Marker?: string }, call: Call) =>
      paged("Tags", tagList(roleNamed(iam(call), input.RoleName).tags), input),
  };
}
