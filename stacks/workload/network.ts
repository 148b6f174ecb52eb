import * as aws from "@pulumi/aws";

/** The addresses of a database that has subnets of its own. */
export const DATABASE_RANGE = "10.20.160.0/20";

export interface Network {
  readonly vpc: aws.ec2.Vpc;
  readonly subnets: readonly aws.ec2.Subnet[];
  readonly databaseSubnets: readonly aws.ec2.Subnet[];
  readonly open: aws.ec2.SecurityGroup;
  readonly zones: number;
}

/** One VPC and a public subnet in each zone. */
export function makeNetwork(zones: number, databaseApart: boolean): Network {
  const vpc = new aws.ec2.Vpc("shop", { cidrBlock: "10.20.0.0/16", enableDnsHostnames: true, tags: { Name: "shop" } });
  const gateway = new aws.ec2.InternetGateway("shop", { vpcId: vpc.id });
  const routes = new aws.ec2.RouteTable("shop", { vpcId: vpc.id, routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }] });
  const region = aws.getRegionOutput().region;
  // Subnets for databases need two zones at AWS; a system of one zone only keeps its machines in the first.
  const letters = ["a", "b", "c"].slice(0, Math.max(2, zones));
  const subnets = letters.map((letter, index) => {
    const subnet = new aws.ec2.Subnet(`shop-${letter}`, {
      vpcId: vpc.id,
      cidrBlock: `10.20.${index}.0/24`,
      availabilityZone: region.apply((name) => `${name}${letter}`),
      mapPublicIpOnLaunch: true,
      tags: { Name: `shop-${letter}`, AzImpairmentPower: "DisruptSubnet" },
    });
    new aws.ec2.RouteTableAssociation(`shop-${letter}`, { subnetId: subnet.id, routeTableId: routes.id });
    return subnet;
  });
  const apart = (letter: string, index: number) =>
    new aws.ec2.Subnet(`shop-db-${letter}`, {
      vpcId: vpc.id,
      cidrBlock: `10.20.${160 + index}.0/24`,
      availabilityZone: region.apply((name) => `${name}${letter}`),
      tags: { Name: `shop-db-${letter}` },
    });
  const open = new aws.ec2.SecurityGroup("shop", {
    vpcId: vpc.id,
    description: "Inside the shop everything may talk; from outside, HTTP",
    ingress: [
      { protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] },
      { protocol: "-1", fromPort: 0, toPort: 0, self: true },
    ],
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
  });
  return { vpc, subnets, databaseSubnets: databaseApart ? letters.map(apart) : subnets, open, zones };
}
