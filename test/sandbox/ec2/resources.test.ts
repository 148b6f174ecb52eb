import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AssociateIamInstanceProfileCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateLaunchTemplateCommand,
  CreateManagedPrefixListCommand,
  CreateNatGatewayCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  DeleteLaunchTemplateVersionsCommand,
  DeleteManagedPrefixListCommand,
  DeleteNatGatewayCommand,
  DeleteNetworkAclEntryCommand,
  DeleteNetworkInterfaceCommand,
  DeleteRouteCommand,
  DescribeAccountAttributesCommand,
  DescribeAddressesAttributeCommand,
  DescribeAddressesCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceCreditSpecificationsCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeManagedPrefixListsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribePrefixListsCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DisassociateAddressCommand,
  DisassociateIamInstanceProfileCommand,
  GetManagedPrefixListEntriesCommand,
  type InstanceAttributeName,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifyManagedPrefixListCommand,
  ModifySecurityGroupRulesCommand,
  MonitorInstancesCommand,
  ReleaseAddressCommand,
  ReplaceIamInstanceProfileAssociationCommand,
  ReplaceNetworkAclEntryCommand,
  ReplaceRouteCommand,
  ReplaceRouteTableAssociationCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  UnmonitorInstancesCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from "@aws-sdk/client-ec2";
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { awsConfig } from "../support";
import { eventually, fastSandbox, refusal } from "./clients";

type World = Awaited<ReturnType<typeof fastSandbox>>;
let world: World;
let subnet: { SubnetId: string; VpcId: string };
beforeAll(async () => {
  world = await fastSandbox();
  const { Subnets } = await world.ec2.send(new DescribeSubnetsCommand({}));
  subnet = { SubnetId: Subnets?.[0]?.SubnetId ?? "", VpcId: Subnets?.[0]?.VpcId ?? "" };
});

async function launch() {
  const { Instances } = await world.ec2.send(
    new RunInstancesCommand({ ImageId: "ami-12c6146b", InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 }),
  );
  return Instances?.[0]?.InstanceId ?? "";
}

async function described(id: string) {
  const { Reservations } = await world.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations?.[0]?.Instances?.[0];
}

const running = (id: string) =>
  eventually(
    () => described(id),
    (one) => one?.State?.Name === "running",
  );

test("an Elastic IP is the instance's public address while it is associated", async () => {
  const { ec2 } = world;
  const InstanceId = await launch();
  const { AllocationId, PublicIp } = await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
  const { AssociationId } = await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
  expect((await described(InstanceId))?.PublicIpAddress).toBe(PublicIp);
  const { Addresses } = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [AllocationId ?? ""] }));
  expect(Addresses?.[0]).toMatchObject({ InstanceId, AssociationId, Domain: "vpc", NetworkBorderGroup: "us-east-1" });
  expect(
    (await ec2.send(new DescribeAddressesAttributeCommand({ AllocationIds: [AllocationId ?? ""], Attribute: "domain-name" }))).Addresses,
  ).toEqual([{ AllocationId, PublicIp }]);
  expect((await refusal(ec2.send(new ReleaseAddressCommand({ AllocationId })))).name).toBe("InvalidIPAddress.InUse");
  await ec2.send(new DisassociateAddressCommand({ AssociationId }));
  expect((await described(InstanceId))?.PublicIpAddress).toBeUndefined();
  await ec2.send(new ReleaseAddressCommand({ AllocationId }));
});

test("a NAT gateway becomes available, carries routes and goes with its address free again", async () => {
  const { ec2 } = world;
  const { AllocationId } = await ec2.send(new AllocateAddressCommand({}));
  const { NatGateway } = await ec2.send(new CreateNatGatewayCommand({ SubnetId: subnet.SubnetId, AllocationId }));
  const NatGatewayId = NatGateway?.NatGatewayId ?? "";
  const state = async () => (await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [NatGatewayId] }))).NatGateways?.[0]?.State;
  await eventually(state, (one) => one === "available");
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: subnet.VpcId }));
  const RouteTableId = RouteTable?.RouteTableId ?? "";
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: "0.0.0.0/0", NatGatewayId }));
  const routes = async () => (await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }))).RouteTables?.[0]?.Routes;
  expect((await routes())?.[1]).toMatchObject({ NatGatewayId, State: "active" });
  await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
  await eventually(state, (one) => one === "deleted");
  expect((await routes())?.[1]?.State).toBe("blackhole");
  await ec2.send(new ReleaseAddressCommand({ AllocationId }));
});

