import { AwsError } from "../../kernel/error";
import { missing, notFound, unsupported } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { AddressRecord, InterfaceRecord } from "../base/records";
import { change, need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, tagList, tagsFor } from "../base/tags";
import { freePublicAddress } from "./names";

/** Gives an interface an Elastic IP; what it had before is let go. */
export function associate(region: Region, address: AddressRecord, one: InterfaceRecord, instanceId?: string): AddressRecord {
  for (const other of region.addresses.values())
    if (other.interfaceId === one.id && other.id !== address.id) change(region.addresses, other, FREE);
  change(region.interfaces, one, { publicIp: address.publicIp });
  if (instanceId) publish(region, instanceId, address.publicIp);
  return change(region.addresses, address, {
    associationId: region.newId("eipassoc"),
    interfaceId: one.id,
    instanceId,
    privateIp: one.privateIp,
  });
}

const FREE = { associationId: undefined, interfaceId: undefined, instanceId: undefined, privateIp: undefined };

function publish(region: Region, instanceId: string, publicIp: string | undefined): void {
  const instance = region.instances.get(instanceId);
  if (instance) change(region.instances, instance, { publicIp });
}

export function disassociate(region: Region, address: AddressRecord): void {
  const one = address.interfaceId ? region.interfaces.get(address.interfaceId) : undefined;
  if (one) change(region.interfaces, one, { publicIp: undefined });
  if (address.instanceId) publish(region, address.instanceId, undefined);
  change(region.addresses, address, FREE);
}

function addressView(region: Region, address: AddressRecord) {
  return {
    AllocationId: address.id,
    PublicIp: address.publicIp,
    Domain: "vpc",
    PublicIpv4Pool: "amazon",
    NetworkBorderGroup: region.region,
    AssociationId: address.associationId,
    InstanceId: address.instanceId,
    NetworkInterfaceId: address.interfaceId,
    NetworkInterfaceOwnerId: address.interfaceId ? region.accountId : undefined,
    PrivateIpAddress: address.privateIp,
    Tags: tagList(address.tags),
  };
}

export function addressOperations(store: Store): Operations {
  return {
    AllocateAddress(input: { Domain?: string; PublicIpv4Pool?: string; TagSpecifications?: TagSpecification[] }, call: Call) {
      if (input.PublicIpv4Pool && input.PublicIpv4Pool !== "amazon")
        throw unsupported("address pools of your own", "Leave PublicIpv4Pool out.");
      const region = store.of(call);
      const id = region.newId("eipalloc");
      const tags = tagsFor("elastic-ip", input.TagSpecifications, call.principal);
      const address = region.addresses.set(id, { id, publicIp: freePublicAddress(region), tags });
      const { AllocationId, PublicIp, Domain, PublicIpv4Pool, NetworkBorderGroup } = addressView(region, address);
      return { AllocationId, PublicIp, Domain, PublicIpv4Pool, NetworkBorderGroup };
    },

    DescribeAddresses(input: Describing & { AllocationIds?: string[]; PublicIps?: string[] }, call: Call) {
      const region = store.of(call);
      for (const ip of input.PublicIps ?? [])
        if (!region.addresses.find((one) => one.publicIp === ip))
          throw new AwsError("InvalidAddress.NotFound", `Address '${ip}' not found.`);
      const asked = needAll(region.addresses, "elastic-ip", input.AllocationIds).filter(
        (one) => !input.PublicIps?.length || input.PublicIps.includes(one.publicIp),
      );
      const addresses = filtered(
        asked,
        input.Filters,
        {
          "allocation-id": (one) => one.id,
          "association-id": (one) => one.associationId,
          domain: () => "vpc",
          "instance-id": (one) => one.instanceId,
          "network-border-group": () => region.region,
          "network-interface-id": (one) => one.interfaceId,
          "network-interface-owner-id": (one) => (one.interfaceId ? region.accountId : undefined),
          "private-ip-address": (one) => one.privateIp,
          "public-ip": (one) => one.publicIp,
        },
        (one) => one.tags,
      );
      return { Addresses: addresses.map((one) => addressView(region, one)) };
    },

    DescribeAddressesAttribute(input: Describing & { AllocationIds?: string[] }, call: Call) {
      const region = store.of(call);
      const { page, nextToken } = paged(needAll(region.addresses, "elastic-ip", input.AllocationIds), input, { min: 1 });
      return { Addresses: page.map((one) => ({ AllocationId: one.id, PublicIp: one.publicIp })), NextToken: nextToken };
    },

    AssociateAddress(
      input: { AllocationId?: string; InstanceId?: string; NetworkInterfaceId?: string; AllowReassociation?: boolean },
      call: Call,
    ) {
      const region = store.of(call);
      if (!input.AllocationId) throw missing("allocationId");
      const address = need(region.addresses, "elastic-ip", input.AllocationId);
      if (!input.InstanceId && !input.NetworkInterfaceId) throw missing("instanceId or networkInterfaceId");
      const instance = input.InstanceId ? need(region.instances, "instance", input.InstanceId) : undefined;
      const one = need(region.interfaces, "network-interface", instance?.interfaceId ?? input.NetworkInterfaceId);
      if (address.associationId && address.interfaceId !== one.id && input.AllowReassociation === false)
        throw new AwsError(
          "Resource.AlreadyAssociated",
          `resource ${address.id} is already associated with associate-id ${address.associationId}`,
        );
      if (address.interfaceId && address.interfaceId !== one.id) disassociate(region, address);
      const made = associate(region, need(region.addresses, "elastic-ip", address.id), one, one.attachment?.instanceId);
      return { AssociationId: made.associationId };
    },

    DisassociateAddress(input: { AssociationId?: string; PublicIp?: string }, call: Call) {
      const region = store.of(call);
      const address = region.addresses.find(
        (one) => one.associationId !== undefined && (one.associationId === input.AssociationId || one.publicIp === input.PublicIp),
      );
      if (!address) throw notFound("association", input.AssociationId ?? input.PublicIp ?? "");
      if (region.nats.find((nat) => nat.allocationId === address.id && nat.state !== "deleted"))
        throw new AwsError("AuthFailure", "You do not have permission to access the specified resource.");
      disassociate(region, address);
      return {};
    },

    ReleaseAddress(input: { AllocationId?: string }, call: Call) {
      const region = store.of(call);
      const address = need(region.addresses, "elastic-ip", input.AllocationId);
      if (address.associationId) throw new AwsError("InvalidIPAddress.InUse", `Address ${address.publicIp} is in use.`);
      region.addresses.delete(address.id);
      return {};
    },
  };
}
