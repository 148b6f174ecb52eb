import type { ec2 } from "@pulumi/aws";
import { must, only, tagMap } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { ec2Arn, retag, tagSpecifications } from "./common";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html */
export const vpc = resource<ec2.VpcArgs, ec2.VpcState>({
  type: "aws:ec2/vpc:Vpc",
  inputs: inputsOf<ec2.VpcArgs>()({
    required: [],
    replaces: ["cidrBlock", "instanceTenancy"],
    updates: ["enableDnsHostnames", "enableDnsSupport", "tags"],
    inert: [
      "assignGeneratedIpv6CidrBlock",
      "enableNetworkAddressUsageMetrics",
      "ipv4IpamPoolId",
      "ipv4NetmaskLength",
      "ipv6CidrBlock",
      "ipv6CidrBlockNetworkBorderGroup",
      "ipv6IpamPoolId",
      "ipv6NetmaskLength",
    ],
  }),
  defaults: { enableDnsSupport: true, instanceTenancy: "default" },
  check: (inputs) =>
    inputs.cidrBlock === undefined ? [{ property: "cidrBlock", reason: "is missing (IPAM pools are not rehearsed)" }] : [],
  async create(inputs, context) {
    const { ec2 } = context.clients;
    const { Vpc } = await ec2.createVpc({
      CidrBlock: inputs.cidrBlock,
      InstanceTenancy: inputs.instanceTenancy === "dedicated" ? "dedicated" : "default",
      TagSpecifications: tagSpecifications("vpc", inputs, context),
    });
    const id = must(Vpc?.VpcId, "VpcId");
    if (inputs.enableDnsHostnames) await ec2.modifyVpcAttribute({ VpcId: id, EnableDnsHostnames: { Value: true } });
    if (inputs.enableDnsSupport === false) await ec2.modifyVpcAttribute({ VpcId: id, EnableDnsSupport: { Value: false } });
    return id;
  },
  async read(id, context) {
    const { ec2 } = context.clients;
    const filter = [{ Name: "vpc-id", Values: [id] }];
    const [vpcs, tables, acls, groups, hostnames, support] = await Promise.all([
      ec2.describeVpcs({ VpcIds: [id] }),
      ec2.describeRouteTables({ Filters: [...filter, { Name: "association.main", Values: ["true"] }] }),
      ec2.describeNetworkAcls({ Filters: [...filter, { Name: "default", Values: ["true"] }] }),
      ec2.describeSecurityGroups({ Filters: [...filter, { Name: "group-name", Values: ["default"] }] }),
      ec2.describeVpcAttribute({ VpcId: id, Attribute: "enableDnsHostnames" }),
      ec2.describeVpcAttribute({ VpcId: id, Attribute: "enableDnsSupport" }),
    ]);
    const found = only(vpcs.Vpcs, `VPC ${id}`);
    const mainTable = tables.RouteTables?.[0]?.RouteTableId;
    return {
      arn: ec2Arn(context, found.OwnerId, "vpc", id),
      cidrBlock: found.CidrBlock,
      defaultNetworkAclId: acls.NetworkAcls?.[0]?.NetworkAclId,
      defaultRouteTableId: mainTable,
      defaultSecurityGroupId: groups.SecurityGroups?.[0]?.GroupId,
      dhcpOptionsId: found.DhcpOptionsId,
      enableDnsHostnames: hostnames.EnableDnsHostnames?.Value,
      enableDnsSupport: support.EnableDnsSupport?.Value,
      instanceTenancy: found.InstanceTenancy,
      mainRouteTableId: mainTable,
      ownerId: found.OwnerId,
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    const { ec2 } = context.clients;
    const { news } = change;
    if (change.changed("enableDnsHostnames"))
      await ec2.modifyVpcAttribute({ VpcId: id, EnableDnsHostnames: { Value: news.enableDnsHostnames ?? false } });
    if (change.changed("enableDnsSupport"))
      await ec2.modifyVpcAttribute({ VpcId: id, EnableDnsSupport: { Value: news.enableDnsSupport ?? true } });
    if (change.changed("tags")) await retag(id, change, context);
  },
  async delete(id, context) {
    await context.clients.ec2.deleteVpc({ VpcId: id });
  },
});
