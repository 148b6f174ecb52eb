import type { ec2 } from "@pulumi/aws";
import { must } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { findTable } from "./route-table";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html */
export const routeTableAssociation = resource<ec2.RouteTableAssociationArgs, ec2.RouteTableAssociationState>({
  type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  inputs: inputsOf<ec2.RouteTableAssociationArgs>()({
    required: ["routeTableId"],
    replaces: ["subnetId", "gatewayId", "routeTableId"],
    updates: [],
  }),
  deleteBeforeReplace: true,
  check: ({ subnetId, gatewayId }) =>
    subnetId === undefined && gatewayId === undefined ? [{ property: "subnetId", reason: "is missing (or gatewayId)" }] : [],
  async create({ routeTableId, subnetId, gatewayId }, context) {
    const { AssociationId } = await context.clients.ec2.associateRouteTable({
      RouteTableId: routeTableId,
      SubnetId: subnetId,
      GatewayId: gatewayId,
    });
    return must(AssociationId, "AssociationId");
  },
  async read(id, context, known) {
    const table = await findTable(known.routeTableId ?? "", context);
    const found = table.Associations?.find((association) => association.RouteTableAssociationId === id);
    return found && { routeTableId: found.RouteTableId, subnetId: found.SubnetId, gatewayId: found.GatewayId };
  },
  async delete(id, context) {
    await context.clients.ec2.disassociateRouteTable({ AssociationId: id });
  },
});

/** Makes a table the main one of its VPC; deleting it gives the place back to the table that had it. */
export const mainRouteTableAssociation = resource<ec2.MainRouteTableAssociationArgs, ec2.MainRouteTableAssociationState>({
  type: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
  inputs: inputsOf<ec2.MainRouteTableAssociationArgs>()({
    required: ["routeTableId", "vpcId"],
    replaces: ["vpcId", "routeTableId"],
    updates: [],
  }),
  async create({ routeTableId, vpcId }, context) {
    const { RouteTables } = await context.clients.ec2.describeRouteTables({
      Filters: [
        { Name: "vpc-id", Values: [vpcId] },
        { Name: "association.main", Values: ["true"] },
      ],
    });
    const main = RouteTables?.[0];
    const association = main?.Associations?.find(({ Main }) => Main)?.RouteTableAssociationId;
    const { NewAssociationId } = await context.clients.ec2.replaceRouteTableAssociation({
      AssociationId: must(association, "main association"),
      RouteTableId: routeTableId,
    });
    return `${must(NewAssociationId, "NewAssociationId")}:${main?.RouteTableId ?? ""}`;
  },
  async read(id, context, known) {
    const [associationId, originalRouteTableId = ""] = id.split(":");
    const table = await findTable(known.routeTableId ?? "", context);
    return table.Associations?.some((association) => association.RouteTableAssociationId === associationId)
      ? { originalRouteTableId }
      : undefined;
  },
  async delete(id, context) {
    const [AssociationId = "", RouteTableId = ""] = id.split(":");
    await context.clients.ec2.replaceRouteTableAssociation({ AssociationId, RouteTableId });
  },
});