test("routes are replaced and removed, the local one never, and the main table is whichever is associated so", async () => {
  const { ec2 } = world;
  const InstanceId = await launch();
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: subnet.VpcId, ClientToken: "one" }));
  const RouteTableId = RouteTable?.RouteTableId ?? "";
  const again = await ec2.send(new CreateRouteTableCommand({ VpcId: subnet.VpcId, ClientToken: "one" }));
  expect(again.RouteTable?.RouteTableId).toBe(RouteTableId);
  const DestinationCidrBlock = "10.99.0.0/16";
  expect((await refusal(ec2.send(new ReplaceRouteCommand({ RouteTableId, DestinationCidrBlock, InstanceId })))).name).toBe(
    "InvalidParameterValue",
  );
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, InstanceId }));
  await ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }));
  expect(await refusal(ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock })))).toMatchObject({
    name: "InvalidRoute.NotFound",
  });
  expect((await refusal(ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: "172.31.0.0/16" })))).name).toBe(
    "InvalidParameterValue",
  );
  const main = { Filters: [{ Name: "association.main", Values: ["true"] }] };
  const before = await ec2.send(new DescribeRouteTablesCommand(main));
  const AssociationId = before.RouteTables?.[0]?.Associations?.find((one) => one.Main)?.RouteTableAssociationId;
  await ec2.send(new ReplaceRouteTableAssociationCommand({ AssociationId, RouteTableId }));
  expect((await ec2.send(new DescribeRouteTablesCommand(main))).RouteTables?.map((one) => one.RouteTableId)).toEqual([RouteTableId]);
});

test("entries of a network ACL are replaced and deleted by number and direction", async () => {
  const { ec2 } = world;
  const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId: subnet.VpcId }));
  const NetworkAclId = NetworkAcl?.NetworkAclId ?? "";
  const entry = { NetworkAclId, RuleNumber: 100, Egress: false, Protocol: "tcp", CidrBlock: "10.0.0.7/8", PortRange: { From: 80, To: 80 } };
  const allow = { ...entry, RuleAction: "allow" as const };
  await ec2.send(new CreateNetworkAclEntryCommand(allow));
  expect(await refusal(ec2.send(new CreateNetworkAclEntryCommand(allow)))).toMatchObject({
    name: "NetworkAclEntryAlreadyExists",
    message: "The network acl entry identified by 100 already exists.",
  });
  await ec2.send(new ReplaceNetworkAclEntryCommand({ ...entry, RuleAction: "deny" }));
  const entries = async () => {
    const { NetworkAcls } = await ec2.send(new DescribeNetworkAclsCommand({ NetworkAclIds: [NetworkAclId] }));
    return NetworkAcls?.[0]?.Entries?.filter((one) => one.RuleNumber !== 32767);
  };
  expect(await entries()).toEqual([
    { RuleNumber: 100, Egress: false, Protocol: "6", RuleAction: "deny", CidrBlock: "10.0.0.0/8", PortRange: { From: 80, To: 80 } },
  ]);
  const wrong = { NetworkAclId, RuleNumber: 100, Egress: true };
  expect((await refusal(ec2.send(new DeleteNetworkAclEntryCommand(wrong)))).name).toBe("InvalidNetworkAclEntry.NotFound");
  await ec2.send(new DeleteNetworkAclEntryCommand({ ...wrong, Egress: false }));
  expect(await entries()).toEqual([]);
});

