import type { ec2 } from "@pulumi/aws";
import { must, only, tagMap } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { retag, tagSpecifications } from "./common";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html */
export const natGateway = resource<ec2.NatGatewayArgs, ec2.NatGatewayState>({
  type: "aws:ec2/natGateway:NatGateway",
  inputs: inputsOf<ec2.NatGatewayArgs>()({
    required: [],
    replaces: ["allocationId", "connectivityType", "privateIp", "subnetId"],
    updates: ["tags"],
    inert: [
      "availabilityMode",
      "availabilityZoneAddresses",
      "secondaryAllocationIds",
      "secondaryPrivateIpAddressCount",
      "secondaryPrivateIpAddresses",
      "vpcId",
    ],
  }),
  check: ({ subnetId }) =>
    subnetId === undefined ? [{ property: "subnetId", reason: "is missing (regional NAT gateways are not rehearsed)" }] : [],
  async create(inputs, context) {
    const { ec2 } = context.clients;
    const { NatGateway } = await ec2.createNatGateway({
      SubnetId: inputs.subnetId,
      AllocationId: inputs.allocationId,
      ConnectivityType: inputs.connectivityType === "private" ? "private" : "public",
      PrivateIpAddress: inputs.privateIp,
      TagSpecifications: tagSpecifications("natgateway", inputs, context),
    });
    const id = must(NatGateway?.NatGatewayId, "NatGatewayId");
    await context.wait(`NAT gateway ${id} to be available`, async () => {
      const found = (await ec2.describeNatGateways({ NatGatewayIds: [id] })).NatGateways?.[0];
      if (found?.State === "failed") throw new Error(found.FailureMessage ?? `NAT gateway ${id} failed`);
      return found?.State === "available" ? true : undefined;
    });
    return id;
  },
  async read(id, context) {
    const found = only((await context.clients.ec2.describeNatGateways({ NatGatewayIds: [id] })).NatGateways, `NAT gateway ${id}`);
    if (found.State === "deleted" || found.State === "deleting") return undefined;
    const address = found.NatGatewayAddresses?.[0];
    return {
      allocationId: address?.AllocationId,
      associationId: address?.AssociationId,
      connectivityType: found.ConnectivityType,
      networkInterfaceId: address?.NetworkInterfaceId,
      privateIp: address?.PrivateIp,
      publicIp: address?.PublicIp,
      subnetId: found.SubnetId,
      vpcId: found.VpcId,
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    await retag(id, change, context);
  },
  async delete(id, context) {
    const { ec2 } = context.clients;
    await ec2.deleteNatGateway({ NatGatewayId: id });
    await context.wait(`NAT gateway ${id} to go`, async () => {
      const found = (await ec2.describeNatGateways({ NatGatewayIds: [id] })).NatGateways?.[0];
      return !found || found.State === "deleted" ? true : undefined;
    });
  },
});
