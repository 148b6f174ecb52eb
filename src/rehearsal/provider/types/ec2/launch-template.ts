import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from "@aws-sdk/client-ec2";
import type { ec2 } from "@pulumi/aws";
import { camel, compact, must, only, pascal, tagList, tagMap } from "../../convert";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { ec2Arn, retag, tagSpecifications } from "./common";

type Args = Plainly<ec2.LaunchTemplateArgs>;

/** What a version of the template is made of: a change makes a new version. */
const DATA = [
  "blockDeviceMappings",
  "capacityReservationSpecification",
  "cpuOptions",
  "creditSpecification",
  "disableApiStop",
  "disableApiTermination",
  "ebsOptimized",
  "iamInstanceProfile",
  "imageId",
  "instanceInitiatedShutdownBehavior",
  "instanceMarketOptions",
  "instanceType",
  "kernelId",
  "keyName",
  "maintenanceOptions",
  "metadataOptions",
  "monitoring",
  "networkInterfaces",
  "placement",
  "ramDiskId",
  "securityGroupNames",
  "tagSpecifications",
  "userData",
  "vpcSecurityGroupIds",
] as const;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html */
export const launchTemplate = resource<ec2.LaunchTemplateArgs, ec2.LaunchTemplateState>({
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  inputs: inputsOf<ec2.LaunchTemplateArgs>()({
    required: [],
    replaces: ["name", "namePrefix"],
    updates: [...DATA, "defaultVersion", "description", "tags", "updateDefaultVersion"],
    inert: [
      "enclaveOptions",
      "hibernationOptions",
      "instanceRequirements",
      "licenseSpecifications",
      "networkPerformanceOptions",
      "privateDnsNameOptions",
      "secondaryInterfaces",
    ],
  }),
  naming: { property: "name", prefix: "namePrefix", max: 128 },
  check: ({ updateDefaultVersion, defaultVersion }) =>
    updateDefaultVersion && defaultVersion !== undefined
      ? [{ property: "defaultVersion", reason: "conflicts with updateDefaultVersion" }]
      : [],
  async create(inputs, context) {
    const { LaunchTemplate } = await context.clients.ec2.createLaunchTemplate({
      LaunchTemplateName: inputs.name,
      VersionDescription: inputs.description,
      LaunchTemplateData: dataOf(inputs),
      TagSpecifications: tagSpecifications("launch-template", inputs, context),
    });
    return must(LaunchTemplate?.LaunchTemplateId, "LaunchTemplateId");
  },
  async read(id, context) {
    const { ec2 } = context.clients;
    const found = only((await ec2.describeLaunchTemplates({ LaunchTemplateIds: [id] })).LaunchTemplates, `launch template ${id}`);
    const versions = await ec2.describeLaunchTemplateVersions({ LaunchTemplateId: id, Versions: ["$Latest"] });
    const latest = versions.LaunchTemplateVersions?.[0]?.LaunchTemplateData;
    return {
      arn: ec2Arn(context, await context.accountId(), "launch-template", id),
      name: found.LaunchTemplateName,
      defaultVersion: found.DefaultVersionNumber,
      latestVersion: found.LatestVersionNumber,
      ...(latest ? stateOf(latest) : {}),
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    const { ec2 } = context.clients;
    const { news } = change;
    let version = news.defaultVersion;
    if (change.changed(...DATA, "description")) {
      const made = await ec2.createLaunchTemplateVersion({
        LaunchTemplateId: id,
        VersionDescription: news.description,
        LaunchTemplateData: dataOf(news),
      });
      if (news.updateDefaultVersion) version = made.LaunchTemplateVersion?.VersionNumber;
    }
    if (version !== undefined) await ec2.modifyLaunchTemplate({ LaunchTemplateId: id, DefaultVersion: String(version) });
    if (change.changed("tags")) await retag(id, change, context);
  },
  async delete(id, context) {
    await context.clients.ec2.deleteLaunchTemplate({ LaunchTemplateId: id });
  },
});

function dataOf(inputs: Args): RequestLaunchTemplateData {
  const { tagSpecifications, vpcSecurityGroupIds, securityGroupNames, networkInterfaces, ...rest } = inputs;
  const same = pascal<Record<string, unknown>>(
    Object.fromEntries(DATA.filter((name) => name in rest).map((name) => [name, rest[name as keyof typeof rest]])),
  );
  return compact<RequestLaunchTemplateData>({
    ...same,
    SecurityGroupIds: vpcSecurityGroupIds,
    SecurityGroups: securityGroupNames,
    TagSpecifications: tagSpecifications?.map(({ resourceType, tags }) => ({
      ResourceType: resourceType as "instance" | undefined,
      Tags: tagList(tags ?? {}),
    })),
    NetworkInterfaces: networkInterfaces?.map(({ securityGroups, ...face }) =>
      compact({
        ...pascal<Record<string, unknown>>({ ...face, associatePublicIpAddress: face.associatePublicIpAddress === "true" }),
        Groups: securityGroups,
      }),
    ),
  });
}

function stateOf(data: ResponseLaunchTemplateData) {
  return compact({
    imageId: data.ImageId,
    instanceType: data.InstanceType,
    keyName: data.KeyName,
    userData: data.UserData,
    vpcSecurityGroupIds: data.SecurityGroupIds,
    iamInstanceProfile: data.IamInstanceProfile && camel<{ arn?: string; name?: string }>(data.IamInstanceProfile),
    tagSpecifications: data.TagSpecifications?.map(({ ResourceType, Tags }) => ({ resourceType: ResourceType, tags: tagMap(Tags) })),
  });
}
