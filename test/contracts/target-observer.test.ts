import { AutoScalingClient, CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  CreateNetworkAclCommand,
  DeleteNetworkAclCommand,
  DescribeNetworkAclsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  ReplaceNetworkAclAssociationCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { EKSClient } from "@aws-sdk/client-eks";
import { CreateDBClusterCommand, CreateDBInstanceCommand, DeleteDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import { systemObserver } from "../../src/adapters/system/observer";
import type { TargetPlan } from "../../src/experiment";
import type { ResolvedTarget, TargetState } from "../../src/journal";
import type { Sandbox } from "../../src/sandbox/kernel/start";
import { manifestOf } from "../run/manifest";
import { awsConfig, sandbox } from "../sandbox/support";

jest.setTimeout(60_000);

let box: Sandbox;
let clients: { ec2: EC2Client; autoScaling: AutoScalingClient; rds: RDSClient; eks: EKSClient };
beforeAll(async () => {
  box = await sandbox({ speed: 120 });
  const config = awsConfig(box);
  clients = {
    ec2: new EC2Client(config),
    autoScaling: new AutoScalingClient(config),
    rds: new RDSClient(config),
    eks: new EKSClient(config),
  };
});
afterAll(() => {
  for (const client of Object.values(clients)) client.destroy();
});

const target = (change: Partial<TargetPlan>): TargetPlan => ({
  name: "t",
  resourceType: "aws:ec2:instance",
  selectionMode: "ALL",
  arns: [],
  tags: {},
  filters: [],
  parameters: {},
  ...change,
});

function look(targets: readonly TargetPlan[], resolved: readonly ResolvedTarget[] = []): Promise<readonly TargetState[]> {
  return systemObserver(clients).observe(manifestOf({ targets }), resolved);
}

async function until(
  targets: readonly TargetPlan[],
  resolved: readonly ResolvedTarget[],
  test: (states: readonly TargetState[]) => boolean,
) {
  for (let turn = 0; turn < 400; turn++) {
    const states = await look(targets, resolved);
    if (test(states)) return states;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`it did not come about: ${JSON.stringify(await look(targets, resolved))}`);
}

const chosen = (state: TargetState): ResolvedTarget => ({
  target: "t",
  resourceType: state.resourceType,
  id: state.id,
  zone: state.zone,
  info: {},
});

test("instances by tag and filter, with the group that stands around them; one that was terminated is gone, and its group replaces it", async () => {
  const LaunchTemplateData = { ImageId: "ami-12c6146b", InstanceType: "t3.micro" } as const;
  await clients.ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: "web", LaunchTemplateData }));
  await clients.autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: "web",
      MinSize: 2,
      MaxSize: 2,
      LaunchTemplate: { LaunchTemplateName: "web" },
      AvailabilityZones: ["us-east-1a", "us-east-1b"],
      Tags: [{ Key: "Team", Value: "web", PropagateAtLaunch: true }],
    }),
  );
  const all = target({ tags: { Team: "web" }, filters: [{ path: "State.Name", values: ["running"] }] });
  const before = await until([all], [], (states) => states.length === 3 && states.every((state) => state.condition === "healthy"));
  expect(before.map(({ resourceType, target: name, state }) => [resourceType, name, state])).toEqual([
    ["aws:ec2:instance", "t", "running"],
    ["aws:ec2:instance", "t", "running"],
    ["aws:ec2:autoscaling-group", null, "2 of 2 in service (1 in us-east-1a, 1 in us-east-1b)"],
  ]);
  expect(before[2]?.facts).toMatchObject({ name: "web", capacity: 2, zones: { "us-east-1a": 1, "us-east-1b": 1 } });
  const oneZone = await look([
    target({ tags: { Team: "web" }, filters: [{ path: "Placement.AvailabilityZone", values: ["us-east-1a"] }] }),
  ]);
  expect(oneZone.filter((state) => state.target === "t").map((state) => state.zone)).toEqual(["us-east-1a"]);
  const [first] = before;
  if (!first) throw new Error("an instance");
  expect(first.facts.group).toBe("web");
  await clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [first.id.split("/").at(-1) ?? ""] }));
  const gone = await until([all], [chosen(first)], (states) => states[0]?.condition === "gone");
  expect(gone[0]).toMatchObject({ id: first.id, condition: "gone", facts: { group: "web" } });
  await until([all], [chosen(first)], (states) => states[1]?.state.startsWith("1 of 2 in service") || states[1]?.condition === "impaired");
  await until([all], [chosen(first)], (states) => states[1]?.state.startsWith("2 of 2 in service") === true);
});

