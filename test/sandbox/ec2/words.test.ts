import {
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSecurityGroupRulesCommand,
  DisassociateIamInstanceProfileCommand,
  type EC2Client,
  ModifyLaunchTemplateCommand,
  ModifySecurityGroupRulesCommand,
  RebootInstancesCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { fastSandbox, refusal } from "./clients";

let ec2: EC2Client;
beforeAll(async () => {
  ({ ec2 } = await fastSandbox());
});

test("blocks of networks lose their host bits", async () => {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "100.68.0.18/18" }));
  expect(Vpc?.CidrBlock).toBe("100.68.0.0/18");
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: "100.68.1.7/24" }));
  expect(Subnet?.CidrBlock).toBe("100.68.1.0/24");
});

test("a subnet for IPv6 alone needs a block of it, and takes none of IPv4", async () => {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.80.0.0/16" }));
  const make = (more: object) => refusal(ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, Ipv6Native: true, ...more })));
  expect(await make({})).toMatchObject({
    name: "MissingParameter",
    message: "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided.",
  });
  expect(await make({ CidrBlock: "10.80.0.0/24", Ipv6CidrBlock: "2001:db8::/64" })).toMatchObject({
    name: "InvalidParameterCombination",
    message: "When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native to true.",
  });
});

test("no instances, and no resources, are asked for", async () => {
  for (const command of [
    new TerminateInstancesCommand({ InstanceIds: [] }),
    new StopInstancesCommand({ InstanceIds: [] }),
    new RebootInstancesCommand({ InstanceIds: [] }),
  ]) {
    expect(await refusal(ec2.send(command as TerminateInstancesCommand))).toMatchObject({
      name: "InvalidParameterCombination",
      message: "No instances specified",
    });
  }
  expect(await refusal(ec2.send(new CreateTagsCommand({ Resources: [], Tags: [{ Key: "a", Value: "b" }] })))).toMatchObject({
    name: "MissingParameter",
    message: "The request must contain the parameter resourceIdSet",
  });
});

test("all images that do not exist are named", async () => {
  const ask = (...ImageIds: string[]) => refusal(ec2.send(new DescribeImagesCommand({ ImageIds })));
  expect(await ask("ami-abcd1234", "ami-1234abcd")).toMatchObject({
    name: "InvalidAMIID.NotFound",
    message: "The image ids '[ami-abcd1234, ami-1234abcd]' do not exist",
  });
  expect(await ask("ami-abcd1234")).toMatchObject({ message: "The image id '[ami-abcd1234]' does not exist" });
});

test("a device must say what it is", async () => {
  const run = (device: object) =>
    refusal(ec2.send(new RunInstancesCommand({ ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1, BlockDeviceMappings: [device] })));
  expect(await run({ DeviceName: "/dev/sdb" })).toMatchObject({ message: "The request must contain the parameter ebs" });
  expect(await run({ DeviceName: "/dev/sdb", Ebs: { VolumeType: "gp3" } })).toMatchObject({
    name: "MissingParameter",
    message: "The request must contain the parameter size or snapshotId",
  });
});

test("launch templates and their versions are looked up in EC2's words", async () => {
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: "words", LaunchTemplateData: { ImageId: "ami-12c6146b" } }));
  const versions = (input: object) => refusal(ec2.send(new DescribeLaunchTemplateVersionsCommand(input)));
  const modify = (input: object) => refusal(ec2.send(new ModifyLaunchTemplateCommand(input)));
  expect(await versions({ LaunchTemplateName: "gone" })).toMatchObject({
    name: "InvalidLaunchTemplateName.NotFoundException",
    message: "The specified launch template, with template name gone, does not exist.",
  });
  const what = expect.stringMatching(/^To describe the launch template data for all your launch templates, for ‘--versions’ specify/);
  expect(await versions({})).toMatchObject({ name: "MissingParameter", message: what });
  expect(await versions({ Versions: ["1"] })).toMatchObject({ name: "InvalidParameterValue", message: what });
  expect(await modify({ LaunchTemplateName: "words", DefaultVersion: "2" })).toMatchObject({
    name: "InvalidLaunchTemplateId.VersionNotFound",
    message: "The launch template version 2 is not found for the specified launch template.",
  });
  expect(await modify({ LaunchTemplateName: "words", LaunchTemplateId: "lt-1", DefaultVersion: "1" })).toMatchObject({
    name: "InvalidParameterCombination",
    message: "Either provide launch template ID or launch template name to modify the template.",
  });
});

test("rules of security groups are looked up and changed in EC2's words", async () => {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.81.0.0/16" }));
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: "g", Description: "g", VpcId: Vpc?.VpcId }));
  const { SecurityGroupRules } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [GroupId ?? ""] }] }),
  );
  const SecurityGroupRuleId = SecurityGroupRules?.[0]?.SecurityGroupRuleId;
  const change = { SecurityGroupRuleId, SecurityGroupRule: { FromPort: 1, ToPort: 2, CidrIpv4: "10.0.0.0/8" } };
  expect(await refusal(ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: [change] })))).toMatchObject({
    name: "InvalidParameterValue",
    message: "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.",
  });
  const halfOpen = { SecurityGroupRuleId, SecurityGroupRule: { IpProtocol: "udp", ToPort: 2, CidrIpv4: "10.0.0.0/8" } };
  expect(await refusal(ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: [halfOpen] })))).toMatchObject({
    name: "InvalidParameterValue",
    message: "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.",
  });
  const peers = (more: object) => {
    const rule = { SecurityGroupRuleId, SecurityGroupRule: { IpProtocol: "udp", FromPort: 1, ToPort: 2, ...more } };
    return refusal(ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: [rule] })));
  };
  expect(await peers({})).toMatchObject({
    name: "MissingParameter",
    message: "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId",
  });
  expect(await peers({ CidrIpv4: "10.0.0.0/8", CidrIpv6: "2001:db8::/32" })).toMatchObject({
    name: "InvalidParameterCombination",
    message: "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified",
  });
  const odd = ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: ["foobar"] }] }));
  expect(await refusal(odd)).toMatchObject({
    name: "InvalidGroupId.Malformed",
    message: "The security group ID 'foobar' is malformed",
  });
});

test("an instance profile's association that does not exist is named", async () => {
  expect(await refusal(ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId: "iip-assoc-1" })))).toMatchObject({
    name: "InvalidAssociationID.NotFound",
    message: "An invalid association-id of 'iip-assoc-1' was given",
  });
});
