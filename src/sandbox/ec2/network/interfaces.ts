import { AwsError } from "../../kernel/error";
import { freeAddress, parseCidr, usable } from "../base/cidr";
import { dependency, invalidValue } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { InterfaceRecord, SubnetRecord } from "../base/records";
import { need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, type Tags, tagList, tagsFor } from "../base/tags";
import { remembered } from "../base/tokens";
import { macAddress, privateDnsName, publicDnsName } from "./names";
import { takenAddresses } from "./subnets";

export interface WantedInterface {
  readonly subnet: SubnetRecord;
  readonly privateIp?: string;
  readonly publicIp?: string;
  readonly groupIds: readonly string[];
  readonly description?: string;
  readonly type?: string;
  readonly requester?: string;
  readonly attachment?: InterfaceRecord["attachment"];
  readonly tags?: Tags;
}

/** Takes a private address of the subnet, the one asked for or the lowest free one. */
export function makeInterface(region: Region, wanted: WantedInterface): InterfaceRecord {
  const { subnet } = wanted;
  const cidr = parseCidr(subnet.cidr);
  const taken = takenAddresses(region, subnet.id);
  if (!cidr) throw invalidValue(`CIDR block ${subnet.cidr} is malformed`);
  if (wanted.privateIp && !usable(cidr, wanted.privateIp)) throw invalidValue("Address does not fall within the subnet's address range");
  if (wanted.privateIp && taken.has(wanted.privateIp))
    throw new AwsError("InvalidIPAddress.InUse", `Address ${wanted.privateIp} is in use.`);
  const privateIp = wanted.privateIp ?? freeAddress(cidr, taken);
  if (!privateIp)
    throw new AwsError(
      "InsufficientFreeAddressesInSubnet",
      `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
    );
  const id = region.newId("eni");
  return region.interfaces.set(id, {
    id,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    zone: subnet.zone,
    zoneId: subnet.zoneId,
    privateIp,
    publicIp: wanted.publicIp,
    mac: macAddress(privateIp),
    description: wanted.description ?? "",
    groupIds: wanted.groupIds,
    type: wanted.type ?? "interface",
    sourceDestCheck: true,
    requester: wanted.requester,
    attachment: wanted.attachment,
    tags: wanted.tags ?? {},
  });
}

export function groupIdentifiers(region: Region, groupIds: readonly string[]) {
  return groupIds.map((GroupId) => ({ GroupId, GroupName: region.groups.get(GroupId)?.name }));
}

/** The association of a public address, where there is one. */
export function associationView(region: Region, one: InterfaceRecord) {
  if (!one.publicIp) return undefined;
  const elastic = region.addresses.find((address) => address.interfaceId === one.id);
  return {
    IpOwnerId: elastic ? region.accountId : "amazon",
    PublicIp: one.publicIp,
    PublicDnsName: region.vpcs.get(one.vpcId)?.dnsHostnames ? publicDnsName(region.region, one.publicIp) : "",
    ...(elastic ? { AllocationId: elastic.id, AssociationId: elastic.associationId } : {}),
  };
}

const status = (one: InterfaceRecord) => (one.attachment ? "in-use" : "available");

export function interfaceView(region: Region, one: InterfaceRecord) {
  const dns = privateDnsName(region.region, one.privateIp);
  return {
    NetworkInterfaceId: one.id,
    SubnetId: one.subnetId,
    VpcId: one.vpcId,
    AvailabilityZone: one.zone,
    AvailabilityZoneId: one.zoneId,
    Description: one.description,
    OwnerId: region.accountId,
    RequesterId: one.requester,
    RequesterManaged: one.requester !== undefined,
    Status: status(one),
    MacAddress: one.mac,
    PrivateIpAddress: one.privateIp,
    PrivateDnsName: dns,
    SourceDestCheck: one.sourceDestCheck,
    Groups: groupIdentifiers(region, one.groupIds),
    InterfaceType: one.type,
    Ipv6Addresses: [],
    Association: associationView(region, one),
    PrivateIpAddresses: [
      { Primary: true, PrivateIpAddress: one.privateIp, PrivateDnsName: dns, Association: associationView(region, one) },
    ],
    Attachment: one.attachment
      ? {
          AttachmentId: one.attachment.id,
          AttachTime: new Date(one.attachment.at),
          DeleteOnTermination: one.attachment.deleteOnTermination,
          DeviceIndex: one.attachment.deviceIndex,
          NetworkCardIndex: 0,
          InstanceId: one.attachment.instanceId,
          InstanceOwnerId: one.attachment.instanceOwnerId,
          Status: "attached",
        }
      : undefined,
    TagSet: tagList(one.tags),
  };
}

/** `amazon-elb` for the service-linked role of Elastic Load Balancing, and so on. */
function requesterOf(call: Call): string | undefined {
  if (call.principal.kind !== "service") return undefined;
  const host = /aws-service-role\/([a-z0-9.-]+)\.amazonaws\.com\//.exec(call.principal.arn)?.[1] ?? "aws";
  return host === "elasticloadbalancing" ? "amazon-elb" : `amazon-${host}`;
}

export function interfaceOperations(store: Store): Operations {
  return {
    CreateNetworkInterface(
      input: {
        SubnetId: string;
        Description?: string;
        Groups?: string[];
        PrivateIpAddress?: string;
        InterfaceType?: string;
        ClientToken?: string;
        TagSpecifications?: TagSpecification[];
      },
      call: Call,
    ) {
      const region = store.of(call);
      const subnet = need(region.subnets, "subnet", input.SubnetId);
      const fallback = region.groups.find((group) => group.vpcId === subnet.vpcId && group.name === "default")?.id;
      const groupIds = input.Groups?.length ? input.Groups : fallback ? [fallback] : [];
      for (const groupId of groupIds) need(region.groups, "security-group", groupId);
      const requester = requesterOf(call);
      const tags = tagsFor("network-interface", input.TagSpecifications, call.principal);
      const [id] = remembered(region, call.operation, input, () => [
        makeInterface(region, {
          subnet,
          groupIds,
          tags,
          requester,
          privateIp: input.PrivateIpAddress,
          description: input.Description,
          type: input.InterfaceType,
          // What a service makes is in its own use at once.
          attachment: requester
            ? { id: region.newId("ela-attach"), instanceOwnerId: requester, deviceIndex: 1, deleteOnTermination: false, at: region.now() }
            : undefined,
        }).id,
      ]);
      const made = need(region.interfaces, "network-interface", id);
      return { NetworkInterface: interfaceView(region, made), ClientToken: input.ClientToken };
    },

    DescribeNetworkInterfaces(input: Describing & { NetworkInterfaceIds?: string[] }, call: Call) {
      const region = store.of(call);
      const interfaces = filtered(
        needAll(region.interfaces, "network-interface", input.NetworkInterfaceIds),
        input.Filters,
        {
          "addresses.association.public-ip": (one) => one.publicIp,
          "addresses.private-ip-address": (one) => one.privateIp,
          "association.allocation-id": (one) => region.addresses.find((address) => address.interfaceId === one.id)?.id,
          "association.association-id": (one) => region.addresses.find((address) => address.interfaceId === one.id)?.associationId,
          "association.public-ip": (one) => one.publicIp,
          "attachment.attachment-id": (one) => one.attachment?.id,
          "attachment.delete-on-termination": (one) => one.attachment?.deleteOnTermination,
          "attachment.device-index": (one) => one.attachment?.deviceIndex,
          "attachment.instance-id": (one) => one.attachment?.instanceId,
          "attachment.instance-owner-id": (one) => one.attachment?.instanceOwnerId,
          "attachment.status": (one) => (one.attachment ? "attached" : undefined),
          "availability-zone": (one) => one.zone,
          "availability-zone-id": (one) => one.zoneId,
          description: (one) => one.description,
          "group-id": (one) => one.groupIds,
          "group-name": (one) => one.groupIds.map((id) => region.groups.get(id)?.name),
          "interface-type": (one) => one.type,
          "mac-address": (one) => one.mac,
          "network-interface-id": (one) => one.id,
          "owner-id": () => region.accountId,
          "private-dns-name": (one) => privateDnsName(region.region, one.privateIp),
          "private-ip-address": (one) => one.privateIp,
          "requester-id": (one) => one.requester,
          "requester-managed": (one) => one.requester !== undefined,
          "source-dest-check": (one) => one.sourceDestCheck,
          status,
          "subnet-id": (one) => one.subnetId,
          "vpc-id": (one) => one.vpcId,
        },
        (one) => one.tags,
      );
      const { page, nextToken } = paged(interfaces, input);
      return { NetworkInterfaces: page.map((one) => interfaceView(region, one)), NextToken: nextToken };
    },

    DeleteNetworkInterface(input: { NetworkInterfaceId: string }, call: Call) {
      const region = store.of(call);
      const one = need(region.interfaces, "network-interface", input.NetworkInterfaceId);
      if (one.requester && call.principal.kind !== "service")
        throw new AwsError("OperationNotPermitted", `You are not allowed to manage '${one.requester}' network interfaces.`);
      if (one.attachment?.instanceId || (one.attachment && !one.requester))
        throw new AwsError("InvalidParameterValue", `Network interface '${one.id}' is currently in use.`);
      if (region.addresses.find((address) => address.interfaceId === one.id))
        throw dependency(`The networkInterface '${one.id}' has dependencies and cannot be deleted.`);
      region.interfaces.delete(one.id);
      return {};
    },
  };
}