test("subnets by the network ACL in force; one swapped for an ACL of FIS's is impaired, and the ACL is residue until it is gone", async () => {
  const subnets = target({ resourceType: "aws:ec2:subnet", filters: [{ path: "AvailabilityZone", values: ["us-east-1a"] }] });
  const [before] = await look([subnets]);
  if (!before) throw new Error("a subnet");
  expect(before).toMatchObject({ condition: "healthy", zone: "us-east-1a", state: expect.stringContaining("open by acl-") });
  const observer = systemObserver(clients);
  expect(await observer.residue(manifestOf())).toEqual([]);

  const { Subnets = [] } = await clients.ec2.send(new DescribeSubnetsCommand({}));
  const subnet = Subnets.find((item) => item.SubnetArn === before.id);
  const Tags = [{ Key: "managedByFIS", Value: "true" }];
  const made = await clients.ec2.send(
    new CreateNetworkAclCommand({ VpcId: subnet?.VpcId, TagSpecifications: [{ ResourceType: "network-acl", Tags }] }),
  );
  const NetworkAclId = made.NetworkAcl?.NetworkAclId ?? "";
  const association = async () => {
    const { NetworkAcls = [] } = await clients.ec2.send(new DescribeNetworkAclsCommand({}));
    const found = NetworkAcls.flatMap((acl) => acl.Associations ?? []).find((item) => item.SubnetId === subnet?.SubnetId);
    return { AssociationId: found?.NetworkAclAssociationId ?? "", old: found?.NetworkAclId ?? "" };
  };
  const { AssociationId, old } = await association();
  await clients.ec2.send(new ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId }));
  const [during] = await look([subnets], [chosen(before)]);
  expect(during).toMatchObject({ condition: "impaired", state: `disrupted by ${NetworkAclId}` });
  expect(await observer.residue(manifestOf())).toEqual([{ id: NetworkAclId, what: "network ACL" }]);

  await clients.ec2.send(
    new ReplaceNetworkAclAssociationCommand({ AssociationId: (await association()).AssociationId, NetworkAclId: old }),
  );
  await clients.ec2.send(new DeleteNetworkAclCommand({ NetworkAclId }));
  expect(await look([subnets], [chosen(before)])).toEqual([before]);
  expect(await observer.residue(manifestOf())).toEqual([]);
});

test("database clusters by their writer and its zone", async () => {
  const cluster = { DBClusterIdentifier: "orders", Engine: "aurora-mysql" };
  const Tags = [{ Key: "app", Value: "shop" }];
  await clients.rds.send(new CreateDBClusterCommand({ ...cluster, MasterUsername: "u", MasterUserPassword: "longenough", Tags }));
  for (const DBInstanceIdentifier of ["one", "two"])
    await clients.rds.send(new CreateDBInstanceCommand({ ...cluster, DBInstanceIdentifier, DBInstanceClass: "db.r6g.large" }));
  const databases = target({ resourceType: "aws:rds:cluster", tags: { app: "shop" } });
  const [state] = await until([databases], [], (states) => states[0]?.condition === "healthy" && states[0].facts.capacity === 2);
  expect(state?.state).toMatch(/^available, writer (one|two) in us-east-1[abc]$/);
  const inZone = (zone: string) => look([{ ...databases, parameters: { writerAvailabilityZoneIdentifiers: zone } }]);
  expect(await inZone(state?.zone ?? "")).toHaveLength(1);
  expect(await inZone("us-east-1z")).toEqual([]);
  await clients.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "two", SkipFinalSnapshot: true }));
  await until([databases], state ? [chosen(state)] : [], (states) => states[0]?.facts.capacity === 1);
});

test("a resource that is no longer described is gone; a type that cannot be looked at says so", async () => {
  const lost: ResolvedTarget = {
    target: "t",
    resourceType: "aws:ec2:instance",
    id: "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0",
    zone: null,
    info: {},
  };
  expect(await look([target({ tags: { Team: "web" } })], [lost])).toMatchObject([{ id: lost.id, condition: "gone" }]);
  const pods = target({ resourceType: "aws:eks:pod", parameters: { clusterIdentifier: "shop" } });
  expect(await look([pods])).toMatchObject([{ id: "t", target: "t", state: "not visible", condition: "unknown" }]);
});

test("a resource that two targets match is told for both", async () => {
  const states = await look([
    target({ resourceType: "aws:rds:cluster", tags: { app: "shop" } }),
    target({ name: "u", resourceType: "aws:rds:cluster" }),
  ]);
  expect(states.map((state) => state.target)).toEqual(["t", "u"]);
});
