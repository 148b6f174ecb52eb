import type { ec2 } from "@pulumi/aws";
import type { Context } from "../../context";
import { must, only, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { ec2Arn, retag, tagSpecifications } from "./common";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html */
export const eip = resource<ec2.EipArgs, ec2.EipState>({
  type: "aws:ec2/eip:Eip",
  inputs: inputsOf<ec2.EipArgs>()({
    required: [],
    replaces: ["address", "domain"],
    updates: ["associateWithPrivateIp", "instance", "networkInterface", "tags"],
    inert: ["customerOwnedIpv4Pool", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"],
  }),
  async create(inputs, context) {
    const { AllocationId } = await context.clients.ec2.allocateAddress({
      Domain: "vpc",
      Address: inputs.address,
      TagSpecifications: tagSpecifications("elastic-ip", inputs, context),
    });
    const id = must(AllocationId, "AllocationId");
    await associate(id, inputs, context);
    return id;
  },
  async read(id, context) {
    const found = only((await context.clients.ec2.describeAddresses({ AllocationIds: [id] })).Addresses, `address ${id}`);
    return {
      arn: ec2Arn(context, await context.accountId(), "elastic-ip", id),
      allocationId: id,
      associationId: found.AssociationId ?? "",
      domain: found.Domain,
      instance: found.InstanceId ?? "",
      networkInterface: found.NetworkInterfaceId ?? "",
      privateIp: found.PrivateIpAddress ?? "",
      publicIp: found.PublicIp,
      publicDns: publicDns(found.PublicIp, context.region),
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    const { ec2 } = context.clients;
    if (change.changed("instance", "networkInterface", "associateWithPrivateIp")) {
      const association = (await ec2.describeAddresses({ AllocationIds: [id] })).Addresses?.[0]?.AssociationId;
      if (association) await ec2.disassociateAddress({ AssociationId: association });
      await associate(id, change.news, context);
    }
    if (change.changed("tags")) await retag(id, change, context);
  },
  async delete(id, context) {
    const { ec2 } = context.clients;
    const association = only((await ec2.describeAddresses({ AllocationIds: [id] })).Addresses, `address ${id}`).AssociationId;
    if (association) await ec2.disassociateAddress({ AssociationId: association });
    await ec2.releaseAddress({ AllocationId: id });
  },
});

async function associate(id: string, inputs: Plainly<ec2.EipArgs>, context: Context): Promise<void> {
  if (!inputs.instance && !inputs.networkInterface) return;
  await context.clients.ec2.associateAddress({
    AllocationId: id,
    InstanceId: inputs.instance,
    NetworkInterfaceId: inputs.networkInterface,
    PrivateIpAddress: inputs.associateWithPrivateIp,
  });
}

function publicDns(address: string | undefined, region: string): string {
  const zone = region === "us-east-1" ? "compute-1" : `${region}.compute`;
  return address ? `ec2-${address.replaceAll(".", "-")}.${zone}.amazonaws.com` : "";
}
