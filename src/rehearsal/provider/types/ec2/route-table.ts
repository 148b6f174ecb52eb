import type { Route as Ec2Route } from "@aws-sdk/client-ec2";
import type { ec2 } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, listChange, must, only, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { ec2Arn, retag, tagSpecifications } from "./common";

type TableRoute = NonNullable<Plainly<ec2.RouteTableArgs>["routes"]>[number];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html */
export const routeTable = resource<ec2.RouteTableArgs, ec2.RouteTableState>({
  type: "aws:ec2/routeTable:RouteTable",
  inputs: inputsOf<ec2.RouteTableArgs>()({
    required: ["vpcId"],
    replaces: ["vpcId"],
    updates: ["routes", "tags"],
    inert: ["propagatingVgws"],
  }),
  async create(inputs, context) {
    const { RouteTable } = await context.clients.ec2.createRouteTable({
      VpcId: inputs.vpcId,
      TagSpecifications: tagSpecifications("route-table", inputs, context),
    });
    const id = must(RouteTable?.RouteTableId, "RouteTableId");
    for (const route of inputs.routes ?? []) await context.clients.ec2.createRoute({ RouteTableId: id, ...routeInput(route) });
    return id;
  },
  async read(id, context) {
    const found = await findTable(id, context);
    return {
      arn: ec2Arn(context, found.OwnerId, "route-table", id),
      ownerId: found.OwnerId,
      vpcId: found.VpcId,
      routes: (found.Routes ?? []).filter(isOwn).map(tableRoute),
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    const { ec2 } = context.clients;
    const { added, removed } = listChange(change.olds.routes, change.news.routes);
    for (const route of removed) {
      const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = routeInput(route);
      await ec2.deleteRoute(compact({ RouteTableId: id, DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId }));
    }
    for (const route of added) await ec2.createRoute({ RouteTableId: id, ...routeInput(route) });
    if (change.changed("tags")) await retag(id, change, context);
  },
  async delete(id, context) {
    await context.clients.ec2.deleteRouteTable({ RouteTableId: id });
  },
});

export async function findTable(id: string, context: Context) {
  return only((await context.clients.ec2.describeRouteTables({ RouteTableIds: [id] })).RouteTables, `route table ${id}`);
}

/** Routes that somebody made; the local one is always there. */
export function isOwn(route: Ec2Route): boolean {
  return route.GatewayId !== "local" && route.Origin !== "CreateRouteTable";
}

function routeInput(route: TableRoute) {
  return compact({
    DestinationCidrBlock: route.cidrBlock,
    DestinationIpv6CidrBlock: route.ipv6CidrBlock,
    DestinationPrefixListId: route.destinationPrefixListId,
    GatewayId: route.gatewayId,
    NatGatewayId: route.natGatewayId,
    NetworkInterfaceId: route.networkInterfaceId,
    TransitGatewayId: route.transitGatewayId,
    VpcEndpointId: route.vpcEndpointId,
    VpcPeeringConnectionId: route.vpcPeeringConnectionId,
    EgressOnlyInternetGatewayId: route.egressOnlyGatewayId,
  });
}

function tableRoute(route: Ec2Route): TableRoute {
  return compact({
    cidrBlock: route.DestinationCidrBlock,
    ipv6CidrBlock: route.DestinationIpv6CidrBlock,
    destinationPrefixListId: route.DestinationPrefixListId,
    gatewayId: route.GatewayId,
    natGatewayId: route.NatGatewayId,
    networkInterfaceId: route.NetworkInterfaceId,
    transitGatewayId: route.TransitGatewayId,
    vpcPeeringConnectionId: route.VpcPeeringConnectionId,
    egressOnlyGatewayId: route.EgressOnlyInternetGatewayId,
  });
}
