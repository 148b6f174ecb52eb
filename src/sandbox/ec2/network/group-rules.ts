import { AwsError } from "../../kernel/error";
import { requireCidr } from "../base/cidr";
import { invalidCombination, invalidValue, missing } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { GroupRecord, RuleRecord } from "../base/records";
import { change, need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, type Tags, tagList, tagsFor } from "../base/tags";
import { needGroup, rulesOf } from "./groups";
import type { PermissionInput } from "./permissions-view";

interface RulesInput extends PermissionInput {
  GroupId?: string;
  GroupName?: string;
  CidrIp?: string;
  IpPermissions?: readonly PermissionInput[];
  SecurityGroupRuleIds?: readonly string[];
  TagSpecifications?: TagSpecification[];
}

type Wanted = Omit<RuleRecord, "id" | "tags">;

const PROTOCOLS: Readonly<Record<string, string>> = { "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", all: "-1" };

function protocolOf(text: string | undefined): string {
  if (text === undefined) throw missing("ipProtocol");
  const protocol = PROTOCOLS[text.toLowerCase()] ?? text.toLowerCase();
  if (!/^(tcp|udp|icmp|icmpv6|-1|\d{1,3})$/.test(protocol))
    throw invalidValue(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
  return protocol;
}

function portsOf(protocol: string, from: number | undefined, to: number | undefined): { fromPort: number; toPort: number } {
  if (!["tcp", "udp", "icmp", "icmpv6"].includes(protocol)) return { fromPort: -1, toPort: -1 };
  if (from === undefined || to === undefined) {
    if (protocol.startsWith("icmp")) return { fromPort: -1, toPort: -1 };
    throw invalidValue(`Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`);
  }
  if (!protocol.startsWith("icmp") && (from > to || from < 0 || to > 65_535))
    throw invalidValue(`Invalid TCP/UDP port range (${from}:${to})`);
  return { fromPort: from, toPort: to };
}

/** One rule for every peer of a permission, as EC2 keeps them. */
function rulesIn(region: Region, group: GroupRecord, egress: boolean, permission: PermissionInput): Wanted[] {
  const protocol = protocolOf(permission.IpProtocol);
  const base = { groupId: group.id, egress, protocol, ...portsOf(protocol, permission.FromPort, permission.ToPort) };
  return [
    ...(permission.IpRanges ?? []).map((one) => ({ ...base, cidr: requireCidr(one.CidrIp ?? ""), description: one.Description })),
    ...(permission.Ipv6Ranges ?? []).map((one) => ({ ...base, ipv6Cidr: one.CidrIpv6 ?? "", description: one.Description })),
    ...(permission.PrefixListIds ?? []).map((one) => ({
      ...base,
      prefixListId: need(region.prefixLists, "prefix-list", one.PrefixListId).id,
      description: one.Description,
    })),
    ...(permission.UserIdGroupPairs ?? []).map((one) => ({
      ...base,
      peerGroupId: needGroup(region, one).id,
      peerOwnerId: one.UserId ?? region.accountId,
      description: one.Description,
    })),
  ];
}

/** Permissions of the request, whether in the list or as members of their own. */
function permissionsOf(input: RulesInput): readonly PermissionInput[] {
  if (input.IpPermissions?.length) return input.IpPermissions;
  if (!input.IpProtocol) throw missing("ipPermissions");
  const { IpProtocol, FromPort, ToPort, CidrIp } = input;
  return [{ IpProtocol, FromPort, ToPort, IpRanges: CidrIp ? [{ CidrIp }] : [] }];
}

const same = (a: Wanted) => (b: Wanted) =>
  a.egress === b.egress &&
  a.protocol === b.protocol &&
  a.fromPort === b.fromPort &&
  a.toPort === b.toPort &&
  a.cidr === b.cidr &&
  a.ipv6Cidr === b.ipv6Cidr &&
  a.prefixListId === b.prefixListId &&
  a.peerGroupId === b.peerGroupId;

export function ruleView(region: Region, rule: RuleRecord) {
  const vpcId = rule.peerGroupId ? region.groups.get(rule.peerGroupId)?.vpcId : undefined;
  return {
    SecurityGroupRuleId: rule.id,
    SecurityGroupRuleArn: region.arn("security-group-rule", rule.id),
    GroupId: rule.groupId,
    GroupOwnerId: region.accountId,
    IsEgress: rule.egress,
    IpProtocol: rule.protocol,
    FromPort: rule.fromPort,
    ToPort: rule.toPort,
    CidrIpv4: rule.cidr,
    CidrIpv6: rule.ipv6Cidr,
    PrefixListId: rule.prefixListId,
    ReferencedGroupInfo: rule.peerGroupId ? { GroupId: rule.peerGroupId, UserId: rule.peerOwnerId, VpcId: vpcId } : undefined,
    Description: rule.description,
    Tags: tagList(rule.tags),
  };
}

function authorize(region: Region, input: RulesInput, egress: boolean, tags: Tags) {
  const group = needGroup(region, input);
  const wanted = permissionsOf(input).flatMap((permission) => rulesIn(region, group, egress, permission));
  const existing = rulesOf(region, group.id);
  for (const one of wanted)
    if (existing.some(same(one)))
      throw new AwsError(
        "InvalidPermission.Duplicate",
        `the specified rule "peer: ${one.cidr ?? one.ipv6Cidr ?? one.prefixListId ?? one.peerGroupId}, ${one.protocol.toUpperCase()}, from port: ${one.fromPort}, to port: ${one.toPort}, ALLOW" already exists`,
      );
  const made = wanted.map((one) => {
    const id = region.newId("sgr");
    return region.rules.set(id, { ...one, id, tags });
  });
  return { Return: true, SecurityGroupRules: made.map((rule) => ruleView(region, rule)) };
}

function revoke(region: Region, input: RulesInput, egress: boolean) {
  const group = needGroup(region, input);
  const existing = rulesOf(region, group.id).filter((rule) => rule.egress === egress);
  const chosen = input.SecurityGroupRuleIds?.length
    ? input.SecurityGroupRuleIds.map((id) => {
        const rule = existing.find((one) => one.id === id);
        if (!rule) throw new AwsError("InvalidSecurityGroupRuleId.NotFound", `The security group rule ID '${id}' does not exist`);
        return rule;
      })
    : permissionsOf(input)
        .flatMap((permission) => rulesIn(region, group, egress, permission))
        .map((one) => {
          const rule = existing.find(same(one));
          if (!rule) throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
          return rule;
        });
  for (const rule of chosen) region.rules.delete(rule.id);
  const revoked = chosen.map((rule) => ({ ...ruleView(region, rule), ReferencedGroupId: rule.peerGroupId }));
  return {
    Return: true,
    RevokedSecurityGroupRules: revoked.map(
      ({ Tags: _tags, GroupOwnerId: _owner, SecurityGroupRuleArn: _arn, ReferencedGroupInfo: _info, ...rest }) => rest,
    ),
  };
}

function describeAgain(
  region: Region,
  input: RulesInput & { SecurityGroupRuleDescriptions?: readonly { SecurityGroupRuleId?: string; Description?: string }[] },
  egress: boolean,
) {
  for (const { SecurityGroupRuleId, Description } of input.SecurityGroupRuleDescriptions ?? []) {
    const rule = need(region.rules, "security-group-rule", SecurityGroupRuleId);
    change(region.rules, rule, { description: Description });
  }
  if (input.IpPermissions?.length) {
    const group = needGroup(region, input);
    for (const wanted of input.IpPermissions.flatMap((permission) => rulesIn(region, group, egress, permission))) {
      const rule = rulesOf(region, group.id).find(same(wanted));
      if (!rule) throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
      change(region.rules, rule, { description: wanted.description });
    }
  }
  return { Return: true };
}

interface RuleRequest {
  IpProtocol?: string;
  FromPort?: number;
  ToPort?: number;
  CidrIpv4?: string;
  CidrIpv6?: string;
  PrefixListId?: string;
  ReferencedGroupId?: string;
  Description?: string;
}

function modify(region: Region, group: GroupRecord, id: string, wanted: RuleRequest): void {
  const rule = need(region.rules, "security-group-rule", id);
  if (rule.groupId !== group.id) throw invalidCombination(`The security group rule ${id} is not in the group ${group.id}`);
  if (!wanted.IpProtocol)
    throw invalidValue("Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.");
  const protocol = protocolOf(wanted.IpProtocol);
  if (/^(tcp|udp)$/.test(protocol) && (wanted.FromPort === undefined || wanted.ToPort === undefined))
    throw invalidValue("Invalid value for portRange. Must specify both from and to ports with TCP/UDP.");
  const peers = [wanted.CidrIpv4, wanted.CidrIpv6, wanted.PrefixListId, wanted.ReferencedGroupId].filter(Boolean);
  const kinds = "cidrIp, cidrIpv6, prefixListId, or referencedGroupId";
  if (peers.length === 0) throw new AwsError("MissingParameter", `The request must contain exactly one of: ${kinds}`);
  if (peers.length > 1) throw invalidCombination(`Only one of ${kinds} can be specified`);
  region.rules.set(id, {
    id,
    groupId: group.id,
    egress: rule.egress,
    protocol,
    ...portsOf(protocol, wanted.FromPort, wanted.ToPort),
    cidr: wanted.CidrIpv4 ? requireCidr(wanted.CidrIpv4) : undefined,
    ipv6Cidr: wanted.CidrIpv6,
    prefixListId: wanted.PrefixListId,
    peerGroupId: wanted.ReferencedGroupId,
    peerOwnerId: wanted.ReferencedGroupId ? region.accountId : undefined,
    description: wanted.Description ?? rule.description,
    tags: rule.tags,
  });
}

export function groupRuleOperations(store: Store): Operations {
  const tagsOf = (input: RulesInput, call: Call) => tagsFor("security-group-rule", input.TagSpecifications, call.principal);
  return {
    AuthorizeSecurityGroupIngress: (input: RulesInput, call: Call) => authorize(store.of(call), input, false, tagsOf(input, call)),
    AuthorizeSecurityGroupEgress: (input: RulesInput, call: Call) => authorize(store.of(call), input, true, tagsOf(input, call)),
    RevokeSecurityGroupIngress: (input: RulesInput, call: Call) => revoke(store.of(call), input, false),
    RevokeSecurityGroupEgress: (input: RulesInput, call: Call) => revoke(store.of(call), input, true),
    UpdateSecurityGroupRuleDescriptionsIngress: (input: RulesInput, call: Call) => describeAgain(store.of(call), input, false),
    UpdateSecurityGroupRuleDescriptionsEgress: (input: RulesInput, call: Call) => describeAgain(store.of(call), input, true),

    DescribeSecurityGroupRules(input: Describing & { SecurityGroupRuleIds?: string[] }, call: Call) {
      const region = store.of(call);
      const groups = (input.Filters ?? []).filter(({ Name }) => Name === "group-id").flatMap(({ Values }) => Values ?? []);
      const malformed = groups.find((id) => !/^sg-[0-9a-f*?]+$/.test(id));
      if (malformed !== undefined) throw new AwsError("InvalidGroupId.Malformed", `The security group ID '${malformed}' is malformed`);
      const rules = filtered(
        needAll(region.rules, "security-group-rule", input.SecurityGroupRuleIds),
        input.Filters,
        { "group-id": (rule) => rule.groupId, "security-group-rule-id": (rule) => rule.id },
        (rule) => rule.tags,
      );
      const { page, nextToken } = paged(rules, input);
      return { SecurityGroupRules: page.map((rule) => ruleView(region, rule)), NextToken: nextToken };
    },

    ModifySecurityGroupRules(
      input: { GroupId: string; SecurityGroupRules: { SecurityGroupRuleId: string; SecurityGroupRule?: RuleRequest }[] },
      call: Call,
    ) {
      const region = store.of(call);
      const group = needGroup(region, input);
      for (const { SecurityGroupRuleId, SecurityGroupRule = {} } of input.SecurityGroupRules)
        modify(region, group, SecurityGroupRuleId, SecurityGroupRule);
      return { Return: true };
    },
  };
}
