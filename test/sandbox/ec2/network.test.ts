import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteNetworkAclCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
  ReplaceNetworkAclAssociationCommand,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import { fastSandbox, refusal } from "./clients";

type World = Awaited<ReturnType<typeof fastSandbox>>;
let world: World;
beforeAll(async () => {
  world = await fastSandbox();
});

async function makeVpc(cidr = "10.20.0.0/16") {
  const { Vpc } = await world.ec2.send(new CreateVpcCommand({ CidrBlock: cidr }));
  return Vpc?.VpcId ?? "";
}

async function makeSubnet(VpcId: string, CidrBlock: string, AvailabilityZone: string) {
  const { Subnet } = await world.ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }));
  return Subnet?.SubnetId ?? "";
}

const place = (scope: string, vpcId: string, subnetId: string, zone: string, privateIp: string) => ({
  scope,
  vpcId,
  subnetId,
  zone,
  privateIp,
});

test("a Region has three zones with ids of its own", async () => {
  const { AvailabilityZones } = await world.ec2.send(new DescribeAvailabilityZonesCommand({}));
  expect(AvailabilityZones?.map((one) => [one.ZoneName, one.ZoneId])).toEqual([
    ["us-east-1a", "use1-az1"],
    ["us-east-1b", "use1-az2"],
    ["us-east-1c", "use1-az3"],
  ]);
});

test("an account has a default VPC with a public subnet in each zone", async () => {
  const { Vpcs } = await world.ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] }));
  expect(Vpcs).toHaveLength(1);
  expect(Vpcs?.[0]?.CidrBlock).toBe("172.31.0.0/16");
  const { Subnets } = await world.ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: "default-for-az", Values: ["true"] }] }));
  expect(Subnets?.map((one) => [one.CidrBlock, one.MapPublicIpOnLaunch, one.AvailableIpAddressCount])).toEqual([
    ["172.31.0.0/20", true, 4091],
    ["172.31.16.0/20", true, 4091],
    ["172.31.32.0/20", true, 4091],
  ]);
});

test("with a VPC come its main route table, default network ACL and default security group", async () => {
  const VpcId = await makeVpc("10.21.0.0/16");
  const inVpc = { Name: "vpc-id", Values: [VpcId] };
  const tables = await world.ec2.send(new DescribeRouteTablesCommand({ Filters: [{ Name: "association.main", Values: ["true"] }, inVpc] }));
  expect(tables.RouteTables?.[0]?.Routes).toEqual([
    expect.objectContaining({ DestinationCidrBlock: "10.21.0.0/16", GatewayId: "local", State: "active", Origin: "CreateRouteTable" }),
  ]);
  const acls = await world.ec2.send(new DescribeNetworkAclsCommand({ Filters: [{ Name: "default", Values: ["true"] }, inVpc] }));
  expect(acls.NetworkAcls?.[0]?.Entries?.map((one) => [one.Egress, one.RuleNumber, one.RuleAction])).toEqual([
    [true, 100, "allow"],
    [true, 32767, "deny"],
    [false, 100, "allow"],
    [false, 32767, "deny"],
  ]);
  const groups = await world.ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-name", Values: ["default"] }, inVpc] }));
  const group = groups.SecurityGroups?.[0];
  expect(group?.IpPermissions?.[0]).toMatchObject({
    IpProtocol: "-1",
    UserIdGroupPairs: [{ GroupId: group?.GroupId, UserId: "123456789012" }],
  });
  expect(group?.IpPermissionsEgress?.[0]).toMatchObject({ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] });
});

test("VPC attributes are read back as they were set, one at a time", async () => {
  const VpcId = await makeVpc("10.22.0.0/16");
  await world.ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  const { EnableDnsHostnames } = await world.ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" }));
  const { EnableDnsSupport } = await world.ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsSupport" }));
  expect([EnableDnsHostnames?.Value, EnableDnsSupport?.Value]).toEqual([true, true]);
});

test("a subnet must lie in its VPC and beside the others", async () => {
  const VpcId = await makeVpc("10.23.0.0/16");
  await makeSubnet(VpcId, "10.23.0.0/24", "us-east-1a");
  const create = (CidrBlock: string, AvailabilityZone = "us-east-1a") =>
    refusal(world.ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone })));
  expect(await create("10.23.0.128/25")).toMatchObject({
    name: "InvalidSubnet.Conflict",
    message: "The CIDR '10.23.0.128/25' conflicts with another subnet",
  });
  expect(await create("10.24.0.0/24")).toMatchObject({ name: "InvalidSubnet.Range", message: "The CIDR '10.24.0.0/24' is invalid." });
  expect(await create("10.23.1.0/29")).toMatchObject({ name: "InvalidSubnet.Range" });
  expect(await create("10.23.1.0/24", "eu-west-1a")).toMatchObject({ name: "InvalidParameterValue" });
});

