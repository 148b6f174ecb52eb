import type { ec2 } from "@pulumi/aws";
import { must, only, tagMap } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { retag, tagSpecifications } from "./common";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html */
export const subnet = resource<ec2.SubnetArgs, ec2.SubnetState>({
  type: "aws:ec2/subnet:Subnet",
  inputs: inputsOf<ec2.SubnetArgs>()({
    required: ["vpcId"],
    replaces: ["vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId"],
    updates: ["mapPublicIpOnLaunch", "tags"],
    inert: [
      "assignIpv6AddressOnCreation",
      "customerOwnedIpv4Pool",
      "enableDns64",
      "enableLniAtDeviceIndex",
      "enableResourceNameDnsARecordOnLaunch",
      "enableResourceNameDnsAaaaRecordOnLaunch",
      "ipv4IpamPoolId",
      "ipv4NetmaskLength",
      "ipv6CidrBlock",
      "ipv6IpamPoolId",
      "ipv6Native",
      "ipv6NetmaskLength",
      "mapCustomerOwnedIpOnLaunch",
      "outpostArn",
      "privateDnsHostnameTypeOnLaunch",
    ],
  }),
  check: (inputs) => [
    ...(inputs.cidrBlock === undefined ? [{ property: "cidrBlock", reason: "is missing (IPv6-only subnets are not rehearsed)" }] : []),
    ...(inputs.availabilityZone !== undefined && inputs.availabilityZoneId !== undefined
      ? [{ property: "availabilityZoneId", reason: "conflicts with availabilityZone: give one of them" }]
      : []),
  ],
  async create(inputs, context) {
    const { ec2 } = context.clients;
    const { Subnet } = await ec2.createSubnet({
      VpcId: inputs.vpcId,
      CidrBlock: inputs.cidrBlock,
      AvailabilityZone: inputs.availabilityZone,
      AvailabilityZoneId: inputs.availabilityZoneId,
      TagSpecifications: tagSpecifications("subnet", inputs, context),
    });
    const id = must(Subnet?.SubnetId, "SubnetId");
    if (inputs.mapPublicIpOnLaunch) await ec2.modifySubnetAttribute({ SubnetId: id, MapPublicIpOnLaunch: { Value: true } });
    return id;
  },
  async read(id, context) {
    const found = only((await context.clients.ec2.describeSubnets({ SubnetIds: [id] })).Subnets, `subnet ${id}`);
    return {
      arn: found.SubnetArn,
      availabilityZone: found.AvailabilityZone,
      availabilityZoneId: found.AvailabilityZoneId,
      cidrBlock: found.CidrBlock,
      mapPublicIpOnLaunch: found.MapPublicIpOnLaunch ?? false,
      ownerId: found.OwnerId,
      vpcId: found.VpcId,
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    if (change.changed("mapPublicIpOnLaunch")) {
      await context.clients.ec2.modifySubnetAttribute({
        SubnetId: id,
        MapPublicIpOnLaunch: { Value: change.news.mapPublicIpOnLaunch ?? false },
      });
    }
    if (change.changed("tags")) await retag(id, change, context);
  },
  async delete(id, context) {
    await context.clients.ec2.deleteSubnet({ SubnetId: id });
  },
});
