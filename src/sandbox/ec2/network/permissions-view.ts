import type { RuleRecord } from "../base/records";

export interface PermissionInput {
  IpProtocol?: string;
  FromPort?: number;
  ToPort?: number;
  IpRanges?: readonly { CidrIp?: string; Description?: string }[];
  Ipv6Ranges?: readonly { CidrIpv6?: string; Description?: string }[];
  PrefixListIds?: readonly { PrefixListId?: string; Description?: string }[];
  UserIdGroupPairs?: readonly { GroupId?: string; GroupName?: string; UserId?: string; Description?: string }[];
}

/** Rules as `IpPermissions`: those with the same protocol and ports stand together. */
export function permissionViews(rules: readonly RuleRecord[]) {
  const together = new Map<string, RuleRecord[]>();
  for (const rule of rules) {
    const key = `${rule.protocol}/${rule.fromPort}/${rule.toPort}`;
    together.set(key, [...(together.get(key) ?? []), rule]);
  }
  return [...together.values()].map((group) => {
    const [{ protocol, fromPort, toPort }] = group as [RuleRecord];
    return {
      IpProtocol: protocol,
      ...(protocol === "-1" ? {} : { FromPort: fromPort, ToPort: toPort }),
      IpRanges: group.flatMap((rule) => (rule.cidr ? [{ CidrIp: rule.cidr, Description: rule.description }] : [])),
      Ipv6Ranges: group.flatMap((rule) => (rule.ipv6Cidr ? [{ CidrIpv6: rule.ipv6Cidr, Description: rule.description }] : [])),
      PrefixListIds: group.flatMap((rule) =>
        rule.prefixListId ? [{ PrefixListId: rule.prefixListId, Description: rule.description }] : [],
      ),
      UserIdGroupPairs: group.flatMap((rule) =>
        rule.peerGroupId ? [{ GroupId: rule.peerGroupId, UserId: rule.peerOwnerId, Description: rule.description }] : [],
      ),
    };
  });
}