test("what does not exist is refused in AWS's words", async () => {
  const { ec2 } = world;
  expect(await refusal(ec2.send(new DescribeSubnetsCommand({ SubnetIds: ["subnet-0123456789abcdef0"] })))).toMatchObject({
    name: "InvalidSubnetID.NotFound",
    message: "The subnet ID 'subnet-0123456789abcdef0' does not exist",
    status: 400,
  });
  expect(await refusal(ec2.send(new DescribeVpcsCommand({ VpcIds: ["vpc-0123456789abcdef0"] })))).toMatchObject({
    name: "InvalidVpcID.NotFound",
  });
  expect(await refusal(ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: "colour", Values: ["red"] }] })))).toMatchObject({
    name: "InvalidParameterValue",
    message: "The filter 'colour' is invalid",
  });
  expect(await refusal(ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/8" })))).toMatchObject({ name: "InvalidVpc.Range" });
  expect(await refusal(ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", DryRun: true })))).toMatchObject({
    name: "DryRunOperation",
    status: 412,
  });
});

test("a public network is built, read back and taken down in the order AWS demands", async () => {
  const { ec2 } = world;
  const VpcId = await makeVpc("10.30.0.0/16");
  const SubnetId = await makeSubnet(VpcId, "10.30.0.0/24", "us-east-1b");
  await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const InternetGatewayId = InternetGateway?.InternetGatewayId ?? "";
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
  const RouteTableId = RouteTable?.RouteTableId ?? "";
  const route = { RouteTableId, DestinationCidrBlock: "0.0.0.0/0", GatewayId: InternetGatewayId };
  expect(await refusal(ec2.send(new CreateRouteCommand(route)))).toMatchObject({ name: "InvalidParameterValue" });
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  await ec2.send(new CreateRouteCommand(route));
  const { AssociationId } = await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  const tables = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: "association.route-table-association-id", Values: [AssociationId ?? ""] }] }),
  );
  expect(tables.RouteTables?.[0]?.Associations?.[0]).toMatchObject({ SubnetId, Main: false, AssociationState: { State: "associated" } });
  expect(tables.RouteTables?.[0]?.Routes?.map((one) => [one.DestinationCidrBlock, one.GatewayId, one.State])).toEqual([
    ["10.30.0.0/16", "local", "active"],
    ["0.0.0.0/0", InternetGatewayId, "active"],
  ]);
  const gateways = await ec2.send(new DescribeInternetGatewaysCommand({ InternetGatewayIds: [InternetGatewayId] }));
  expect(gateways.InternetGateways?.[0]?.Attachments).toEqual([{ State: "available", VpcId }]);

  const violates = async (call: Promise<unknown>) => expect((await refusal(call)).name).toBe("DependencyViolation");
  await violates(ec2.send(new DeleteVpcCommand({ VpcId })));
  await violates(ec2.send(new DeleteRouteTableCommand({ RouteTableId })));
  await violates(ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId })));
  await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  const blackhole = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
  expect(blackhole.RouteTables?.[0]?.Routes?.[1]?.State).toBe("blackhole");
  await ec2.send(new DisassociateRouteTableCommand({ AssociationId }));
  await ec2.send(new DeleteRouteTableCommand({ RouteTableId }));
  await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
  await ec2.send(new DeleteSubnetCommand({ SubnetId }));
  await ec2.send(new DeleteVpcCommand({ VpcId }));
  expect((await refusal(ec2.send(new DescribeVpcsCommand({ VpcIds: [VpcId] })))).name).toBe("InvalidVpcID.NotFound");
});

