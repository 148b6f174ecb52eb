import type { ec2 } from "@pulumi/aws";
import { must, only, tagMap } from "../../convert";
import { inputsOf, resource } from "../../resource-type";
import { ec2Arn, retag, tagSpecifications } from "./common";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateInternetGateway.html */
export const internetGateway = resource<ec2.InternetGatewayArgs, ec2.InternetGatewayState>({
  type: "aws:ec2/internetGateway:InternetGateway",
  inputs: inputsOf<ec2.InternetGatewayArgs>()({ required: [], replaces: [], updates: ["vpcId", "tags"] }),
  async create(inputs, context) {
    const { ec2 } = context.clients;
    const { InternetGateway } = await ec2.createInternetGateway({
      TagSpecifications: tagSpecifications("internet-gateway", inputs, context),
    });
    const id = must(InternetGateway?.InternetGatewayId, "InternetGatewayId");
    if (inputs.vpcId) await ec2.attachInternetGateway({ InternetGatewayId: id, VpcId: inputs.vpcId });
    return id;
  },
  async read(id, context) {
    const found = only(
      (await context.clients.ec2.describeInternetGateways({ InternetGatewayIds: [id] })).InternetGateways,
      `internet gateway ${id}`,
    );
    return {
      arn: ec2Arn(context, found.OwnerId, "internet-gateway", id),
      ownerId: found.OwnerId,
      vpcId: found.Attachments?.[0]?.VpcId,
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    const { ec2 } = context.clients;
    if (change.changed("vpcId")) {
      if (change.olds.vpcId) await ec2.detachInternetGateway({ InternetGatewayId: id, VpcId: change.olds.vpcId });
      if (change.news.vpcId) await ec2.attachInternetGateway({ InternetGatewayId: id, VpcId: change.news.vpcId });
    }
    if (change.changed("tags")) await retag(id, change, context);
  },
  async delete(id, context, known) {
    const { ec2 } = context.clients;
    if (known.vpcId) await ec2.detachInternetGateway({ InternetGatewayId: id, VpcId: known.vpcId });
    await ec2.deleteInternetGateway({ InternetGatewayId: id });
  },
});

/** Attaches a gateway that was made without a VPC. */
export const internetGatewayAttachment = resource<ec2.InternetGatewayAttachmentArgs, ec2.InternetGatewayAttachmentState>({
  type: "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
  inputs: inputsOf<ec2.InternetGatewayAttachmentArgs>()({
    required: ["internetGatewayId", "vpcId"],
    replaces: ["internetGatewayId", "vpcId"],
    updates: [],
  }),
  async create({ internetGatewayId, vpcId }, context) {
    await context.clients.ec2.attachInternetGateway({ InternetGatewayId: internetGatewayId, VpcId: vpcId });
    return `${internetGatewayId}:${vpcId}`;
  },
  async read(id, context) {
    const [internetGatewayId = "", vpcId = ""] = id.split(":");
    const found = only(
      (await context.clients.ec2.describeInternetGateways({ InternetGatewayIds: [internetGatewayId] })).InternetGateways,
      `internet gateway ${internetGatewayId}`,
    );
    return found.Attachments?.some((attachment) => attachment.VpcId === vpcId) ? { internetGatewayId, vpcId } : undefined;
  },
  async delete(id, context) {
    const [InternetGatewayId = "", VpcId = ""] = id.split(":");
    await context.clients.ec2.detachInternetGateway({ InternetGatewayId, VpcId });
  },
});
