import type { NetworkAclEntry } from "@aws-sdk/client-ec2";
import type { ec2 } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, listChange, must, only, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { ec2Arn, retag, tagSpecifications } from "./common";

type Entry = NonNullable<Plainly<ec2.NetworkAclArgs>["ingress"]>[number];

/** The entry that denies everything else and cannot be removed. */
const LAST_RULE = 32_767;
const PROTOCOLS: Readonly<Record<string, string>> = { all: "-1", tcp: "6", udp: "17", icmp: "1" };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAcl.html */
export const networkAcl = resource<ec2.NetworkAclArgs, ec2.NetworkAclState>({
  type: "aws:ec2/networkAcl:NetworkAcl",
  inputs: inputsOf<ec2.NetworkAclArgs>()({ required: ["vpcId"], replaces: ["vpcId"], updates: ["egress", "ingress", "subnetIds", "tags"] }),
  async create(inputs, context) {
    const { NetworkAcl } = await context.clients.ec2.createNetworkAcl({
      VpcId: inputs.vpcId,
      TagSpecifications: tagSpecifications("network-acl", inputs, context),
    });
    const id = must(NetworkAcl?.NetworkAclId, "NetworkAclId");
    for (const entry of inputs.ingress ?? []) await context.clients.ec2.createNetworkAclEntry(entryInput(id, false, entry));
    for (const entry of inputs.egress ?? []) await context.clients.ec2.createNetworkAclEntry(entryInput(id, true, entry));
    await useFor(inputs.subnetIds ?? [], id, context);
    return id;
  },
  async read(id, context) {
    const found = only((await context.clients.ec2.describeNetworkAcls({ NetworkAclIds: [id] })).NetworkAcls, `network ACL ${id}`);
    const entries = (found.Entries ?? []).filter(({ RuleNumber }) => RuleNumber !== LAST_RULE);
    return {
      arn: ec2Arn(context, found.OwnerId, "network-acl", id),
      ownerId: found.OwnerId,
      vpcId: found.VpcId,
      ingress: entries.filter(({ Egress }) => !Egress).map(entryOf),
      egress: entries.filter(({ Egress }) => Egress).map(entryOf),
      subnetIds: found.Associations?.map(({ SubnetId }) => SubnetId ?? ""),
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    const { ec2 } = context.clients;
    for (const [direction, egress] of [
      ["ingress", false],
      ["egress", true],
    ] as const) {
      const { added, removed } = listChange(change.olds[direction], change.news[direction]);
      for (const entry of removed) await ec2.deleteNetworkAclEntry({ NetworkAclId: id, Egress: egress, RuleNumber: entry.ruleNo });
      for (const entry of added) await ec2.createNetworkAclEntry(entryInput(id, egress, entry));
    }
    const { added, removed } = listChange(change.olds.subnetIds, change.news.subnetIds);
    await useFor(added, id, context);
    await useFor(removed, await defaultAcl(change.news.vpcId, context), context);
    if (change.changed("tags")) await retag(id, change, context);
  },
  async delete(id, context, known) {
    const { ec2 } = context.clients;
    const found = only((await ec2.describeNetworkAcls({ NetworkAclIds: [id] })).NetworkAcls, `network ACL ${id}`);
    const subnets = (found.Associations ?? []).map(({ SubnetId }) => SubnetId ?? "");
    if (subnets.length > 0) await useFor(subnets, await defaultAcl(known.vpcId ?? found.VpcId ?? "", context), context);
    await ec2.deleteNetworkAcl({ NetworkAclId: id });
  },
});

/** A subnet always has one ACL: it is given another by replacing the association. */
async function useFor(subnetIds: readonly string[], aclId: string, context: Context): Promise<void> {
  const { ec2 } = context.clients;
  for (const subnetId of subnetIds) {
    const association = (await associationOf(subnetId, context))?.id;
    await ec2.replaceNetworkAclAssociation({
      AssociationId: must(association, `network ACL association of ${subnetId}`),
      NetworkAclId: aclId,
    });
  }
}

async function defaultAcl(vpcId: string, context: Context): Promise<string> {
  const { NetworkAcls } = await context.clients.ec2.describeNetworkAcls({
    Filters: [
      { Name: "vpc-id", Values: [vpcId] },
      { Name: "default", Values: ["true"] },
    ],
  });
  return must(NetworkAcls?.[0]?.NetworkAclId, `default network ACL of ${vpcId}`);
}

function entryInput(aclId: string, egress: boolean, entry: Entry) {
  const protocol = PROTOCOLS[entry.protocol] ?? entry.protocol;
  const ports = protocol === "6" || protocol === "17";
  return compact({
    NetworkAclId: aclId,
    Egress: egress,
    RuleNumber: entry.ruleNo,
    Protocol: protocol,
    RuleAction: entry.action === "allow" ? ("allow" as const) : ("deny" as const),
    CidrBlock: entry.cidrBlock,
    Ipv6CidrBlock: entry.ipv6CidrBlock,
    PortRange: ports ? { From: entry.fromPort, To: entry.toPort } : undefined,
    IcmpTypeCode: protocol === "1" ? { Type: entry.icmpType ?? -1, Code: entry.icmpCode ?? -1 } : undefined,
  });
}

function entryOf(entry: NetworkAclEntry): Entry {
  return compact({
    ruleNo: entry.RuleNumber ?? 0,
    action: entry.RuleAction ?? "deny",
    protocol: entry.Protocol ?? "-1",
    fromPort: entry.PortRange?.From ?? 0,
    toPort: entry.PortRange?.To ?? 0,
    cidrBlock: entry.CidrBlock,
    ipv6CidrBlock: entry.Ipv6CidrBlock,
  });
}

/** One entry of an ACL that is made elsewhere. */
export const networkAclRule = resource<ec2.NetworkAclRuleArgs, ec2.NetworkAclRuleState>({
  type: "aws:ec2/networkAclRule:NetworkAclRule",
  inputs: inputsOf<ec2.NetworkAclRuleArgs>()({
    required: ["networkAclId", "protocol", "ruleAction", "ruleNumber"],
    replaces: [
      "cidrBlock",
      "egress",
      "fromPort",
      "icmpCode",
      "icmpType",
      "ipv6CidrBlock",
      "networkAclId",
      "protocol",
      "ruleAction",
      "ruleNumber",
      "toPort",
    ],
    updates: [],
  }),
  deleteBeforeReplace: true,
  defaults: { egress: false },
  async create(inputs, context) {
    const { ruleNumber, ruleAction, protocol, cidrBlock, ipv6CidrBlock, icmpType, icmpCode } = inputs;
    const icmp = compact({
      icmpType: icmpType === undefined ? undefined : Number(icmpType),
      icmpCode: icmpCode === undefined ? undefined : Number(icmpCode),
    });
    const entry = compact({
      ruleNo: ruleNumber,
      action: ruleAction,
      protocol,
      fromPort: inputs.fromPort ?? 0,
      toPort: inputs.toPort ?? 0,
      cidrBlock,
      ipv6CidrBlock,
    });
    await context.clients.ec2.createNetworkAclEntry(entryInput(inputs.networkAclId, inputs.egress ?? false, { ...entry, ...icmp }));
    return `${inputs.networkAclId}:${ruleNumber}:${inputs.egress ?? false}`;
  },
  async read(id, context) {
    const [aclId = "", number, egress] = id.split(":");
    const found = only((await context.clients.ec2.describeNetworkAcls({ NetworkAclIds: [aclId] })).NetworkAcls, `network ACL ${aclId}`);
    return found.Entries?.some(({ RuleNumber, Egress }) => String(RuleNumber) === number && String(Egress) === egress) ? {} : undefined;
  },
  async delete(id, context) {
    const [NetworkAclId, number, egress] = id.split(":");
    await context.clients.ec2.deleteNetworkAclEntry({ NetworkAclId, RuleNumber: Number(number), Egress: egress === "true" });
  },
});

/** Gives a subnet an ACL; deleting it gives the subnet back to the VPC's own. */
export const networkAclAssociation = resource<ec2.NetworkAclAssociationArgs, ec2.NetworkAclAssociationState>({
  type: "aws:ec2/networkAclAssociation:NetworkAclAssociation",
  inputs: inputsOf<ec2.NetworkAclAssociationArgs>()({
    required: ["networkAclId", "subnetId"],
    replaces: ["networkAclId", "subnetId"],
    updates: [],
  }),
  async create({ subnetId, networkAclId }, context) {
    await useFor([subnetId], networkAclId, context);
    return must((await associationOf(subnetId, context))?.id, "association");
  },
  async read(id, context, { subnetId = "", networkAclId = "" }) {
    const found = await associationOf(subnetId, context);
    return found?.id === id && found.aclId === networkAclId ? {} : undefined;
  },
  async delete(id, context, { subnetId = "" }) {
    const found = await associationOf(subnetId, context);
    if (found?.id === id) await useFor([subnetId], await defaultAcl(found.vpcId, context), context);
  },
});

async function associationOf(subnetId: string, context: Context) {
  const { NetworkAcls } = await context.clients.ec2.describeNetworkAcls({
    Filters: [{ Name: "association.subnet-id", Values: [subnetId] }],
  });
  const acl = NetworkAcls?.[0];
  const found = acl?.Associations?.find(({ SubnetId }) => SubnetId === subnetId);
  return found && { id: found.NetworkAclAssociationId ?? "", aclId: acl?.NetworkAclId ?? "", vpcId: acl?.VpcId ?? "" };
}
