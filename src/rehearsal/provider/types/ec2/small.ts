import type { ec2 } from "@pulumi/aws";
import { tagMap } from "../../convert";
import { inputsOf, resource } from "../../resource-type";

/** One tag of something that is made elsewhere. Id: `resource,key`. */
export const tag = resource<ec2.TagArgs, ec2.TagState>({
  type: "aws:ec2/tag:Tag",
  inputs: inputsOf<ec2.TagArgs>()({ required: ["key", "resourceId", "value"], replaces: ["key", "resourceId"], updates: ["value"] }),
  async create({ resourceId, key, value }, context) {
    await context.clients.ec2.createTags({ Resources: [resourceId], Tags: [{ Key: key, Value: value }] });
    return `${resourceId},${key}`;
  },
  async read(id, context) {
    const [resourceId = "", key = ""] = split(id);
    const { Tags } = await context.clients.ec2.describeTags({
      Filters: [
        { Name: "resource-id", Values: [resourceId] },
        { Name: "key", Values: [key] },
      ],
    });
    const value = tagMap(Tags)[key];
    return value === undefined ? undefined : { resourceId, key, value };
  },
  async update(_id, { news }, context) {
    await context.clients.ec2.createTags({ Resources: [news.resourceId], Tags: [{ Key: news.key, Value: news.value }] });
  },
  async delete(id, context) {
    const [resourceId = "", Key = ""] = split(id);
    await context.clients.ec2.deleteTags({ Resources: [resourceId], Tags: [{ Key }] });
  },
});

function split(id: string): readonly string[] {
  const comma = id.indexOf(",");
  return [id.slice(0, comma), id.slice(comma + 1)];
}

/** Gives an address to an instance or a network interface. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html */
export const eipAssociation = resource<ec2.EipAssociationArgs, ec2.EipAssociationState>({
  type: "aws:ec2/eipAssociation:EipAssociation",
  inputs: inputsOf<ec2.EipAssociationArgs>()({
    required: [],
    replaces: ["allocationId", "instanceId", "networkInterfaceId", "privateIpAddress"],
    updates: [],
    inert: ["allowReassociation", "publicIp"],
  }),
  deleteBeforeReplace: true,
  check: ({ allocationId }) => (allocationId === undefined ? [{ property: "allocationId", reason: "is missing" }] : []),
  async create(inputs, context) {
    const { AssociationId = "" } = await context.clients.ec2.associateAddress({
      AllocationId: inputs.allocationId,
      InstanceId: inputs.instanceId,
      NetworkInterfaceId: inputs.networkInterfaceId,
      PrivateIpAddress: inputs.privateIpAddress,
    });
    return AssociationId;
  },
  async read(id, context, { allocationId = "" }) {
    const { Addresses } = await context.clients.ec2.describeAddresses({ AllocationIds: [allocationId] });
    const found = Addresses?.find(({ AssociationId }) => AssociationId === id);
    return found && { publicIp: found.PublicIp, privateIpAddress: found.PrivateIpAddress, networkInterfaceId: found.NetworkInterfaceId };
  },
  async delete(id, context) {
    await context.clients.ec2.disassociateAddress({ AssociationId: id });
  },
});
