import type { ec2 } from "@pulumi/aws";
import { compact } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { findTable } from "./route-table";

type Destination = Pick<Plainly<ec2.RouteState>, "destinationCidrBlock" | "destinationIpv6CidrBlock" | "destinationPrefixListId">;

/** One route of a table that is made elsewhere. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html */
export const route = resource<ec2.RouteArgs, ec2.RouteState>({
  type: "aws:ec2/route:Route",
  inputs: inputsOf<ec2.RouteArgs>()({
    required: ["routeTableId"],
    replaces: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
    updates: [
      "gatewayId",
      "natGatewayId",
      "networkInterfaceId",
      "transitGatewayId",
      "vpcEndpointId",
      "vpcPeeringConnectionId",
      "egressOnlyGatewayId",
    ],
    inert: ["carrierGatewayId", "coreNetworkArn", "localGatewayId", "odbNetworkArn"],
  }),
  deleteBeforeReplace: true,
  check: (inputs) =>
    destinationOf(inputs) === undefined
      ? [{ property: "destinationCidrBlock", reason: "is missing (or destinationIpv6CidrBlock, or destinationPrefixListId)" }]
      : [],
  async create(inputs, context) {
    await context.clients.ec2.createRoute(routeInput(inputs));
    return `r-${inputs.routeTableId}${destinationOf(inputs)}`;
  },
  async read(_id, context, known) {
    const table = await findTable(known.routeTableId ?? "", context);
    const found = table.Routes?.find((candidate) =>
      [candidate.DestinationCidrBlock, candidate.DestinationIpv6CidrBlock, candidate.DestinationPrefixListId].includes(
        destinationOf(known),
      ),
    );
    return (
      found && {
        state: found.State,
        origin: found.Origin,
        instanceId: found.InstanceId ?? "",
        instanceOwnerId: found.InstanceOwnerId ?? "",
      }
    );
  },
  async update(_id, { news }, context) {
    await context.clients.ec2.replaceRoute(routeInput(news));
  },
  async delete(_id, context, known) {
    await context.clients.ec2.deleteRoute(
      compact({
        RouteTableId: known.routeTableId,
        DestinationCidrBlock: known.destinationCidrBlock,
        DestinationIpv6CidrBlock: known.destinationIpv6CidrBlock,
        DestinationPrefixListId: known.destinationPrefixListId,
      }),
    );
  },
});

function destinationOf(route: Destination): string | undefined {
  return route.destinationCidrBlock ?? route.destinationIpv6CidrBlock ?? route.destinationPrefixListId;
}

function routeInput(inputs: Plainly<ec2.RouteArgs>) {
  return compact({
    RouteTableId: inputs.routeTableId,
    DestinationCidrBlock: inputs.destinationCidrBlock,
    DestinationIpv6CidrBlock: inputs.destinationIpv6CidrBlock,
    DestinationPrefixListId: inputs.destinationPrefixListId,
    GatewayId: inputs.gatewayId,
    NatGatewayId: inputs.natGatewayId,
    NetworkInterfaceId: inputs.networkInterfaceId,
    TransitGatewayId: inputs.transitGatewayId,
    VpcEndpointId: inputs.vpcEndpointId,
    VpcPeeringConnectionId: inputs.vpcPeeringConnectionId,
    EgressOnlyInternetGatewayId: inputs.egressOnlyGatewayId,
  });
}
