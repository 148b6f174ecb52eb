import { AwsError } from "../../kernel/error";
import { missing, unsupported } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { NatRecord } from "../base/records";
import { change, need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, tagList, tagsFor } from "../base/tags";
import { remembered } from "../base/tokens";
import { EC2_TIMINGS } from "../timings";
import { associate, disassociate } from "./addresses";
import { makeInterface } from "./interfaces";

function natView(region: Region, nat: NatRecord) {
  return {
    NatGatewayId: nat.id,
    VpcId: nat.vpcId,
    SubnetId: nat.subnetId,
    State: nat.state,
    ConnectivityType: nat.connectivity,
    AvailabilityMode: "zonal",
    CreateTime: new Date(nat.createdAt),
    DeleteTime: nat.deletedAt === undefined ? undefined : new Date(nat.deletedAt),
    NatGatewayAddresses: [
      {
        AllocationId: nat.allocationId,
        AssociationId: nat.allocationId ? region.addresses.get(nat.allocationId)?.associationId : undefined,
        NetworkInterfaceId: nat.interfaceId,
        PrivateIp: nat.privateIp,
        PublicIp: nat.publicIp,
        IsPrimary: true,
        Status: "succeeded",
      },
    ],
    Tags: tagList(nat.tags),
  };
}

/** Moves a NAT gateway on once its time has come; called again at a restart for those that are under way. */
export function continueNat(store: Store, scope: string, id: string): void {
  const region = store.in(scope);
  const { clock } = store.cloud;
  const nat = region.nats.get(id);
  if (nat?.state === "pending")
    clock.after(EC2_TIMINGS.natGatewayMs, () => {
      const now = region.nats.get(id);
      if (now?.state === "pending") change(region.nats, now, { state: "available" });
    });
  if (nat?.state === "deleting")
    clock.after(EC2_TIMINGS.natGatewayMs, () => {
      const now = region.nats.get(id);
      if (now?.state !== "deleting") return;
      const address = now.allocationId ? region.addresses.get(now.allocationId) : undefined;
      if (address) disassociate(region, address);
      region.interfaces.delete(now.interfaceId);
      change(region.nats, now, { state: "deleted" });
      clock.after(EC2_TIMINGS.terminatedVisibleMs, () => region.nats.delete(id));
    });
  if (nat?.state === "deleted") clock.after(EC2_TIMINGS.terminatedVisibleMs, () => region.nats.delete(id));
}

export function natOperations(store: Store): Operations {
  return {
    CreateNatGateway(
      input: {
        SubnetId?: string;
        AllocationId?: string;
        ConnectivityType?: string;
        AvailabilityMode?: string;
        PrivateIpAddress?: string;
        ClientToken?: string;
        TagSpecifications?: TagSpecification[];
      },
      call: Call,
    ) {
      const region = store.of(call);
      if (input.AvailabilityMode === "regional") throw unsupported("regional NAT gateways", "Make one in each zone.");
      if (!input.SubnetId) throw missing("SubnetId");
      const subnet = need(region.subnets, "subnet", input.SubnetId);
      const tags = tagsFor("natgateway", input.TagSpecifications, call.principal);
      const connectivity = input.ConnectivityType === "private" ? "private" : "public";
      const [id = ""] = remembered(region, call.operation, input, () => {
        if (connectivity === "public" && !input.AllocationId) throw missing("AllocationId");
        const address = input.AllocationId ? need(region.addresses, "elastic-ip", input.AllocationId) : undefined;
        if (address?.associationId) throw new AwsError("Resource.AlreadyAssociated", `resource ${address.id} is already associated`);
        const natId = region.newId("nat");
        const one = makeInterface(region, {
          subnet,
          groupIds: [],
          privateIp: input.PrivateIpAddress,
          description: `Interface for NAT Gateway ${natId}`,
          type: "nat_gateway",
          requester: "amazon-nat",
          attachment: {
            id: region.newId("ela-attach"),
            instanceOwnerId: "amazon-aws",
            deviceIndex: 1,
            deleteOnTermination: false,
            at: region.now(),
          },
        });
        if (address) associate(region, address, one);
        region.nats.set(natId, {
          id: natId,
          vpcId: subnet.vpcId,
          subnetId: subnet.id,
          state: "pending",
          connectivity,
          allocationId: address?.id,
          publicIp: address?.publicIp,
          privateIp: one.privateIp,
          interfaceId: one.id,
          createdAt: region.now(),
          tags,
        });
        continueNat(store, region.scope, natId);
        return [natId];
      });
      return { NatGateway: natView(region, need(region.nats, "natgateway", id)), ClientToken: input.ClientToken };
    },

    DescribeNatGateways(
      input: { NatGatewayIds?: string[]; Filter?: Describing["Filters"]; MaxResults?: number; NextToken?: string },
      call: Call,
    ) {
      const region = store.of(call);
      const nats = filtered(
        needAll(region.nats, "natgateway", input.NatGatewayIds),
        input.Filter,
        {
          "nat-gateway-id": (nat) => nat.id,
          state: (nat) => nat.state,
          "subnet-id": (nat) => nat.subnetId,
          "vpc-id": (nat) => nat.vpcId,
        },
        (nat) => nat.tags,
      );
      const { page, nextToken } = paged(nats, input);
      return { NatGateways: page.map((nat) => natView(region, nat)), NextToken: nextToken };
    },

    DeleteNatGateway(input: { NatGatewayId: string }, call: Call) {
      const region = store.of(call);
      const nat = need(region.nats, "natgateway", input.NatGatewayId);
      if (nat.state === "pending" || nat.state === "available") {
        change(region.nats, nat, { state: "deleting", deletedAt: region.now() });
        continueNat(store, region.scope, nat.id);
      }
      return { NatGatewayId: nat.id };
    },
  };
}
