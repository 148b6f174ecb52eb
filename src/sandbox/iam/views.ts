import type { AccountIam, PolicyRecord, ProfileRecord, RoleRecord, Tags } from "./records";
import { keyOf } from "./records";

/** Documents travel percent-encoded (RFC 3986) in IAM's replies. */
export function encoded(document: string): string {
  return encodeURIComponent(document).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const tagsOrNone = (tags: Tags) => (Object.keys(tags).length > 0 ? tagList(tags) : undefined);

export function roleView(role: RoleRecord, whole = true) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encoded(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSession,
    ...(whole
      ? {
          PermissionsBoundary: role.boundary && { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: role.boundary },
          Tags: tagsOrNone(role.tags),
        }
      : {}),
  };
}

/** How many roles have it attached, or as their boundary. */
export function usesOf(iam: AccountIam, arn: string): { attached: number; boundaries: number } {
  const roles = iam.roles.values();
  return {
    attached: roles.filter((role) => role.attached.includes(arn)).length,
    boundaries: roles.filter((role) => role.boundary === arn).length,
  };
}

/** GetPolicy tells all, CreatePolicy no description, ListPolicies neither description nor tags. */
export function policyView(iam: AccountIam, policy: PolicyRecord, as: "read" | "created" | "listed") {
  const uses = usesOf(iam, policy.arn);
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: uses.attached,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
    ...(as === "read" ? { Description: policy.description, Tags: tagList(policy.tags) } : {}),
    ...(as === "created" ? { Tags: tagsOrNone(policy.tags) } : {}),
  };
}

export function profileView(iam: AccountIam, profile: ProfileRecord) {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: profile.createdAt,
    Roles: profile.roles.flatMap((name) => {
      const role = iam.roles.get(keyOf(name));
      return role ? [roleView(role, false)] : [];
    }),
    Tags: tagsOrNone(profile.tags),
  };
}

/** A page of a list as IAM gives it: `Marker` is where the next one begins. */
export function paged<T, K extends string>(
  name: K,
  all: readonly T[],
  { MaxItems = 100, Marker }: { readonly MaxItems?: number; readonly Marker?: string },
): Record<K, T[]> & { IsTruncated: boolean; Marker?: string } {
  const from = Marker === undefined ? 0 : Number(Buffer.from(Marker, "base64url").toString("utf8")) || 0;
  const end = from + MaxItems;
  const more = end < all.length;
  const page = { [name]: all.slice(from, end) } as Record<K, T[]>;
  return { ...page, IsTruncated: more, ...(more ? { Marker: Buffer.from(String(end)).toString("base64url") } : {}) };
}
