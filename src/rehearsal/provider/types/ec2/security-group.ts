import type { IpPermission } from "@aws-sdk/client-ec2";
import type { ec2 } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, listChange, must, only, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { retag, tagSpecifications } from "./common";

type Rule = NonNullable<Plainly<ec2.SecurityGroupArgs>["ingress"]>[number];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
export const securityGroup = resource<ec2.SecurityGroupArgs, ec2.SecurityGroupState>({
  type: "aws:ec2/securityGroup:SecurityGroup",
  inputs: inputsOf<ec2.SecurityGroupArgs>()({
    required: [],
    replaces: ["name", "namePrefix", "description", "vpcId"],
    updates: ["ingress", "egress", "tags"],
    inert: ["revokeRulesOnDelete"],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 255 },
  defaults: { description: "Managed by Pulumi" },
  check: ({ name }) =>
    name?.startsWith("sg-") ? [{ property: "name", reason: `is "${name}": AWS takes no names that begin with sg-` }] : [],
  async create(inputs, context) {
    const { ec2 } = context.clients;
    const { GroupId } = await ec2.createSecurityGroup({
      GroupName: inputs.name,
      Description: inputs.description,
      VpcId: inputs.vpcId,
      TagSpecifications: tagSpecifications("security-group", inputs, context),
    });
    const id = must(GroupId, "GroupId");
    // As in AWS's provider: AWS allows everything out of a new group; the program must say so itself.
    await revoke(context, id, "egress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }]);
    await authorize(context, id, "ingress", inputs.ingress ?? []);
    await authorize(context, id, "egress", inputs.egress ?? []);
    return id;
  },
  async read(id, context) {
    const found = only((await context.clients.ec2.describeSecurityGroups({ GroupIds: [id] })).SecurityGroups, `security group ${id}`);
    return {
      arn: found.SecurityGroupArn ?? `arn:${context.partition}:ec2:${context.region}:${found.OwnerId ?? ""}:security-group/${id}`,
      name: found.GroupName,
      description: found.Description,
      ownerId: found.OwnerId,
      vpcId: found.VpcId,
      ingress: (found.IpPermissions ?? []).map((permission) => ruleOf(permission, id)),
      egress: (found.IpPermissionsEgress ?? []).map((permission) => ruleOf(permission, id)),
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    for (const direction of ["ingress", "egress"] as const) {
      const { added, removed } = listChange(change.olds[direction], change.news[direction]);
      await revoke(context, id, direction, removed);
      await authorize(context, id, direction, added);
    }
    if (change.changed("tags")) await retag(id, change, context);
  },
  async delete(id, context) {
    await context.clients.ec2.deleteSecurityGroup({ GroupId: id });
  },
});

async function authorize(context: Context, id: string, direction: "ingress" | "egress", rules: readonly Rule[]): Promise<void> {
  if (rules.length === 0) return;
  const input = { GroupId: id, IpPermissions: rules.map((rule) => permissionOf(rule, id)) };
  if (direction === "ingress") await context.clients.ec2.authorizeSecurityGroupIngress(input);
  else await context.clients.ec2.authorizeSecurityGroupEgress(input);
}

async function revoke(context: Context, id: string, direction: "ingress" | "egress", rules: readonly Rule[]): Promise<void> {
  if (rules.length === 0) return;
  const input = { GroupId: id, IpPermissions: rules.map((rule) => permissionOf(rule, id)) };
  if (direction === "ingress") await context.clients.ec2.revokeSecurityGroupIngress(input);
  else await context.clients.ec2.revokeSecurityGroupEgress(input);
}

/** A rule as EC2 takes it. Ports mean nothing when all protocols are meant. */
export function permissionOf(
  rule: Omit<Rule, "securityGroups"> & { readonly securityGroups?: readonly string[] },
  ownId: string,
): IpPermission {
  const all = rule.protocol === "-1" || rule.protocol === "all";
  const description = rule.description ? { Description: rule.description } : {};
  const groups = [...(rule.securityGroups ?? []), ...(rule.self ? [ownId] : [])];
  return compact({
    IpProtocol: all ? "-1" : rule.protocol,
    FromPort: all ? undefined : rule.fromPort,
    ToPort: all ? undefined : rule.toPort,
    IpRanges: rule.cidrBlocks?.length ? rule.cidrBlocks.map((CidrIp) => ({ CidrIp, ...description })) : undefined,
    Ipv6Ranges: rule.ipv6CidrBlocks?.length ? rule.ipv6CidrBlocks.map((CidrIpv6) => ({ CidrIpv6, ...description })) : undefined,
    PrefixListIds: rule.prefixListIds?.length ? rule.prefixListIds.map((PrefixListId) => ({ PrefixListId, ...description })) : undefined,
    UserIdGroupPairs: groups.length > 0 ? groups.map((GroupId) => ({ GroupId, ...description })) : undefined,
  });
}

function ruleOf(permission: IpPermission, ownId: string): Rule {
  const groups = (permission.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId ?? "");
  const sources = [...(permission.IpRanges ?? []), ...(permission.Ipv6Ranges ?? []), ...(permission.UserIdGroupPairs ?? [])];
  return compact({
    protocol: permission.IpProtocol ?? "-1",
    fromPort: permission.FromPort ?? 0,
    toPort: permission.ToPort ?? 0,
    cidrBlocks: permission.IpRanges?.map(({ CidrIp }) => CidrIp ?? ""),
    ipv6CidrBlocks: permission.Ipv6Ranges?.map(({ CidrIpv6 }) => CidrIpv6 ?? ""),
    prefixListIds: permission.PrefixListIds?.map(({ PrefixListId }) => PrefixListId ?? ""),
    securityGroups: groups.filter((group) => group !== ownId),
    self: groups.includes(ownId),
    description: sources.find(({ Description }) => Description)?.Description,
  });
}