test("a security group rule keeps its id when it is modified", async () => {
  const { ec2 } = world;
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: "rules", Description: "rules" }));
  const made = await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId, IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "10.0.0.0/8" }),
  );
  const SecurityGroupRuleId = made.SecurityGroupRules?.[0]?.SecurityGroupRuleId;
  const SecurityGroupRule = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIpv4: "10.0.0.0/8" };
  await ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }] }));
  const SecurityGroupRuleDescriptions = [{ SecurityGroupRuleId, Description: "inside" }];
  await ec2.send(new UpdateSecurityGroupRuleDescriptionsIngressCommand({ GroupId, SecurityGroupRuleDescriptions }));
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ["rules"] }));
  expect(SecurityGroups?.[0]?.IpPermissions?.[0]).toMatchObject({
    FromPort: 443,
    IpRanges: [{ CidrIp: "10.0.0.0/8", Description: "inside" }],
  });
});

test("a prefix list has versions and as many entries as it may have", async () => {
  const { ec2 } = world;
  const own = { PrefixListName: "offices", AddressFamily: "IPv4", MaxEntries: 2, Entries: [{ Cidr: "10.1.0.0/16" }] };
  const { PrefixList } = await ec2.send(new CreateManagedPrefixListCommand(own));
  const PrefixListId = PrefixList?.PrefixListId ?? "";
  const add = (CurrentVersion: number, ...Cidrs: string[]) =>
    ec2.send(new ModifyManagedPrefixListCommand({ PrefixListId, CurrentVersion, AddEntries: Cidrs.map((Cidr) => ({ Cidr })) }));
  await add(1, "10.2.0.0/16");
  expect((await refusal(add(1, "10.3.0.0/16"))).name).toBe("PrefixListVersionMismatch");
  expect((await refusal(add(2, "10.3.0.0/16"))).name).toBe("PrefixListMaxEntriesExceeded");
  const { Entries } = await ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId }));
  expect(Entries?.map((one) => one.Cidr)).toEqual(["10.1.0.0/16", "10.2.0.0/16"]);
  const { PrefixLists } = await ec2.send(
    new DescribeManagedPrefixListsCommand({ Filters: [{ Name: "owner-id", Values: ["123456789012"] }] }),
  );
  expect(PrefixLists?.map((one) => [one.PrefixListName, one.Version, one.State])).toEqual([["offices", 2, "modify-complete"]]);
  const aws = await ec2.send(new DescribePrefixListsCommand({}));
  expect(aws.PrefixLists?.map((one) => one.PrefixListName)).toEqual(["com.amazonaws.us-east-1.s3", "com.amazonaws.us-east-1.dynamodb"]);
  await ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId }));
});

test("a network interface holds an address of its subnet until it is deleted", async () => {
  const { ec2 } = world;
  const free = async () =>
    (await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnet.SubnetId] }))).Subnets?.[0]?.AvailableIpAddressCount ?? 0;
  const before = await free();
  const create = () => ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnet.SubnetId, PrivateIpAddress: "172.31.15.200" }));
  const { NetworkInterface } = await create();
  expect(NetworkInterface).toMatchObject({ PrivateIpAddress: "172.31.15.200", Status: "available", RequesterManaged: false });
  expect(await free()).toBe(before - 1);
  expect((await refusal(create())).name).toBe("InvalidIPAddress.InUse");
  await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId }));
  expect(await free()).toBe(before);
});

test("an instance profile is associated, replaced and taken away", async () => {
  const { ec2, sandbox } = world;
  const iam = new IAMClient(awsConfig(sandbox));
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  await iam.send(new CreateRoleCommand({ RoleName: "node", AssumeRolePolicyDocument: JSON.stringify(trust) }));
  for (const InstanceProfileName of ["first", "second"]) {
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: "node" }));
  }
  const InstanceId = await launch();
  const { IamInstanceProfileAssociation } = await ec2.send(
    new AssociateIamInstanceProfileCommand({ InstanceId, IamInstanceProfile: { Name: "first" } }),
  );
  expect((await described(InstanceId))?.IamInstanceProfile?.Arn).toBe("arn:aws:iam::123456789012:instance-profile/first");
  await ec2.send(
    new ReplaceIamInstanceProfileAssociationCommand({
      AssociationId: IamInstanceProfileAssociation?.AssociationId,
      IamInstanceProfile: { Arn: "arn:aws:iam::123456789012:instance-profile/second" },
    }),
  );
  const { IamInstanceProfileAssociations } = await ec2.send(
    new DescribeIamInstanceProfileAssociationsCommand({ Filters: [{ Name: "instance-id", Values: [InstanceId] }] }),
  );
  expect(IamInstanceProfileAssociations?.[0]?.IamInstanceProfile?.Arn).toMatch(/\/second$/);
  await ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId: IamInstanceProfileAssociations?.[0]?.AssociationId }));
  expect((await described(InstanceId))?.IamInstanceProfile).toBeUndefined();
});

