import { zonesOf } from "../base/regions";
import { change, type Region } from "../base/store";
import { settlePrefixLists } from "./prefix-lists";
import { makeSubnet } from "./subnets";
import { makeVpc } from "./vpcs";

/**
 * Every account has a default VPC in every Region, as in AWS: 172.31.0.0/16 with a public /20 subnet in each zone and an internet
 * gateway (https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html). It is made when the account is first
 * seen in the Region, once: deleted, it stays deleted.
 */
export function settle(region: Region): void {
  if (region.facts.has("settled")) return;
  region.facts.set("settled", { at: region.now() });
  settlePrefixLists(region);
  const vpc = makeVpc(region, { cidr: "172.31.0.0/16", isDefault: true, dnsHostnames: true });
  const gatewayId = region.newId("igw");
  region.gateways.set(gatewayId, { id: gatewayId, vpcId: vpc.id, tags: {} });
  const main = region.routeTables.find((table) => table.vpcId === vpc.id);
  if (main)
    change(region.routeTables, main, {
      routes: [...main.routes, { cidr: "0.0.0.0/0", origin: "CreateRoute", target: { kind: "GatewayId", id: gatewayId } }],
    });
  for (const [index, zone] of zonesOf(region.region).entries())
    makeSubnet(region, { vpcId: vpc.id, cidr: `172.31.${index * 16}.0/20`, zone, defaultForAz: true, mapPublicIp: true });
}
