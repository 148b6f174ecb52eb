import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

class Network extends pulumi.ComponentResource {
  readonly vpc: aws.ec2.Vpc;
  readonly subnetIds: pulumi.Output<string>[];

  constructor(name: string, args: { cidr: string; zones: string[] }, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Network", name, args, opts);
    this.vpc = new aws.ec2.Vpc(`${name}-vpc`, { cidrBlock: args.cidr, tags: { Name: name } }, { parent: this });
    this.subnetIds = args.zones.map(
      (zone, index) =>
        new aws.ec2.Subnet(
          `${name}-${zone}`,
          { vpcId: this.vpc.id, cidrBlock: `10.1.${index}.0/24`, availabilityZone: `eu-west-1${zone}` },
          { parent: this, ignoreChanges: ["tags"], deleteBeforeReplace: true },
        ).id,
    );
    this.registerOutputs({ vpcId: this.vpc.id, subnetIds: this.subnetIds });
  }
}

const config = new pulumi.Config();
const network = new Network("main", { cidr: config.require("cidr"), zones: config.requireObject<string[]>("zones") });
const group = new aws.ec2.SecurityGroup(
  "web",
  { vpcId: network.vpc.id },
  { dependsOn: network, protect: true, aliases: [{ name: "old-web" }] },
);

export const vpcId = network.vpc.id;
export const subnetIds = network.subnetIds;
export const groupName = group.name;
export const project = pulumi.getProject();
