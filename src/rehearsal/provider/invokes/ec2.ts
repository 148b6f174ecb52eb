import type { ec2 } from "@pulumi/aws";
import { compact, tagMap } from "../convert";
import { exactlyOne, filtersOf, invoke } from "./types";

export const getAmi = invoke<ec2.GetAmiArgs, ec2.GetAmiResult>(async (args, context) => {
  const { Images = [] } = await context.clients.ec2.describeImages(
    compact({
      Owners: args.owners,
      ExecutableUsers: args.executableUsers,
      Filters: filtersOf(args),
      IncludeDeprecated: args.includeDeprecated,
    }),
  );
  const pattern = args.nameRegex === undefined ? undefined : new RegExp(args.nameRegex);
  const matching = pattern ? Images.filter(({ Name = "" }) => pattern.test(Name)) : Images;
  const newest = [...matching].sort((a, b) => (b.CreationDate ?? "").localeCompare(a.CreationDate ?? ""));
  const image = args.mostRecent ? exactlyOne(newest.slice(0, 1), "image") : exactlyOne(newest, "image");
  return compact({
    ...args,
    id: image.ImageId ?? "",
    imageId: image.ImageId ?? "",
    arn: `arn:${context.partition}:ec2:${context.region}::image/${image.ImageId}`,
    architecture: image.Architecture,
    creationDate: image.CreationDate,
    description: image.Description ?? "",
    imageLocation: image.ImageLocation,
    imageOwnerAlias: image.ImageOwnerAlias ?? "",
    imageType: image.ImageType,
    name: image.Name,
    ownerId: image.OwnerId,
    platformDetails: image.PlatformDetails,
    public: image.Public,
    region: context.region,
    rootDeviceName: image.RootDeviceName,
    rootDeviceType: image.RootDeviceType,
    state: image.State,
    tags: tagMap(image.Tags),
  });
});

export const getVpc = invoke<ec2.GetVpcArgs, ec2.GetVpcResult>(async (args, context) => {
  const { ec2 } = context.clients;
  const filters = [
    ...filtersOf(args),
    ...(args.cidrBlock === undefined ? [] : [{ Name: "cidr", Values: [args.cidrBlock] }]),
    ...(args.default === undefined ? [] : [{ Name: "is-default", Values: [String(args.default)] }]),
  ];
  const { Vpcs } = await ec2.describeVpcs({ VpcIds: args.id === undefined ? undefined : [args.id], Filters: filters });
  const vpc = exactlyOne(Vpcs, "VPC");
  const id = vpc.VpcId ?? "";
  const tables = await ec2.describeRouteTables({
    Filters: [
      { Name: "vpc-id", Values: [id] },
      { Name: "association.main", Values: ["true"] },
    ],
  });
  return compact({
    id,
    arn: `arn:${context.partition}:ec2:${context.region}:${vpc.OwnerId}:vpc/${id}`,
    cidrBlock: vpc.CidrBlock,
    default: vpc.IsDefault ?? false,
    dhcpOptionsId: vpc.DhcpOptionsId,
    instanceTenancy: vpc.InstanceTenancy,
    mainRouteTableId: tables.RouteTables?.[0]?.RouteTableId,
    ownerId: vpc.OwnerId,
    region: context.region,
    state: vpc.State,
    tags: tagMap(vpc.Tags),
  });
});

export const getSubnets = invoke<ec2.GetSubnetsArgs, ec2.GetSubnetsResult>(async (args, context) => {
  const { Subnets = [] } = await context.clients.ec2.describeSubnets({ Filters: filtersOf(args) });
  return { ...args, id: context.region, region: context.region, ids: Subnets.map(({ SubnetId = "" }) => SubnetId), tags: args.tags ?? {} };
});

export const getSubnet = invoke<ec2.GetSubnetArgs, ec2.GetSubnetResult>(async (args, context) => {
  const by = {
    "vpc-id": args.vpcId,
    "availability-zone": args.availabilityZone,
    "availability-zone-id": args.availabilityZoneId,
    "cidr-block": args.cidrBlock,
  };
  const filters = [
    ...filtersOf(args),
    ...Object.entries(by).flatMap(([Name, value]) => (value === undefined ? [] : [{ Name, Values: [value] }])),
  ];
  const { Subnets } = await context.clients.ec2.describeSubnets({
    SubnetIds: args.id === undefined ? undefined : [args.id],
    Filters: filters,
  });
  const subnet = exactlyOne(Subnets, "subnet");
  return compact({
    id: subnet.SubnetId ?? "",
    arn: subnet.SubnetArn,
    availabilityZone: subnet.AvailabilityZone,
    availabilityZoneId: subnet.AvailabilityZoneId,
    availableIpAddressCount: subnet.AvailableIpAddressCount,
    cidrBlock: subnet.CidrBlock,
    defaultForAz: subnet.DefaultForAz ?? false,
    mapPublicIpOnLaunch: subnet.MapPublicIpOnLaunch ?? false,
    ownerId: subnet.OwnerId,
    region: context.region,
    state: subnet.State,
    tags: tagMap(subnet.Tags),
    vpcId: subnet.VpcId,
  });
});

export const getSecurityGroup = invoke<ec2.GetSecurityGroupArgs, ec2.GetSecurityGroupResult>(async (args, context) => {
  const by = { "vpc-id": args.vpcId, "group-name": args.name };
  const filters = [
    ...filtersOf(args),
    ...Object.entries(by).flatMap(([Name, value]) => (value === undefined ? [] : [{ Name, Values: [value] }])),
  ];
  const { SecurityGroups } = await context.clients.ec2.describeSecurityGroups({
    GroupIds: args.id === undefined ? undefined : [args.id],
    Filters: filters,
  });
  const group = exactlyOne(SecurityGroups, "security group");
  return compact({
    id: group.GroupId ?? "",
    arn: group.SecurityGroupArn ?? `arn:${context.partition}:ec2:${context.region}:${group.OwnerId}:security-group/${group.GroupId}`,
    description: group.Description,
    name: group.GroupName,
    region: context.region,
    tags: tagMap(group.Tags),
    vpcId: group.VpcId,
  });
});
