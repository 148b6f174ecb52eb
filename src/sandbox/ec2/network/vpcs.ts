import { AwsError } from "../../kernel/error";
import { formatCidr, requireNetwork } from "../base/cidr";
import { dependency, missing, unsupported } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { VpcRecord } from "../base/records";
import { change, need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, type Tags, tagList, tagsFor } from "../base/tags";
import { makeAcl } from "./acls";
import { makeGroup } from "./groups";
import { makeRouteTable } from "./route-tables";

interface Flag {
  Value?: boolean;
}

/** Makes a VPC with what AWS makes with it: main route table, default network ACL, default security group. */
export function makeVpc(
  region: Region,
  wanted: { cidr: string; tags?: Tags; isDefault?: boolean; tenancy?: string; dnsHostnames?: boolean },
): VpcRecord {
  const id = region.newId("vpc");
  const vpc = region.vpcs.set(id, {
    id,
    cidr: wanted.cidr,
    isDefault: wanted.isDefault ?? false,
    tenancy: wanted.tenancy ?? "default",
    cidrAssociationId: region.newId("vpc-cidr-assoc"),
    dnsSupport: true,
    dnsHostnames: wanted.dnsHostnames ?? false,
    usageMetrics: false,
    tags: wanted.tags ?? {},
  });
  makeRouteTable(region, vpc, { main: true });
  makeAcl(region, vpc.id, { isDefault: true });
  makeGroup(region, { vpcId: id, name: "default", description: "default VPC security group", isDefault: true });
  return vpc;
}

/** The id of the DHCP options that every VPC of the Region has. */
const dhcpOptionsId = (region: Region) => `dopt-${region.accountId}${region.region.length}`.padEnd(22, "0");

export function vpcView(region: Region, vpc: VpcRecord) {
  return {
    VpcId: vpc.id,
    OwnerId: region.accountId,
    CidrBlock: vpc.cidr,
    CidrBlockAssociationSet: [{ AssociationId: vpc.cidrAssociationId, CidrBlock: vpc.cidr, CidrBlockState: { State: "associated" } }],
    DhcpOptionsId: dhcpOptionsId(region),
    InstanceTenancy: vpc.tenancy,
    IsDefault: vpc.isDefault,
    State: "available",
    BlockPublicAccessStates: { InternetGatewayBlockMode: "off" },
    Tags: tagList(vpc.tags),
  };
}

export function vpcOperations(store: Store): Operations {
  return {
    CreateVpc(
      input: {
        CidrBlock?: string;
        InstanceTenancy?: string;
        AmazonProvidedIpv6CidrBlock?: boolean;
        Ipv6CidrBlock?: string;
        Ipv4IpamPoolId?: string;
        TagSpecifications?: TagSpecification[];
      },
      call: Call,
    ) {
      if (input.AmazonProvidedIpv6CidrBlock || input.Ipv6CidrBlock) throw unsupported("IPv6 in VPCs", "Create the VPC with IPv4 only.");
      if (input.Ipv4IpamPoolId) throw unsupported("IPAM pools", "Give the VPC a CidrBlock.");
      if (!input.CidrBlock) throw missing("cidrBlock");
      const region = store.of(call);
      const cidr = formatCidr(requireNetwork(input.CidrBlock, "InvalidVpc.Range"));
      const tags = tagsFor("vpc", input.TagSpecifications, call.principal);
      return { Vpc: vpcView(region, makeVpc(region, { cidr, tags, tenancy: input.InstanceTenancy })) };
    },

    DescribeVpcs(input: Describing & { VpcIds?: string[] }, call: Call) {
      const region = store.of(call);
      const vpcs = filtered(
        needAll(region.vpcs, "vpc", input.VpcIds),
        input.Filters,
        {
          cidr: (vpc) => vpc.cidr,
          "cidr-block": (vpc) => vpc.cidr,
          "cidr-block-association.cidr-block": (vpc) => vpc.cidr,
          "cidr-block-association.association-id": (vpc) => vpc.cidrAssociationId,
          "cidr-block-association.state": () => "associated",
          "dhcp-options-id": () => dhcpOptionsId(region),
          "is-default": (vpc) => vpc.isDefault,
          isDefault: (vpc) => vpc.isDefault,
          "owner-id": () => region.accountId,
          state: () => "available",
          "vpc-id": (vpc) => vpc.id,
        },
        (vpc) => vpc.tags,
      );
      const { page, nextToken } = paged(vpcs, input);
      return { Vpcs: page.map((vpc) => vpcView(region, vpc)), NextToken: nextToken };
    },

    DescribeVpcAttribute(input: { VpcId: string; Attribute: string }, call: Call) {
      const vpc = need(store.of(call).vpcs, "vpc", input.VpcId);
      const attributes: Record<string, object> = {
        enableDnsSupport: { EnableDnsSupport: { Value: vpc.dnsSupport } },
        enableDnsHostnames: { EnableDnsHostnames: { Value: vpc.dnsHostnames } },
        enableNetworkAddressUsageMetrics: { EnableNetworkAddressUsageMetrics: { Value: vpc.usageMetrics } },
      };
      const found = attributes[input.Attribute];
      if (!found)
        throw new AwsError("InvalidParameterValue", `Value (${input.Attribute}) for parameter attribute is invalid. Unknown attribute.`);
      return { VpcId: vpc.id, ...found };
    },

    ModifyVpcAttribute(
      input: { VpcId: string; EnableDnsSupport?: Flag; EnableDnsHostnames?: Flag; EnableNetworkAddressUsageMetrics?: Flag },
      call: Call,
    ) {
      const { vpcs } = store.of(call);
      const vpc = need(vpcs, "vpc", input.VpcId);
      const flags = [input.EnableDnsSupport, input.EnableDnsHostnames, input.EnableNetworkAddressUsageMetrics];
      if (flags.filter(Boolean).length !== 1)
        throw new AwsError("InvalidParameterCombination", "Exactly one VPC attribute can be modified at a time");
      change(vpcs, vpc, {
        dnsSupport: input.EnableDnsSupport?.Value ?? vpc.dnsSupport,
        dnsHostnames: input.EnableDnsHostnames?.Value ?? vpc.dnsHostnames,
        usageMetrics: input.EnableNetworkAddressUsageMetrics?.Value ?? vpc.usageMetrics,
      });
      return {};
    },

    DeleteVpc(input: { VpcId: string }, call: Call) {
      const region = store.of(call);
      const vpc = need(region.vpcs, "vpc", input.VpcId);
      const inside = (record: { vpcId?: string | undefined }) => record.vpcId === vpc.id;
      const inUse =
        region.subnets.find(inside) ??
        region.gateways.find(inside) ??
        region.interfaces.find(inside) ??
        region.acls.find((acl) => inside(acl) && !acl.isDefault) ??
        region.groups.find((group) => inside(group) && group.name !== "default") ??
        region.routeTables.find((table) => inside(table) && !table.associations.some((one) => one.main));
      if (inUse) throw dependency(`The vpc '${vpc.id}' has dependencies and cannot be deleted.`);
      for (const acl of region.acls.values()) if (inside(acl)) region.acls.delete(acl.id);
      for (const table of region.routeTables.values()) if (inside(table)) region.routeTables.delete(table.id);
      for (const group of region.groups.values()) {
        if (!inside(group)) continue;
        for (const rule of region.rules.values()) if (rule.groupId === group.id) region.rules.delete(rule.id);
        region.groups.delete(group.id);
      }
      region.vpcs.delete(vpc.id);
      return {};
    },
  };
}
