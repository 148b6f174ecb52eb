import { AwsError } from "../../kernel/error";
import { contains, parseCidr, requireCidr } from "../base/cidr";
import { invalidCombination, unsupported } from "../base/errors";
import type { Call, Operations } from "../base/operations";
import type { RouteRecord, RouteTableRecord, RouteTargetKind } from "../base/records";
import { change, need, type Region, type Store } from "../base/store";

interface RouteInput {
  RouteTableId: string;
  DestinationCidrBlock?: string;
  DestinationIpv6CidrBlock?: string;
  DestinationPrefixListId?: string;
  GatewayId?: string;
  NatGatewayId?: string;
  InstanceId?: string;
  NetworkInterfaceId?: string;
  LocalTarget?: boolean;
  VpcPeeringConnectionId?: string;
  TransitGatewayId?: string;
  VpcEndpointId?: string;
  EgressOnlyInternetGatewayId?: string;
  CarrierGatewayId?: string;
  LocalGatewayId?: string;
  CoreNetworkArn?: string;
}

const ELSEWHERE = [
  "VpcPeeringConnectionId",
  "TransitGatewayId",
  "VpcEndpointId",
  "EgressOnlyInternetGatewayId",
  "CarrierGatewayId",
  "LocalGatewayId",
  "CoreNetworkArn",
] as const;

/** A route leads nowhere when its target is gone or detached. */
export function routeState(region: Region, table: RouteTableRecord, route: RouteRecord): "active" | "blackhole" {
  const { kind, id } = route.target;
  if (id === "local") return "active";
  const there: Record<RouteTargetKind, () => boolean> = {
    GatewayId: () => region.gateways.get(id)?.vpcId === table.vpcId,
    NatGatewayId: () => ["pending", "available"].includes(region.nats.get(id)?.state ?? "deleted"),
    NetworkInterfaceId: () => region.interfaces.get(id)?.attachment !== undefined,
    InstanceId: () => region.instances.get(id)?.state === "running",
  };
  return there[kind]() ? "active" : "blackhole";
}

export function routeView(region: Region, table: RouteTableRecord, route: RouteRecord) {
  return {
    DestinationCidrBlock: route.cidr,
    DestinationPrefixListId: route.prefixListId,
    [route.target.kind]: route.target.id,
    ...(route.target.kind === "InstanceId" ? { InstanceOwnerId: region.accountId } : {}),
    Origin: route.origin,
    State: routeState(region, table, route),
  };
}

function targetOf(region: Region, input: RouteInput): RouteRecord["target"] {
  for (const name of ELSEWHERE)
    if (input[name]) throw unsupported(`routes to a ${name}`, "Route to an internet gateway, NAT gateway, instance or network interface.");
  if (input.LocalTarget) return { kind: "GatewayId", id: "local" };
  const given = (["GatewayId", "NatGatewayId", "InstanceId", "NetworkInterfaceId"] as const).filter((name) => input[name]);
  const [kind] = given;
  if (given.length !== 1 || !kind)
    throw invalidCombination("The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, instanceId");
  const id = input[kind] ?? "";
  if (kind === "GatewayId" && id !== "local") need(region.gateways, "internet-gateway", id);
  if (kind === "NatGatewayId") need(region.nats, "natgateway", id);
  if (kind === "InstanceId") return { kind: "NetworkInterfaceId", id: need(region.instances, "instance", id).interfaceId };
  if (kind === "NetworkInterfaceId") need(region.interfaces, "network-interface", id);
  return { kind, id };
}

type Destination = { readonly cidr: string } | { readonly prefixListId: string };

function destinationOf(region: Region, input: RouteInput): Destination {
  if (input.DestinationIpv6CidrBlock) throw unsupported("IPv6 routes", "Route IPv4 only.");
  if (input.DestinationPrefixListId) return { prefixListId: need(region.prefixLists, "prefix-list", input.DestinationPrefixListId).id };
  if (!input.DestinationCidrBlock)
    throw invalidCombination(
      "The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId",
    );
  return { cidr: requireCidr(input.DestinationCidrBlock) };
}

const words = (to: Destination) => ("cidr" in to ? to.cidr : to.prefixListId);
const sameDestination = (to: Destination) => (route: RouteRecord) =>
  "cidr" in to ? route.cidr === to.cidr : route.prefixListId === to.prefixListId;

function missingRoute(table: RouteTableRecord, to: Destination): AwsError {
  return new AwsError("InvalidRoute.NotFound", `no route with destination-cidr-block ${words(to)} in route table ${table.id}`);
}

export function routeOperations(store: Store): Operations {
  return {
    CreateRoute(input: RouteInput, call: Call) {
      const region = store.of(call);
      const table = need(region.routeTables, "route-table", input.RouteTableId);
      const to = destinationOf(region, input);
      const target = targetOf(region, input);
      const vpc = region.vpcs.get(table.vpcId);
      const inner = "cidr" in to ? parseCidr(to.cidr) : undefined;
      const outer = vpc ? parseCidr(vpc.cidr) : undefined;
      if (inner && outer && (contains(inner, outer) ? inner.bits === outer.bits : false))
        throw new AwsError("RouteAlreadyExists", `The route identified by ${words(to)} already exists.`);
      const existing = table.routes.find(sameDestination(to));
      if (existing) {
        if (existing.target.kind === target.kind && existing.target.id === target.id) return { Return: true };
        throw new AwsError("RouteAlreadyExists", `The route identified by ${words(to)} already exists.`);
      }
      if (target.kind === "GatewayId" && target.id !== "local" && region.gateways.get(target.id)?.vpcId !== table.vpcId)
        throw new AwsError(
          "InvalidParameterValue",
          `route table ${table.id} and network gateway ${target.id} belong to different networks`,
        );
      change(region.routeTables, table, { routes: [...table.routes, { ...to, origin: "CreateRoute", target }] });
      return { Return: true };
    },

    ReplaceRoute(input: RouteInput, call: Call) {
      const region = store.of(call);
      const table = need(region.routeTables, "route-table", input.RouteTableId);
      const to = destinationOf(region, input);
      const target = targetOf(region, input);
      const same = sameDestination(to);
      if (!table.routes.some(same))
        throw new AwsError(
          "InvalidParameterValue",
          `There is no route defined for '${words(to)}' in the route table. Use CreateRoute instead.`,
        );
      change(region.routeTables, table, { routes: table.routes.map((route) => (same(route) ? { ...route, target } : route)) });
      return {};
    },

    DeleteRoute(input: RouteInput, call: Call) {
      const region = store.of(call);
      const table = need(region.routeTables, "route-table", input.RouteTableId);
      const to = destinationOf(region, input);
      const same = sameDestination(to);
      const route = table.routes.find(same);
      if (!route) throw missingRoute(table, to);
      if (route.origin === "CreateRouteTable")
        throw new AwsError("InvalidParameterValue", `cannot remove local route ${words(to)} in route table ${table.id}`);
      change(region.routeTables, table, { routes: table.routes.filter((one) => !same(one)) });
      return {};
    },
  };
}
