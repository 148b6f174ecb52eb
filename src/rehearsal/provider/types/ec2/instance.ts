import type { Instance, RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import type { ec2 } from "@pulumi/aws";
import type { Context } from "../../context";
import { compact, idText, must, pascal, tagMap } from "../../convert";
import { orAbsent } from "../../errors";
import { inputsOf, type Plainly, resource } from "../../resource-type";
import { ec2Arn, retag, tagSpecifications } from "./common";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
export const instance = resource<ec2.InstanceArgs, ec2.InstanceState>({
  type: "aws:ec2/instance:Instance",
  inputs: inputsOf<ec2.InstanceArgs>()({
    required: [],
    replaces: [
      "ami",
      "associatePublicIpAddress",
      "availabilityZone",
      "keyName",
      "launchTemplate",
      "placementGroup",
      "privateIp",
      "securityGroups",
      "subnetId",
      "tenancy",
      "userData",
      "userDataBase64",
      "ebsBlockDevices",
      "rootBlockDevice",
      "instanceMarketOptions",
    ],
    updates: [
      "disableApiTermination",
      "iamInstanceProfile",
      "instanceType",
      "monitoring",
      "metadataOptions",
      "tags",
      "vpcSecurityGroupIds",
    ],
    inert: [
      "capacityReservationSpecification",
      "cpuOptions",
      "creditSpecification",
      "disableApiStop",
      "ebsOptimized",
      "enablePrimaryIpv6",
      "enclaveOptions",
      "ephemeralBlockDevices",
      "forceDestroy",
      "getPasswordData",
      "hibernation",
      "hostId",
      "hostResourceGroupArn",
      "instanceInitiatedShutdownBehavior",
      "ipv6AddressCount",
      "ipv6Addresses",
      "maintenanceOptions",
      "networkInterfaces",
      "placementGroupId",
      "placementPartitionNumber",
      "primaryNetworkInterface",
      "privateDnsNameOptions",
      "secondaryNetworkInterfaces",
      "secondaryPrivateIps",
      "sourceDestCheck",
      "userDataReplaceOnChange",
      "volumeTags",
    ],
  }),
  check: (inputs) => [
    ...(inputs.ami === undefined && inputs.launchTemplate === undefined
      ? [{ property: "ami", reason: "is missing (or launchTemplate)" }]
      : []),
    ...(inputs.instanceType === undefined && inputs.launchTemplate === undefined
      ? [{ property: "instanceType", reason: "is missing (or launchTemplate)" }]
      : []),
  ],
  async create(inputs, context) {
    const { Instances } = await context.clients.ec2.runInstances(runInput(inputs, context));
    const id = must(Instances?.[0]?.InstanceId, "InstanceId");
    await waitFor(id, context, "running");
    return id;
  },
  async read(id, context) {
    const found = await find(id, context);
    if (!found || found.State?.Name === "terminated") return undefined;
    return {
      arn: ec2Arn(context, await context.accountId(), "instance", id),
      ami: found.ImageId,
      availabilityZone: found.Placement?.AvailabilityZone,
      instanceState: found.State?.Name,
      instanceType: found.InstanceType,
      keyName: found.KeyName,
      primaryNetworkInterfaceId: found.NetworkInterfaces?.[0]?.NetworkInterfaceId,
      privateDns: found.PrivateDnsName,
      privateIp: found.PrivateIpAddress,
      publicDns: found.PublicDnsName,
      publicIp: found.PublicIpAddress,
      subnetId: found.SubnetId,
      vpcSecurityGroupIds: found.SecurityGroups?.map(({ GroupId }) => GroupId ?? ""),
      tags: tagMap(found.Tags),
    };
  },
  async update(id, change, context) {
    const { ec2 } = context.clients;
    const { news } = change;
    if (change.changed("vpcSecurityGroupIds")) await ec2.modifyInstanceAttribute({ InstanceId: id, Groups: news.vpcSecurityGroupIds });
    if (change.changed("disableApiTermination")) {
      await ec2.modifyInstanceAttribute({ InstanceId: id, DisableApiTermination: { Value: news.disableApiTermination ?? false } });
    }
    if (change.changed("monitoring"))
      await (news.monitoring ? ec2.monitorInstances({ InstanceIds: [id] }) : ec2.unmonitorInstances({ InstanceIds: [id] }));
    if (change.changed("metadataOptions"))
      await ec2.modifyInstanceMetadataOptions({ InstanceId: id, ...pascal<object>(news.metadataOptions ?? {}) });
    if (change.changed("iamInstanceProfile")) await changeProfile(id, idText(news.iamInstanceProfile), context);
    if (change.changed("instanceType")) await changeType(id, news.instanceType, context);
    if (change.changed("tags")) await retag(id, change, context);
  },
  async delete(id, context) {
    await context.clients.ec2.terminateInstances({ InstanceIds: [id] });
    await context.wait(`instance ${id} to terminate`, async () => {
      const found = await orAbsent(find(id, context));
      return !found || found.State?.Name === "terminated" ? true : undefined;
    });
  },
});

function runInput(inputs: Plainly<ec2.InstanceArgs>, context: Context): RunInstancesCommandInput {
  const { launchTemplate } = inputs;
  const publicAddress = inputs.associatePublicIpAddress !== undefined;
  const groups = inputs.vpcSecurityGroupIds;
  const userData = inputs.userDataBase64 ?? (inputs.userData === undefined ? undefined : Buffer.from(inputs.userData).toString("base64"));
  const placement = compact({
    AvailabilityZone: inputs.availabilityZone,
    Tenancy: inputs.tenancy as "default" | undefined,
    GroupName: inputs.placementGroup,
  });
  const face = compact({
    DeviceIndex: 0,
    SubnetId: inputs.subnetId,
    Groups: groups,
    AssociatePublicIpAddress: inputs.associatePublicIpAddress,
    PrivateIpAddress: inputs.privateIp,
  });
  return compact<RunInstancesCommandInput>({
    MinCount: 1,
    MaxCount: 1,
    ImageId: inputs.ami,
    InstanceType: inputs.instanceType as RunInstancesCommandInput["InstanceType"],
    KeyName: inputs.keyName,
    LaunchTemplate:
      launchTemplate &&
      compact({ LaunchTemplateId: launchTemplate.id, LaunchTemplateName: launchTemplate.name, Version: launchTemplate.version }),
    IamInstanceProfile: inputs.iamInstanceProfile === undefined ? undefined : { Name: idText(inputs.iamInstanceProfile) },
    UserData: userData,
    Placement: Object.keys(placement).length > 0 ? placement : undefined,
    Monitoring: inputs.monitoring === undefined ? undefined : { Enabled: inputs.monitoring },
    DisableApiTermination: inputs.disableApiTermination,
    MetadataOptions: inputs.metadataOptions && pascal(inputs.metadataOptions),
    SecurityGroups: inputs.securityGroups,
    TagSpecifications: tagSpecifications("instance", inputs, context),
    // A public address can be asked for only through a network interface, which then carries subnet and groups, too.
    ...(publicAddress
      ? { NetworkInterfaces: [face] }
      : { SubnetId: inputs.subnetId, SecurityGroupIds: groups, PrivateIpAddress: inputs.privateIp }),
  });
}

async function find(id: string, context: Context): Promise<Instance | undefined> {
  const { Reservations } = await context.clients.ec2.describeInstances({ InstanceIds: [id] });
  return Reservations?.[0]?.Instances?.[0];
}

async function waitFor(id: string, context: Context, state: "running" | "stopped"): Promise<void> {
  await context.wait(`instance ${id} to be ${state}`, async () => {
    const found = await orAbsent(find(id, context));
    const now = found?.State?.Name;
    if (now === state) return true;
    if (now === "terminated" || now === "shutting-down")
      throw new Error(`instance ${id} is ${now}: ${found?.StateReason?.Message ?? "no reason given"}`);
    return undefined;
  });
}

async function changeType(id: string, type: string | undefined, context: Context): Promise<void> {
  const { ec2 } = context.clients;
  await ec2.stopInstances({ InstanceIds: [id] });
  await waitFor(id, context, "stopped");
  await ec2.modifyInstanceAttribute({ InstanceId: id, InstanceType: { Value: type } });
  await ec2.startInstances({ InstanceIds: [id] });
  await waitFor(id, context, "running");
}

async function changeProfile(id: string, name: string | undefined, context: Context): Promise<void> {
  const { ec2 } = context.clients;
  const { IamInstanceProfileAssociations } = await ec2.describeIamInstanceProfileAssociations({
    Filters: [{ Name: "instance-id", Values: [id] }],
  });
  const association = IamInstanceProfileAssociations?.[0]?.AssociationId;
  if (association && name)
    await ec2.replaceIamInstanceProfileAssociation({ AssociationId: association, IamInstanceProfile: { Name: name } });
  else if (association) await ec2.disassociateIamInstanceProfile({ AssociationId: association });
  else if (name) await ec2.associateIamInstanceProfile({ InstanceId: id, IamInstanceProfile: { Name: name } });
}
