import { AwsError } from "../../kernel/error";
import { dependency } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { GatewayRecord } from "../base/records";
import { change, need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, tagList, tagsFor } from "../base/tags";

function gatewayView(region: Region, gateway: GatewayRecord) {
  return {
    InternetGatewayId: gateway.id,
    OwnerId: region.accountId,
    Attachments: gateway.vpcId ? [{ State: "available", VpcId: gateway.vpcId }] : [],
    Tags: tagList(gateway.tags),
  };
}

export function gatewayOperations(store: Store): Operations {
  return {
    CreateInternetGateway(input: { TagSpecifications?: TagSpecification[] }, call: Call) {
      const region = store.of(call);
      const tags = tagsFor("internet-gateway", input.TagSpecifications, call.principal);
      const id = region.newId("igw");
      return { InternetGateway: gatewayView(region, region.gateways.set(id, { id, vpcId: undefined, tags })) };
    },

    DescribeInternetGateways(input: Describing & { InternetGatewayIds?: string[] }, call: Call) {
      const region = store.of(call);
      const gateways = filtered(
        needAll(region.gateways, "internet-gateway", input.InternetGatewayIds),
        input.Filters,
        {
          "attachment.state": (one) => (one.vpcId ? "available" : undefined),
          "attachment.vpc-id": (one) => one.vpcId,
          "internet-gateway-id": (one) => one.id,
          "owner-id": () => region.accountId,
        },
        (one) => one.tags,
      );
      const { page, nextToken } = paged(gateways, input);
      return { InternetGateways: page.map((one) => gatewayView(region, one)), NextToken: nextToken };
    },

    AttachInternetGateway(input: { InternetGatewayId: string; VpcId: string }, call: Call) {
      const region = store.of(call);
      const gateway = need(region.gateways, "internet-gateway", input.InternetGatewayId);
      const vpc = need(region.vpcs, "vpc", input.VpcId);
      if (gateway.vpcId)
        throw new AwsError("Resource.AlreadyAssociated", `resource ${gateway.id} is already attached to network ${gateway.vpcId}`);
      if (region.gateways.find((one) => one.vpcId === vpc.id))
        throw new AwsError("InvalidParameterValue", `Network ${vpc.id} already has an internet gateway attached`);
      change(region.gateways, gateway, { vpcId: vpc.id });
      return {};
    },

    DetachInternetGateway(input: { InternetGatewayId: string; VpcId: string }, call: Call) {
      const region = store.of(call);
      const gateway = need(region.gateways, "internet-gateway", input.InternetGatewayId);
      need(region.vpcs, "vpc", input.VpcId);
      if (gateway.vpcId !== input.VpcId)
        throw new AwsError("Gateway.NotAttached", `resource ${gateway.id} is not attached to network ${input.VpcId}`);
      const mapped = region.interfaces.find((one) => one.vpcId === input.VpcId && one.publicIp !== undefined);
      if (mapped)
        throw dependency(
          `Network ${input.VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
        );
      change(region.gateways, gateway, { vpcId: undefined });
      return {};
    },

    DeleteInternetGateway(input: { InternetGatewayId: string }, call: Call) {
      const region = store.of(call);
      const gateway = need(region.gateways, "internet-gateway", input.InternetGatewayId);
      if (gateway.vpcId) throw dependency(`The internetGateway '${gateway.id}' has dependencies and cannot be deleted.`);
      region.gateways.delete(gateway.id);
      return {};
    },
  };
}
