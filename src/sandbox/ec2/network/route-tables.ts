import { AwsError } from "../../kernel/error";
import { dependency, invalidValue, missing, notFound, unsupported } from "../base/errors";
import { filtered } from "../base/filters";
import type { Call, Describing, Operations } from "../base/operations";
import { paged } from "../base/pages";
import type { RouteTableRecord, VpcRecord } from "../base/records";
import { change, need, needAll, type Region, type Store } from "../base/store";
import { type TagSpecification, type Tags, tagList, tagsFor } from "../base/tags";
import { remembered } from "../base/tokens";
import { routeState, routeView } from "./routes";

/** Every route table knows the way inside its VPC; the main one is for all subnets that have no other. */
export function makeRouteTable(region: Region, vpc: VpcRecord, wanted: { main?: boolean; tags?: Tags } = {}): RouteTableRecord {
  const id = region.newId("rtb");
  return region.routeTables.set(id, {
    id,
    vpcId: vpc.id,
    routes: [{ cidr: vpc.cidr, origin: "CreateRouteTable", target: { kind: "GatewayId", id: "local" } }],
    associations: wanted.main ? [{ id: region.newId("rtbassoc"), main: true }] : [],
    tags: wanted.tags ?? {},
  });
}

function tableView(region: Region, table: RouteTableRecord) {
  return {
    RouteTableId: table.id,
    VpcId: table.vpcId,
    OwnerId: region.accountId,
    Routes: table.routes.map((route) => routeView(region, table, route)),
    Associations: table.associations.map((one) => ({
      RouteTableAssociationId: one.id,
      RouteTableId: table.id,
      Main: one.main,
      SubnetId: one.subnetId,
      GatewayId: one.gatewayId,
      AssociationState: { State: "associated" },
    })),
    PropagatingVgws: [],
    Tags: tagList(table.tags),
  };
}

function associated(region: Region, associationId: string) {
  const table = region.routeTables.find((one) => one.associations.some((association) => association.id === associationId));
  const association = table?.associations.find((one) => one.id === associationId);
  if (!table || !association) throw notFound("association", associationId);
  return { table, association };
}

export function routeTableOperations(store: Store): Operations {
  return {
    CreateRouteTable(input: { VpcId: string; ClientToken?: string; TagSpecifications?: TagSpecification[] }, call: Call) {
      const region = store.of(call);
      const vpc = need(region.vpcs, "vpc", input.VpcId);
      const tags = tagsFor("route-table", input.TagSpecifications, call.principal);
      const [id] = remembered(region, call.operation, input, () => [makeRouteTable(region, vpc, { tags }).id]);
      return { RouteTable: tableView(region, need(region.routeTables, "route-table", id)), ClientToken: input.ClientToken };
    },

    DescribeRouteTables(input: Describing & { RouteTableIds?: string[] }, call: Call) {
      const region = store.of(call);
      const tables = filtered(
        needAll(region.routeTables, "route-table", input.RouteTableIds),
        input.Filters,
        {
          "association.gateway-id": (table) => table.associations.map((one) => one.gatewayId),
          "association.main": (table) => table.associations.map((one) => one.main),
          "association.route-table-association-id": (table) => table.associations.map((one) => one.id),
          "association.route-table-id": (table) => (table.associations.length > 0 ? table.id : undefined),
          "association.subnet-id": (table) => table.associations.map((one) => one.subnetId),
          "owner-id": () => region.accountId,
          "route-table-id": (table) => table.id,
          "route.destination-cidr-block": (table) => table.routes.map((route) => route.cidr),
          "route.destination-ipv6-cidr-block": () => undefined,
          "route.destination-prefix-list-id": (table) => table.routes.map((route) => route.prefixListId),
          "route.gateway-id": (table) => table.routes.map(({ target }) => (target.kind === "GatewayId" ? target.id : undefined)),
          "route.instance-id": (table) => table.routes.map(({ target }) => (target.kind === "InstanceId" ? target.id : undefined)),
          "route.nat-gateway-id": (table) => table.routes.map(({ target }) => (target.kind === "NatGatewayId" ? target.id : undefined)),
          "route.origin": (table) => table.routes.map((route) => route.origin),
          "route.state": (table) => table.routes.map((route) => routeState(region, table, route)),
          "route.transit-gateway-id": () => undefined,
          "route.vpc-peering-connection-id": () => undefined,
          "vpc-id": (table) => table.vpcId,
        },
        (table) => table.tags,
      );
      const { page, nextToken } = paged(tables, input);
      return { RouteTables: page.map((table) => tableView(region, table)), NextToken: nextToken };
    },

    AssociateRouteTable(input: { RouteTableId: string; SubnetId?: string; GatewayId?: string }, call: Call) {
      const region = store.of(call);
      const table = need(region.routeTables, "route-table", input.RouteTableId);
      if (input.GatewayId) throw unsupported("route tables of gateways", "Associate the route table with a subnet.");
      if (!input.SubnetId) throw missing("subnetId");
      const subnet = need(region.subnets, "subnet", input.SubnetId);
      if (subnet.vpcId !== table.vpcId) throw invalidValue(`Route table ${table.id} and subnet ${subnet.id} belong to different networks`);
      const known = region.routeTables
        .values()
        .flatMap((one) => one.associations.map((association) => ({ table: one, association })))
        .find(({ association }) => association.subnetId === subnet.id);
      if (known && known.table.id !== table.id)
        throw new AwsError(
          "Resource.AlreadyAssociated",
          `the specified association for route table ${known.table.id} conflicts with an existing association`,
        );
      const id = known?.association.id ?? region.newId("rtbassoc");
      if (!known) change(region.routeTables, table, { associations: [...table.associations, { id, main: false, subnetId: subnet.id }] });
      return { AssociationId: id, AssociationState: { State: "associated" } };
    },

    ReplaceRouteTableAssociation(input: { AssociationId: string; RouteTableId: string }, call: Call) {
      const region = store.of(call);
      const to = need(region.routeTables, "route-table", input.RouteTableId);
      const { table, association } = associated(region, input.AssociationId);
      if (table.vpcId !== to.vpcId) throw invalidValue(`Route table ${to.id} and ${input.AssociationId} belong to different networks`);
      const id = region.newId("rtbassoc");
      change(region.routeTables, table, { associations: table.associations.filter((one) => one.id !== association.id) });
      const current = need(region.routeTables, "route-table", to.id);
      change(region.routeTables, current, { associations: [...current.associations, { ...association, id }] });
      return { NewAssociationId: id, AssociationState: { State: "associated" } };
    },

    DisassociateRouteTable(input: { AssociationId: string }, call: Call) {
      const region = store.of(call);
      const { table, association } = associated(region, input.AssociationId);
      if (association.main) throw invalidValue(`cannot disassociate the main route table association ${association.id}`);
      change(region.routeTables, table, { associations: table.associations.filter((one) => one.id !== association.id) });
      return {};
    },

    DeleteRouteTable(input: { RouteTableId: string }, call: Call) {
      const region = store.of(call);
      const table = need(region.routeTables, "route-table", input.RouteTableId);
      if (table.associations.length > 0) throw dependency(`The routeTable '${table.id}' has dependencies and cannot be deleted.`);
      region.routeTables.delete(table.id);
      return {};
    },
  };
}
