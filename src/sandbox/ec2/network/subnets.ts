import { AwsError } from "../../kernel/error";
import { contains, formatCidr, overlaps, parseCidr, requireNetwork, usableAddresses } from "../base/cidr";
import { dependency, invalidCombination, invalidValue, missing, unsupported } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { SubnetRecord } from "../base/records";
import { findZone, type Zone, zonesOf } from "../base/regions";
import { change, need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, type Tags, tagList, tagsFor } from "../base/tags";
import { associateDefaultAcl } from "./acls";

interface Flag {
  Value?: boolean;
}

export function makeSubnet(
  region: Region,
  wanted: { vpcId: string; cidr: string; zone: Zone; tags?: Tags; defaultForAz?: boolean; mapPublicIp?: boolean },
): SubnetRecord {
  const id = region.newId("subnet");
  const subnet = region.subnets.set(id, {
    id,
    vpcId: wanted.vpcId,
    cidr: wanted.cidr,
    zone: wanted.zone.name,
    zoneId: wanted.zone.id,
    defaultForAz: wanted.defaultForAz ?? false,
    mapPublicIp: wanted.mapPublicIp ?? false,
    hostnameType: "ip-name",
    resourceNameA: false,
    resourceNameAaaa: false,
    tags: wanted.tags ?? {},
  });
  associateDefaultAcl(region, subnet);
  return subnet;
}

/** Private addresses in use in a subnet. */
export function takenAddresses(region: Region, subnetId: string): Set<string> {
  return new Set(region.interfaces.values().flatMap((one) => (one.subnetId === subnetId ? [one.privateIp] : [])));
}

function available(region: Region, subnet: SubnetRecord): number {
  const cidr = parseCidr(subnet.cidr);
  return cidr ? usableAddresses(cidr) - takenAddresses(region, subnet.id).size : 0;
}

export function subnetView(region: Region, subnet: SubnetRecord) {
  return {
    SubnetId: subnet.id,
    SubnetArn: region.arn("subnet", subnet.id),
    VpcId: subnet.vpcId,
    OwnerId: region.accountId,
    State: "available",
    CidrBlock: subnet.cidr,
    AvailabilityZone: subnet.zone,
    AvailabilityZoneId: subnet.zoneId,
    AvailableIpAddressCount: available(region, subnet),
    DefaultForAz: subnet.defaultForAz,
    MapPublicIpOnLaunch: subnet.mapPublicIp,
    MapCustomerOwnedIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    Ipv6Native: false,
    EnableDns64: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: subnet.hostnameType,
      EnableResourceNameDnsARecord: subnet.resourceNameA,
      EnableResourceNameDnsAAAARecord: subnet.resourceNameAaaa,
    },
    BlockPublicAccessStates: { InternetGatewayBlockMode: "off" },
    Tags: tagList(subnet.tags),
  };
}

function checkBlock(region: Region, vpcId: string, vpcCidr: string, text: string): string {
  const block = requireNetwork(text, "InvalidSubnet.Range");
  const outer = parseCidr(vpcCidr);
  if (!outer || !contains(outer, block)) throw new AwsError("InvalidSubnet.Range", `The CIDR '${text}' is invalid.`);
  for (const other of region.subnets.values()) {
    const taken = other.vpcId === vpcId ? parseCidr(other.cidr) : undefined;
    if (taken && overlaps(taken, block)) throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${text}' conflicts with another subnet`);
  }
  return formatCidr(block);
}

function zoneOf(region: Region, wanted: string | undefined): Zone {
  if (!wanted) {
    const [first] = zonesOf(region.region);
    if (first) return first;
  }
  const zone = wanted ? findZone(region.region, wanted) : undefined;
  if (zone) return zone;
  const names = zonesOf(region.region).map((one) => one.name);
  throw invalidValue(
    `Value (${wanted}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${names.join(", ")}.`,
  );
}