test("a security group's rules come back as permissions and as rules with ids", async () => {
  const { ec2 } = world;
  const VpcId = await makeVpc("10.31.0.0/16");
  const { GroupId = "" } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: "web", Description: "web", VpcId }));
  const all = { IpProtocol: "-1", FromPort: 0, ToPort: 0 };
  await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [{ ...all, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] }));
  expect(
    await refusal(
      ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [{ ...all, Ipv6Ranges: [{ CidrIpv6: "::/0" }] }] })),
    ),
  ).toMatchObject({ name: "InvalidPermission.NotFound", message: "The specified rule does not exist in this security group." });
  const http = { IpProtocol: "tcp", FromPort: 80, ToPort: 80 };
  const ingress = {
    GroupId,
    IpPermissions: [{ ...http, IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "all" }, { CidrIp: "10.0.0.0/8" }] }],
  };
  const made = await ec2.send(new AuthorizeSecurityGroupIngressCommand(ingress));
  expect(made.SecurityGroupRules?.map((one) => one.CidrIpv4)).toEqual(["0.0.0.0/0", "10.0.0.0/8"]);
  expect((await refusal(ec2.send(new AuthorizeSecurityGroupIngressCommand(ingress)))).name).toBe("InvalidPermission.Duplicate");
  await ec2.send(
    new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] }),
  );
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
  expect(SecurityGroups?.[0]?.IpPermissions).toEqual([
    {
      ...http,
      IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "all" }, { CidrIp: "10.0.0.0/8" }],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    },
  ]);
  const rules = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [GroupId] }] }));
  expect(rules.SecurityGroupRules?.map((one) => [one.IsEgress, one.IpProtocol, one.FromPort])).toEqual([
    [false, "tcp", 80],
    [false, "tcp", 80],
    [true, "-1", -1],
  ]);
  await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
});

test("putting a denying ACL on a subnet cuts it off from the others, and putting the old one back heals it", async () => {
  const { ec2, sandbox, machines } = world;
  const VpcId = await makeVpc("10.32.0.0/16");
  const a = await makeSubnet(VpcId, "10.32.0.0/24", "us-east-1a");
  const b = await makeSubnet(VpcId, "10.32.1.0/24", "us-east-1b");
  const inA = place("123456789012/us-east-1", VpcId, a, "us-east-1a", "10.32.0.4");
  const alsoInA = { ...inA, privateIp: "10.32.0.5" };
  const inB = place("123456789012/us-east-1", VpcId, b, "us-east-1b", "10.32.1.4");
  expect([machines.allows(inA, inB, 80), machines.allows("internet", inA, 80)]).toEqual([true, true]);

  let changes = 0;
  sandbox.cloud.bus.on("network-changed", () => {
    changes++;
  });
  const { NetworkAcl } = await ec2.send(
    new CreateNetworkAclCommand({
      VpcId,
      TagSpecifications: [{ ResourceType: "network-acl", Tags: [{ Key: "managedByFIS", Value: "true" }] }],
    }),
  );
  const NetworkAclId = NetworkAcl?.NetworkAclId ?? "";
  expect(NetworkAcl?.Tags).toEqual([{ Key: "managedByFIS", Value: "true" }]);
  const associationOf = async (subnetId: string) => {
    const { NetworkAcls } = await ec2.send(
      new DescribeNetworkAclsCommand({ Filters: [{ Name: "association.subnet-id", Values: [subnetId] }] }),
    );
    const acl = NetworkAcls?.[0];
    return { aclId: acl?.NetworkAclId, id: acl?.Associations?.find((one) => one.SubnetId === subnetId)?.NetworkAclAssociationId };
  };
  const before = await associationOf(a);
  await ec2.send(new ReplaceNetworkAclAssociationCommand({ AssociationId: before.id, NetworkAclId }));
  expect((await associationOf(a)).aclId).toBe(NetworkAclId);
  expect(machines.allows(inA, inB, 80)).toBe(false);
  expect(machines.allows(inB, inA, 80)).toBe(false);
  expect(machines.allows("internet", inA, 80)).toBe(false);
  expect(machines.allows(inA, alsoInA, 80)).toBe(true);
  expect(machines.allows("internet", inB, 80)).toBe(true);

  // Replies need a way out of their own: ACLs keep no state.
  const entry = { NetworkAclId, RuleNumber: 10, Protocol: "6", RuleAction: "allow" as const, CidrBlock: "0.0.0.0/0" };
  await ec2.send(new CreateNetworkAclEntryCommand({ ...entry, Egress: false, PortRange: { From: 80, To: 80 } }));
  expect(machines.allows(inB, inA, 80)).toBe(false);
  await ec2.send(new CreateNetworkAclEntryCommand({ ...entry, Egress: true, PortRange: { From: 1024, To: 65535 } }));
  expect(machines.allows(inB, inA, 80)).toBe(true);
  expect(machines.allows(inB, inA, 443)).toBe(false);

  expect((await refusal(ec2.send(new DeleteNetworkAclCommand({ NetworkAclId })))).name).toBe("DependencyViolation");
  await ec2.send(new ReplaceNetworkAclAssociationCommand({ AssociationId: (await associationOf(a)).id, NetworkAclId: before.aclId }));
  await ec2.send(new DeleteNetworkAclCommand({ NetworkAclId }));
  expect(machines.allows(inA, inB, 443)).toBe(true);
  expect(changes).toBeGreaterThanOrEqual(4);
});