test("every attribute of an instance can be asked for, and those that may change do", async () => {
  const { ec2 } = world;
  const InstanceId = await launch();
  await running(InstanceId);
  const names: InstanceAttributeName[] = [
    "instanceType",
    "kernel",
    "ramdisk",
    "userData",
    "disableApiTermination",
    "disableApiStop",
    "instanceInitiatedShutdownBehavior",
    "rootDeviceName",
    "blockDeviceMapping",
    "productCodes",
    "sourceDestCheck",
    "groupSet",
    "ebsOptimized",
    "sriovNetSupport",
    "enaSupport",
    "enclaveOptions",
  ];
  for (const Attribute of names)
    expect((await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }))).InstanceId).toBe(InstanceId);
  await ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: "optional", HttpPutResponseHopLimit: 3 }));
  await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, SourceDestCheck: { Value: false } }));
  await ec2.send(new MonitorInstancesCommand({ InstanceIds: [InstanceId] }));
  expect(await described(InstanceId)).toMatchObject({
    MetadataOptions: { HttpTokens: "optional", HttpPutResponseHopLimit: 3 },
    Monitoring: { State: "enabled" },
    SourceDestCheck: false,
  });
  await ec2.send(new UnmonitorInstancesCommand({ InstanceIds: [InstanceId] }));
  const credits = await ec2.send(new DescribeInstanceCreditSpecificationsCommand({ InstanceIds: [InstanceId] }));
  expect(credits.InstanceCreditSpecifications).toEqual([{ InstanceId, CpuCredits: "unlimited" }]);
  const type = new ModifyInstanceAttributeCommand({ InstanceId, InstanceType: { Value: "t3.small" } });
  expect((await refusal(ec2.send(type))).name).toBe("IncorrectInstanceState");
  await ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }));
  await eventually(
    () => described(InstanceId),
    (one) => one?.State?.Name === "stopped",
  );
  await ec2.send(type);
  expect((await described(InstanceId))?.InstanceType).toBe("t3.small");
});

test("the default version of a launch template cannot be deleted", async () => {
  const { ec2 } = world;
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: "versions", LaunchTemplateData: { InstanceType: "t3.micro" } }));
  const answer = await ec2.send(new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateName: "versions", Versions: ["1", "7"] }));
  expect(answer.UnsuccessfullyDeletedLaunchTemplateVersions?.map((one) => one.ResponseError?.Code)).toEqual([
    "unexpectedError",
    "launchTemplateVersionDoesNotExist",
  ]);
});

test("places and types are told", async () => {
  const { ec2 } = world;
  const { Regions } = await ec2.send(new DescribeRegionsCommand({ RegionNames: ["eu-central-1"] }));
  expect(Regions).toEqual([{ RegionName: "eu-central-1", Endpoint: "ec2.eu-central-1.amazonaws.com", OptInStatus: "opt-in-not-required" }]);
  const attributes = await ec2.send(new DescribeAccountAttributesCommand({ AttributeNames: ["default-vpc"] }));
  expect(attributes.AccountAttributes?.[0]?.AttributeValues).toEqual([{ AttributeValue: subnet.VpcId }]);
  const { InstanceTypes } = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ["m7g.xlarge"] }));
  expect(InstanceTypes?.[0]).toMatchObject({
    VCpuInfo: { DefaultVCpus: 4 },
    MemoryInfo: { SizeInMiB: 16384 },
    ProcessorInfo: { SupportedArchitectures: ["arm64"] },
  });
  const offered = await ec2.send(
    new DescribeInstanceTypeOfferingsCommand({
      LocationType: "availability-zone",
      Filters: [{ Name: "instance-type", Values: ["t3.micro"] }],
    }),
  );
  expect(offered.InstanceTypeOfferings?.map((one) => one.Location)).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
});