export function subnetOperations(store: Store): Operations {
  return {
    CreateSubnet(
      input: {
        VpcId: string;
        CidrBlock?: string;
        AvailabilityZone?: string;
        AvailabilityZoneId?: string;
        Ipv6CidrBlock?: string;
        Ipv6Native?: boolean;
        OutpostArn?: string;
        TagSpecifications?: TagSpecification[];
      },
      call: Call,
    ) {
      if (input.Ipv6Native && !input.Ipv6CidrBlock)
        throw new AwsError("MissingParameter", "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided.");
      if (input.Ipv6Native && input.CidrBlock)
        throw invalidCombination("When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native to true.");
      if (input.Ipv6CidrBlock || input.Ipv6Native) throw unsupported("IPv6 in subnets", "Create the subnet with IPv4 only.");
      if (input.OutpostArn) throw unsupported("Outposts", "Create the subnet in an Availability Zone.");
      if (!input.CidrBlock) throw missing("cidrBlock");
      const region = store.of(call);
      const vpc = need(region.vpcs, "vpc", input.VpcId);
      const tags = tagsFor("subnet", input.TagSpecifications, call.principal);
      const zone = zoneOf(region, input.AvailabilityZone ?? input.AvailabilityZoneId);
      const cidr = checkBlock(region, vpc.id, vpc.cidr, input.CidrBlock);
      return { Subnet: subnetView(region, makeSubnet(region, { vpcId: vpc.id, cidr, zone, tags })) };
    },

    DescribeSubnets(input: Describing & { SubnetIds?: string[] }, call: Call) {
      const region = store.of(call);
      const subnets = filtered(
        needAll(region.subnets, "subnet", input.SubnetIds),
        input.Filters,
        {
          "availability-zone": (one) => one.zone,
          availabilityZone: (one) => one.zone,
          "availability-zone-id": (one) => one.zoneId,
          availabilityZoneId: (one) => one.zoneId,
          "available-ip-address-count": (one) => available(region, one),
          cidr: (one) => one.cidr,
          cidrBlock: (one) => one.cidr,
          "cidr-block": (one) => one.cidr,
          "default-for-az": (one) => one.defaultForAz,
          defaultForAz: (one) => one.defaultForAz,
          "ipv6-native": () => false,
          "map-public-ip-on-launch": (one) => one.mapPublicIp,
          "owner-id": () => region.accountId,
          state: () => "available",
          "subnet-arn": (one) => region.arn("subnet", one.id),
          "subnet-id": (one) => one.id,
          "vpc-id": (one) => one.vpcId,
        },
        (one) => one.tags,
      );
      const { page, nextToken } = paged(subnets, input);
      return { Subnets: page.map((subnet) => subnetView(region, subnet)), NextToken: nextToken };
    },

    ModifySubnetAttribute(
      input: {
        SubnetId: string;
        MapPublicIpOnLaunch?: Flag;
        AssignIpv6AddressOnCreation?: Flag;
        EnableDns64?: Flag;
        MapCustomerOwnedIpOnLaunch?: Flag;
        EnableResourceNameDnsARecordOnLaunch?: Flag;
        EnableResourceNameDnsAAAARecordOnLaunch?: Flag;
        PrivateDnsHostnameTypeOnLaunch?: string;
      },
      call: Call,
    ) {
      const { subnets } = store.of(call);
      const subnet = need(subnets, "subnet", input.SubnetId);
      if (input.AssignIpv6AddressOnCreation?.Value || input.EnableDns64?.Value)
        throw unsupported("IPv6 in subnets", "Leave the IPv6 attributes off.");
      if (input.MapCustomerOwnedIpOnLaunch?.Value) throw unsupported("Outposts", "Leave MapCustomerOwnedIpOnLaunch off.");
      change(subnets, subnet, {
        mapPublicIp: input.MapPublicIpOnLaunch?.Value ?? subnet.mapPublicIp,
        hostnameType: input.PrivateDnsHostnameTypeOnLaunch ?? subnet.hostnameType,
        resourceNameA: input.EnableResourceNameDnsARecordOnLaunch?.Value ?? subnet.resourceNameA,
        resourceNameAaaa: input.EnableResourceNameDnsAAAARecordOnLaunch?.Value ?? subnet.resourceNameAaaa,
      });
      return {};
    },

    DeleteSubnet(input: { SubnetId: string }, call: Call) {
      const region = store.of(call);
      const subnet = need(region.subnets, "subnet", input.SubnetId);
      if (region.interfaces.find((one) => one.subnetId === subnet.id))
        throw dependency(`The subnet '${subnet.id}' has dependencies and cannot be deleted.`);
      for (const table of region.routeTables.values())
        if (table.associations.some((one) => one.subnetId === subnet.id))
          change(region.routeTables, table, { associations: table.associations.filter((one) => one.subnetId !== subnet.id) });
      for (const acl of region.acls.values())
        if (acl.associations.some((one) => one.subnetId === subnet.id))
          change(region.acls, acl, { associations: acl.associations.filter((one) => one.subnetId !== subnet.id) });
      region.subnets.delete(subnet.id);
      store.cloud.bus.emit("network-changed", { scope: region.scope });
      return {};
    },
  };
}
