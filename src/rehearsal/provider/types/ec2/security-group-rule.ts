import type { ec2, vpc } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, must, only, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { retag, tagSpecifications } from "./common";
import { permissionOf } from "./security-group";

type Args = Plainly<ec2.SecurityGroupRuleArgs>;

/** A rule of the older kind: one resource for several sources. */
export const securityGroupRule = resource<ec2.SecurityGroupRuleArgs, ec2.SecurityGroupRuleState>({
  type: "aws:ec2/securityGroupRule:SecurityGroupRule",
  inputs: inputsOf<ec2.SecurityGroupRuleArgs>()({
    required: ["fromPort", "protocol", "securityGroupId", "toPort", "type"],
    replaces: [
      "cidrBlocks",
      "fromPort",
      "ipv6CidrBlocks",
      "prefixListIds",
      "protocol",
      "securityGroupId",
      "self",
      "sourceSecurityGroupId",
      "toPort",
      "type",
      "description",
    ],
    updates: [],
  }),
  deleteBeforeReplace: true,
  check: ({ type }) =>
    type === "ingress" || type === "egress" ? [] : [{ property: "type", reason: `is "${type}"; allowed: ingress, egress` }],
  async create(inputs, context) {
    const { ec2 } = context.clients;
    const input = rulesInput(inputs);
    const { SecurityGroupRules } =
      inputs.type === "egress" ? await ec2.authorizeSecurityGroupEgress(input) : await ec2.authorizeSecurityGroupIngress(input);
    return (SecurityGroupRules ?? []).map(({ SecurityGroupRuleId }) => SecurityGroupRuleId).join(",");
  },
  async read(id, context) {
    const [first = ""] = id.split(",");
    const { SecurityGroupRules } = await context.clients.ec2.describeSecurityGroupRules({ SecurityGroupRuleIds: [first] });
    return { securityGroupRuleId: only(SecurityGroupRules, `security group rule ${first}`).SecurityGroupRuleId };
  },
  async delete(id, context, known) {
    await revokeRules(context, known.type === "egress", known.securityGroupId ?? "", id.split(","));
  },
});

function rulesInput(inputs: Args) {
  const securityGroups = inputs.sourceSecurityGroupId ? [inputs.sourceSecurityGroupId] : [];
  const { protocol, fromPort, toPort, description, self } = inputs;
  const { cidrBlocks, ipv6CidrBlocks, prefixListIds } = inputs;
  const rule = compact({ protocol, fromPort, toPort, description, self, cidrBlocks, ipv6CidrBlocks, prefixListIds, securityGroups });
  return { GroupId: inputs.securityGroupId, IpPermissions: [permissionOf(rule, inputs.securityGroupId)] };
}

async function revokeRules(context: Context, egress: boolean, groupId: string, ids: readonly string[]): Promise<void> {
  const input = { GroupId: groupId, SecurityGroupRuleIds: [...ids] };
  if (egress) await context.clients.ec2.revokeSecurityGroupEgress(input);
  else await context.clients.ec2.revokeSecurityGroupIngress(input);
}

type OneRuleArgs = vpc.SecurityGroupIngressRuleArgs;
type OneRuleState = vpc.SecurityGroupIngressRuleState;

/** A rule of the newer kind: one source, its own id and tags. Both directions have the same inputs. */
function oneRule(direction: "Ingress" | "Egress") {
  const egress = direction === "Egress";
  const type = egress
    ? "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    : "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
  return resource<OneRuleArgs, OneRuleState>({
    type,
    inputs: inputsOf<OneRuleArgs>()({
      required: ["ipProtocol", "securityGroupId"],
      replaces: [
        "cidrIpv4",
        "cidrIpv6",
        "description",
        "fromPort",
        "ipProtocol",
        "prefixListId",
        "referencedSecurityGroupId",
        "securityGroupId",
        "toPort",
      ],
      updates: ["tags"],
    }),
    async create(inputs, context) {
      const { ec2 } = context.clients;
      const permission = permissionOf(
        compact({
          protocol: inputs.ipProtocol,
          fromPort: inputs.fromPort ?? 0,
          toPort: inputs.toPort ?? 0,
          description: inputs.description,
          cidrBlocks: inputs.cidrIpv4 ? [inputs.cidrIpv4] : undefined,
          ipv6CidrBlocks: inputs.cidrIpv6 ? [inputs.cidrIpv6] : undefined,
          prefixListIds: inputs.prefixListId ? [inputs.prefixListId] : undefined,
          securityGroups: inputs.referencedSecurityGroupId ? [inputs.referencedSecurityGroupId] : undefined,
        }),
        inputs.securityGroupId,
      );
      const input = {
        GroupId: inputs.securityGroupId,
        IpPermissions: [permission],
        TagSpecifications: tagSpecifications("security-group-rule", inputs, context),
      };
      const { SecurityGroupRules } = egress
        ? await ec2.authorizeSecurityGroupEgress(input)
        : await ec2.authorizeSecurityGroupIngress(input);
      return must(SecurityGroupRules?.[0]?.SecurityGroupRuleId, "SecurityGroupRuleId");
    },
    async read(id, context) {
      const { SecurityGroupRules } = await context.clients.ec2.describeSecurityGroupRules({ SecurityGroupRuleIds: [id] });
      const found = only(SecurityGroupRules, `security group rule ${id}`);
      return {
        arn: `arn:${context.partition}:ec2:${context.region}:${await context.accountId()}:security-group-rule/${id}`,
        securityGroupRuleId: found.SecurityGroupRuleId,
        securityGroupId: found.GroupId,
        ipProtocol: found.IpProtocol,
        cidrIpv4: found.CidrIpv4,
        cidrIpv6: found.CidrIpv6,
        referencedSecurityGroupId: found.ReferencedGroupInfo?.GroupId,
        tags: tagMap(found.Tags),
      };
    },
    async update(id, change, context) {
      await retag(id, change, context);
    },
    async delete(id, context, known) {
      await revokeRules(context, egress, known.securityGroupId ?? "", [id]);
    },
  });
}

export const securityGroupIngressRule = oneRule("Ingress");
export const securityGroupEgressRule = oneRule("Egress");
