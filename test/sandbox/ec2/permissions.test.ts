import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { AttachRolePolicyCommand, CreatePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import type { Principal } from "../../../src/sandbox/kernel/cloud";
import { awsConfig } from "../support";
import { fastSandbox, refusal } from "./clients";

const MANAGED = resolve(__dirname, "../../../../shared/cases/fis-iam/managed");
const present = existsSync(MANAGED);
if (!present) console.warn("test/sandbox/ec2/permissions: partly skipped, ../shared/cases/fis-iam is not here");
const where = { accountId: "123456789012", region: "us-east-1" };
const root: Principal = { kind: "root", arn: "arn:aws:iam::123456789012:root" };

type World = Awaited<ReturnType<typeof fastSandbox>>;
let world: World;
let iam: IAMClient;
beforeAll(async () => {
  world = await fastSandbox();
  iam = new IAMClient(awsConfig(world.sandbox));
});

/** A role with one policy, and calls in its name and in the account's. */
async function role(name: string, document: string) {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "fis.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: document }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: Policy?.Arn }));
  const { cloud } = world.sandbox;
  const principal: Principal = {
    kind: "role",
    arn: `arn:aws:sts::123456789012:assumed-role/${name}/test`,
    roleName: name,
    sessionName: "test",
  };
  return <Output = Record<string, never>>(operation: string, input: object) =>
    cloud.invoke<Output>("ec2", operation, input, { ...where, principal });
}

const asRoot = <Output>(operation: string, input: object) =>
  world.sandbox.cloud.invoke<Output>("ec2", operation, input, { ...where, principal: root });

async function instance(tags: Record<string, string>) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const { Instances } = await asRoot<{ Instances: { InstanceId: string }[] }>("RunInstances", {
    ImageId: "ami-12c6146b",
    InstanceType: "t3.micro",
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: [{ ResourceType: "instance", Tags }],
  });
  return Instances[0]?.InstanceId ?? "";
}

test("a condition on the instance's tag decides instance by instance", async () => {
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["ec2:TerminateInstances"],
        Resource: "arn:aws:ec2:*:*:instance/*",
        Condition: { StringEquals: { "aws:ResourceTag/FIS-Ready": "true" } },
      },
    ],
  };
  const invoke = await role("tagged-only", JSON.stringify(policy));
  const ready = await instance({ "FIS-Ready": "true" });
  const other = await instance({ "FIS-Ready": "false" });
  const refused = await refusal(invoke("TerminateInstances", { InstanceIds: [ready, other] }));
  expect(refused.name).toBe("UnauthorizedOperation");
  expect(refused.message).toContain(`ec2:TerminateInstances on resource: arn:aws:ec2:us-east-1:123456789012:instance/${other}`);
  await invoke("TerminateInstances", { InstanceIds: [ready] });
  expect((await refusal(invoke("DescribeInstances", {}))).name).toBe("UnauthorizedOperation");
});

(present ? test : test.skip)(
  "AWS's network policy for FIS lets the whole exchange of network ACLs pass, but only with the tag",
  async () => {
    const invoke = await role("network", readFileSync(resolve(MANAGED, "AWSFaultInjectionSimulatorNetworkAccess.json"), "utf8"));
    const { Subnets } = await invoke<{ Subnets: { SubnetId: string; VpcId: string }[] }>("DescribeSubnets", {});
    const { SubnetId, VpcId } = Subnets[0] ?? { SubnetId: "", VpcId: "" };
    const tagged = (value: string) => [{ ResourceType: "network-acl", Tags: [{ Key: "managedByFIS", Value: value }] }];
    expect((await refusal(invoke("CreateNetworkAcl", { VpcId }))).name).toBe("UnauthorizedOperation");
    expect((await refusal(invoke("CreateNetworkAcl", { VpcId, TagSpecifications: tagged("false") }))).name).toBe("UnauthorizedOperation");
    const { NetworkAcl } = await invoke<{ NetworkAcl: { NetworkAclId: string } }>("CreateNetworkAcl", {
      VpcId,
      TagSpecifications: tagged("true"),
    });
    const { NetworkAclId } = NetworkAcl;
    const entry = { RuleNumber: 1, Egress: true, Protocol: "-1", RuleAction: "deny", CidrBlock: "0.0.0.0/0" };
    await invoke("CreateNetworkAclEntry", { ...entry, NetworkAclId });
    interface Acls {
      NetworkAcls: { NetworkAclId: string; Associations: { NetworkAclAssociationId: string; SubnetId: string }[] }[];
    }
    const bySubnet = { Filters: [{ Name: "association.subnet-id", Values: [SubnetId] }] };
    const { NetworkAcls } = await invoke<Acls>("DescribeNetworkAcls", bySubnet);
    const original = NetworkAcls[0]?.NetworkAclId;
    const AssociationId = NetworkAcls[0]?.Associations.find((one) => one.SubnetId === SubnetId)?.NetworkAclAssociationId;
    // The user's own ACL is not the role's to change.
    expect((await refusal(invoke("CreateNetworkAclEntry", { ...entry, NetworkAclId: original }))).name).toBe("UnauthorizedOperation");
    const swap = await invoke<{ NewAssociationId: string }>("ReplaceNetworkAclAssociation", { AssociationId, NetworkAclId });
    await invoke("ReplaceNetworkAclAssociation", { AssociationId: swap.NewAssociationId, NetworkAclId: original });
    await invoke("DeleteNetworkAcl", { NetworkAclId });
  },
);

(present ? test : test.skip)("AWS's instance policy for FIS allows stop, start, reboot and terminate, and nothing more", async () => {
  const invoke = await role("instances", readFileSync(resolve(MANAGED, "AWSFaultInjectionSimulatorEC2Access.json"), "utf8"));
  const InstanceIds = [await instance({})];
  await world.sandbox.cloud.clock.sleep(60_000);
  await invoke("RebootInstances", { InstanceIds });
  await invoke("StopInstances", { InstanceIds });
  await invoke("TerminateInstances", { InstanceIds });
  await invoke("DescribeInstances", { InstanceIds });
  const Tags = [{ Key: "a", Value: "b" }];
  expect((await refusal(invoke("CreateTags", { Resources: InstanceIds, Tags }))).name).toBe("UnauthorizedOperation");
  expect((await refusal(invoke("DescribeVpcs", {}))).name).toBe("UnauthorizedOperation");
});

test("something is made with tags only by a role that may tag it at creation", async () => {
  const Action = ["ec2:CreateNetworkAcl", "ec2:DescribeVpcs", "ec2:DescribeNetworkAcls"];
  const allow = (actions: readonly string[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
  const { Vpcs } = await asRoot<{ Vpcs: { VpcId: string }[] }>("DescribeVpcs", {});
  const TagSpecifications = [{ ResourceType: "network-acl", Tags: [{ Key: "managedByFIS", Value: "true" }] }];
  const input = { VpcId: Vpcs[0]?.VpcId, TagSpecifications };
  const untagged = await role("untagged", allow(Action));
  const acls = async () => (await asRoot<{ NetworkAcls: unknown[] }>("DescribeNetworkAcls", {})).NetworkAcls.length;
  const before = await acls();
  expect((await refusal(untagged("CreateNetworkAcl", input))).name).toBe("UnauthorizedOperation");
  expect(await acls()).toBe(before);
  const tagged = await role("tagged", allow([...Action, "ec2:CreateTags"]));
  await tagged("CreateNetworkAcl", input);
  expect(await acls()).toBe(before + 1);
});
