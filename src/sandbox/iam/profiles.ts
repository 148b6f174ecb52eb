import type { Call, Cloud, Handler } from "../kernel/cloud";
import { problems } from "./problems";
import { type AccountIam, iamOf, keyOf, type ProfileRecord, uniqueId } from "./records";
import { roleNamed, type TagInput, tagsFrom } from "./roles";
import { paged, profileView, tagList } from "./views";

interface Named {
  readonly InstanceProfileName: string;
}

interface WithRole extends Named {
  readonly RoleName: string;
}

function profileNamed(iam: AccountIam, name: string): ProfileRecord {
  const profile = iam.profiles.get(keyOf(name));
  if (!profile) throw problems.noProfile(name);
  return profile;
}

/** Instance profiles: what gives an EC2 instance its role. */
export function profileOperations(cloud: Cloud): Readonly<Record<string, Handler>> {
  const iam = (call: Call) => iamOf(cloud.state, call.accountId);
  const change = (call: Call, name: string, changes: Partial<ProfileRecord>) =>
    iam(call).profiles.set(keyOf(name), { ...profileNamed(iam(call), name), ...changes });
  return {
    CreateInstanceProfile: (input: Named & { Path?: string; Tags?: readonly TagInput[] }, call: Call) => {
      const { InstanceProfileName: name, Path: path = "/" } = input;
      if (iam(call).profiles.has(keyOf(name))) throw problems.exists(`Instance Profile ${name} already exists.`);
      const profile: ProfileRecord = {
        name,
        id: uniqueId(cloud, "AIPA"),
        arn: `arn:aws:iam::${call.accountId}:instance-profile${path}${name}`,
        path,
        createdAt: cloud.clock.now(),
        tags: tagsFrom(input.Tags),
        roles: [],
      };
      iam(call).profiles.set(keyOf(name), profile);
      return { InstanceProfile: profileView(iam(call), profile) };
    },
    GetInstanceProfile: ({ InstanceProfileName }: Named, call: Call) => ({
      InstanceProfile: profileView(iam(call), profileNamed(iam(call), InstanceProfileName)),
    }),
    DeleteInstanceProfile: ({ InstanceProfileName }: Named, call: Call) => {
      if (profileNamed(iam(call), InstanceProfileName).roles.length > 0) {
        throw problems.conflict("Cannot delete entity, must remove roles from instance profile first.");
      }
      iam(call).profiles.delete(keyOf(InstanceProfileName));
      return {};
    },
    AddRoleToInstanceProfile: ({ InstanceProfileName, RoleName }: WithRole, call: Call) => {
      const profile = profileNamed(iam(call), InstanceProfileName);
      const role = roleNamed(iam(call), RoleName);
      if (profile.roles.length > 0) throw problems.limit("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
      change(call, InstanceProfileName, { roles: [role.name] });
      return {};
    },
    RemoveRoleFromInstanceProfile: ({ InstanceProfileName, RoleName }: WithRole, call: Call) => {
      const profile = profileNamed(iam(call), InstanceProfileName);
      const kept = profile.roles.filter((name) => keyOf(name) !== keyOf(RoleName));
      if (kept.length === profile.roles.length) throw problems.noRole(RoleName);
      change(call, InstanceProfileName, { roles: kept });
      return {};
    },
    ListInstanceProfiles: (input: { PathPrefix?: string; MaxItems?: number; Marker?: string }, call: Call) => {
      const all = iam(call)
        .profiles.values()
        .filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"));
      return paged(
        "InstanceProfiles",
        all.map((profile) => profileView(iam(call), profile)),
        input,
      );
    },
    ListInstanceProfilesForRole: (input: { RoleName: string; MaxItems?: number; Marker?: string }, call: Call) => {
      const role = roleNamed(iam(call), input.RoleName);
      const all = iam(call)
        .profiles.values()
        .filter(({ roles }) => roles.includes(role.name));
      return paged(
        "InstanceProfiles",
        all.map((profile) => profileView(iam(call), profile)),
        input,
      );
    },
    TagInstanceProfile: ({ InstanceProfileName, Tags }: Named & { Tags: readonly TagInput[] }, call: Call) => {
      change(call, InstanceProfileName, { tags: { ...profileNamed(iam(call), InstanceProfileName).tags, ...tagsFrom(Tags) } });
      return {};
    },
    UntagInstanceProfile: ({ InstanceProfileName, TagKeys }: Named & { TagKeys: readonly string[] }, call: Call) => {
      const kept = Object.entries(profileNamed(iam(call), InstanceProfileName).tags).filter(([key]) => !TagKeys.includes(key));
      change(call, InstanceProfileName, { tags: Object.fromEntries(kept) });
      return {};
    },
    ListInstanceProfileTags: (input: Named & { MaxItems?: number; Marker?: string }, call: Call) =>
      paged("Tags", tagList(profileNamed(iam(call), input.InstanceProfileName).tags), input),
  };
}
