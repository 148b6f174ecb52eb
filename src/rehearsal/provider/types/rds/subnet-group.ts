import type { rds } from "@pulumi/aws";
import { only } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { rdsTags, readRdsTags, retagRds } from "./common";

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html */
export const subnetGroup = resource<rds.SubnetGroupArgs, rds.SubnetGroupState>({
  type: "aws:rds/subnetGroup:SubnetGroup",
  inputs: inputsOf<rds.SubnetGroupArgs>()({
    required: ["subnetIds"],
    replaces: ["name", "namePrefix"],
    updates: ["description", "subnetIds", "tags"],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 255, lowerCase: true },
  defaults: { description: "Managed by Pulumi" },
  async create(inputs, context) {
    const name = inputs.name ?? "";
    await context.clients.rds.createDBSubnetGroup({
      DBSubnetGroupName: name,
      DBSubnetGroupDescription: inputs.description,
      SubnetIds: inputs.subnetIds,
      Tags: rdsTags(inputs, context),
    });
    return name;
  },
  async read(name, context) {
    const found = only(
      (await context.clients.rds.describeDBSubnetGroups({ DBSubnetGroupName: name })).DBSubnetGroups,
      `DB subnet group ${name}`,
    );
    return {
      arn: found.DBSubnetGroupArn,
      description: found.DBSubnetGroupDescription,
      name: found.DBSubnetGroupName,
      subnetIds: found.Subnets?.map(({ SubnetIdentifier }) => SubnetIdentifier ?? ""),
      supportedNetworkTypes: found.SupportedNetworkTypes ?? ["IPV4"],
      vpcId: found.VpcId,
      tags: await readRdsTags(found.DBSubnetGroupArn, context),
    };
  },
  async update(name, change, context, known) {
    const { description, subnetIds } = change.news;
    if (change.changed("description", "subnetIds")) {
      await context.clients.rds.modifyDBSubnetGroup({
        DBSubnetGroupName: name,
        DBSubnetGroupDescription: description,
        SubnetIds: subnetIds,
      });
    }
    if (change.changed("tags")) await retagRds(known.arn, change, context);
  },
  async delete(name, context) {
    await context.clients.rds.deleteDBSubnetGroup({ DBSubnetGroupName: name });
  },
});
