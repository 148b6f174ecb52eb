import {
  CreateManagedPrefixListCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  DescribeNetworkAclsCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { ListExperimentResolvedTargetsCommand, StopExperimentCommand } from "@aws-sdk/client-fis";
import { DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import { ec2Service } from "../../../src/sandbox/ec2";
import { fisService } from "../../../src/sandbox/fis";
import { iamService } from "../../../src/sandbox/iam";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { stsService } from "../../../src/sandbox/sts";
import { awsConfig, sandbox } from "../support";
import { ROLE } from "./fake-cloud";
import { Lab, TRUST, until } from "./lab";

jest.setTimeout(60_000);

let world: Sandbox;
let lab: Lab;
let ec2: EC2Client;
beforeAll(async () => {
  // A minute of the sandbox is a quarter of a second.
  world = await sandbox({ services: [iamService, stsService, ec2Service, fisService], speed: 240 });
  lab = new Lab(world);
  ec2 = new EC2Client(awsConfig(world));
});
afterAll(() => {
  lab.close();
  ec2.destroy();
});
beforeEach(() => world.reset());

const tagged = (type: "instance" | "subnet", Value: string) => [{ ResourceType: type, Tags: [{ Key: "app", Value }] }];
async function instances(count: number) {
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: "ami-12345678", MinCount: count, MaxCount: count, TagSpecifications: tagged("instance", "web") }),
  );
  await until(async () => (await states()).every((state) => state === "running"));
  return Instances.map(({ InstanceId }) => InstanceId ?? "");
}
async function states() {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap(({ Instances = [] }) => Instances).map(({ State }) => State?.Name);
}
const WEB = { resourceType: "aws:ec2:instance", resourceTags: { app: "web" }, filters: [{ path: "State.Name", values: ["running"] }] };

const stopping = (selectionMode: string, startInstancesAfterDuration = "PT4M") => ({
  targets: { web: { ...WEB, selectionMode } },
  actions: { stop: { actionId: "aws:ec2:stop-instances", parameters: { startInstancesAfterDuration }, targets: { Instances: "web" } } },
});

test("half of the instances stop, and start again when the experiment is stopped", async () => {
  await lab.role(["ec2:*"]);
  await instances(4);
  const id = await lab.launch(stopping("PERCENT(50)", "PT2H"));
  await until(async () => (await states()).filter((state) => state === "stopped").length === 2);
  expect((await lab.fis.send(new ListExperimentResolvedTargetsCommand({ experimentId: id }))).resolvedTargets).toHaveLength(2);
  await lab.fis.send(new StopExperimentCommand({ id }));
  expect((await lab.end(id)).state).toMatchObject({ status: "stopped" });
  await until(async () => (await states()).every((state) => state === "running"));
});

test("instances are terminated, and the experiment completes", async () => {
  await lab.role(["ec2:*"]);
  await instances(2);
  const id = await lab.launch({
    targets: { web: { ...WEB, selectionMode: "COUNT(1)" } },
    actions: { kill: { actionId: "aws:ec2:terminate-instances", targets: { Instances: "web" } } },
  });
  expect((await lab.end(id)).state?.status).toBe("completed");
  await until(async () => (await states()).filter((state) => state === "terminated").length === 1);
});

describe("Spot instances are interrupted", () => {
  const SPOT = { resourceType: "aws:ec2:spot-instance", resourceTags: { app: "web" }, selectionMode: "ALL" };
  const interrupting = {
    targets: { spot: SPOT },
    actions: {
      take: {
        actionId: "aws:ec2:send-spot-instance-interruptions",
        parameters: { durationBeforeInterruption: "PT5M" },
        targets: { SpotInstances: "spot" },
      },
    },
  };
  const spot = async (InstanceInterruptionBehavior: "terminate" | "stop") => {
    const market = { MarketType: "spot" as const, SpotOptions: { InstanceInterruptionBehavior } };
    const TagSpecifications = tagged("instance", "web");
    await ec2.send(
      new RunInstancesCommand({ ImageId: "ami-12345678", MinCount: 1, MaxCount: 1, InstanceMarketOptions: market, TagSpecifications }),
    );
    await until(async () => (await states()).every((state) => state === "running"));
  };

  test.each([
    ["terminate", "terminated"],
    ["stop", "stopped"],
  ] as const)("in the way of their request: %s, and those on demand are let alone", async (behaviour, end) => {
    await lab.role(["ec2:DescribeInstances", "ec2:SendSpotInstanceInterruptions"]);
    await instances(1);
    await spot(behaviour);
    const { state, actions } = await lab.end(await lab.launch(interrupting));
    expect([state?.status, actions?.take?.state?.reason]).toEqual(["completed", "Action was completed."]);
    await until(async () => (await states()).includes(end));
    expect((await states()).sort()).toEqual(["running", end].sort());
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: "instance-lifecycle", Values: ["spot"] }] }),
    );
    expect(Reservations[0]?.Instances?.[0]?.StateReason?.Code).toBe("Server.SpotInstanceTermination");
  });

  test("also when the experiment is stopped meanwhile: what was sent is sent", async () => {
    await lab.role(["ec2:*"]);
    await spot("terminate");
    const id = await lab.launch(interrupting);
    await until(async () => (await lab.look(id)).state?.status === "running");
    await lab.fis.send(new StopExperimentCommand({ id }));
    expect((await lab.end(id)).state?.status).toBe("stopped");
    await until(async () => (await states())[0] === "terminated");
  });

  test("not without the right to", async () => {
    await lab.role(["ec2:DescribeInstances"]);
    await spot("terminate");
    const { state } = await lab.end(await lab.launch(interrupting));
    expect(state).toMatchObject({ status: "failed", reason: expect.stringContaining("ec2:SendSpotInstanceInterruptions") });
    expect(await states()).toEqual(["running"]);
  });
});

test("a subnet gets a network ACL of its own, and its old one back", async () => {
  await lab.role(["ec2:*"]);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
  const subnet = async (CidrBlock: string, AvailabilityZone: string, name: string) =>
    (await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock, AvailabilityZone, TagSpecifications: tagged("subnet", name) })))
      .Subnet?.SubnetId ?? "";
  const here = await subnet("10.9.0.0/24", "us-east-1a", "cut");
  await subnet("10.9.1.0/24", "us-east-1b", "left");
  const acls = async () =>
    (await ec2.send(new DescribeNetworkAclsCommand({ Filters: [{ Name: "vpc-id", Values: [Vpc?.VpcId ?? ""] }] }))).NetworkAcls ?? [];
  const [before] = await acls();
  const id = await lab.launch({
    targets: { nets: { resourceType: "aws:ec2:subnet", resourceTags: { app: "cut" }, selectionMode: "ALL" } },
    actions: {
      cut: {
        actionId: "aws:network:disrupt-connectivity",
        parameters: { duration: "PT4M", scope: "availability-zone" },
        targets: { Subnets: "nets" },
      },
    },
  });
  const mine = async () => (await acls()).find(({ Tags }) => Tags?.some(({ Key, Value }) => Key === "managedByFIS" && Value === "true"));
  await until(async () => (await mine())?.Associations?.[0]?.SubnetId === here);
  const rules = (await mine())?.Entries?.filter(({ RuleAction, RuleNumber }) => RuleAction === "deny" && (RuleNumber ?? 0) < 32767);
  expect(rules?.map(({ CidrBlock, Egress }) => `${CidrBlock} ${Egress}`).sort()).toEqual(["10.9.1.0/24 false", "10.9.1.0/24 true"]);
  expect((await lab.end(id)).state?.status).toBe("completed");
  expect((await acls()).map(({ NetworkAclId }) => NetworkAclId)).toEqual([before?.NetworkAclId]);
});

describe("a subnet is cut off from a prefix list", () => {
  const cut = async (prefixListIdentifier: string) =>
    lab.launch({
      targets: { nets: { resourceType: "aws:ec2:subnet", resourceTags: { app: "cut" }, selectionMode: "ALL" } },
      actions: {
        cut: {
          actionId: "aws:network:disrupt-connectivity",
          parameters: { duration: "PT4M", scope: "prefix-list", prefixListIdentifier },
          targets: { Subnets: "nets" },
        },
      },
    });
  const list = async (...cidrs: readonly string[]) =>
    (
      await ec2.send(
        new CreateManagedPrefixListCommand({
          PrefixListName: "payments",
          AddressFamily: "IPv4",
          MaxEntries: Math.max(1, cidrs.length),
          Entries: cidrs.map((Cidr) => ({ Cidr })),
        }),
      )
    ).PrefixList;
  const denied = async () =>
    ((await ec2.send(new DescribeNetworkAclsCommand({ Filters: [{ Name: "tag:managedByFIS", Values: ["true"] }] }))).NetworkAcls ?? [])
      .flatMap(({ Entries = [] }) => Entries)
      .filter(({ RuleAction, RuleNumber }) => RuleAction === "deny" && (RuleNumber ?? 0) < 32767)
      .map(({ CidrBlock, Egress }) => `${CidrBlock} ${Egress}`)
      .sort();

  beforeEach(async () => {
    await lab.role(["ec2:*"]);
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
    const of = { VpcId: Vpc?.VpcId, CidrBlock: "10.9.0.0/24", TagSpecifications: tagged("subnet", "cut") };
    await ec2.send(new CreateSubnetCommand(of));
  });

  test.each(["PrefixListId", "PrefixListName", "PrefixListArn"] as const)("by its %s, and nothing but its ranges is denied", async (by) => {
    const made = await list("10.50.0.0/16", "192.0.2.7/32");
    const id = await cut(made?.[by] ?? "");
    await until(async () => (await denied()).length === 4);
    expect(await denied()).toEqual(["10.50.0.0/16 false", "10.50.0.0/16 true", "192.0.2.7/32 false", "192.0.2.7/32 true"]);
    const { state, actions } = await lab.end(id);
    expect([state?.status, actions?.cut?.state?.reason]).toEqual(["completed", "Action was completed."]);
    expect(await denied()).toEqual([]);
  });

  test("that must exist, and have no more entries than AWS takes", async () => {
    expect((await lab.end(await cut("pl-0000"))).state).toMatchObject({ status: "failed", reason: expect.stringContaining("pl-0000") });
    const many = await list(...Array.from({ length: 11 }, (_, n) => `10.50.${n}.0/24`));
    expect((await lab.end(await cut(many?.PrefixListId ?? ""))).state).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("11 entries"),
    });
  });
});

describe("the experiment role", () => {
  const failed = async (trust: object, ...actions: string[]) => {
    await lab.role(actions.length ? actions : ["ec2:*"], trust);
    await instances(1);
    const experiment = await lab.end(await lab.launch(stopping("ALL")));
    return { experiment, states: await states() };
  };

  test("must exist", async () => {
    await instances(1);
    expect((await lab.end(await lab.launch(stopping("ALL")))).state).toMatchObject({
      status: "failed",
      reason: expect.stringContaining(ROLE),
    });
  });

  test("must trust FIS for this account's experiments", async () => {
    const foreign = { ...TRUST, Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } };
    expect((await failed(foreign)).experiment.state).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("Unable to assume role"),
    });
  });

  test("finds nothing without the right to describe", async () => {
    const { experiment } = await failed(TRUST, "ec2:StopInstances", "ec2:StartInstances");
    expect(experiment).toMatchObject({ state: { status: "failed" }, actions: { stop: { state: { status: "cancelled" } } } });
  });

  test("fails the action that it has no right for, and leaves the instances alone", async () => {
    const { experiment, states: after } = await failed(TRUST, "ec2:Describe*");
    expect(experiment).toMatchObject({ state: { status: "failed", reason: expect.stringContaining("ec2:StopInstances") } });
    expect(after).toEqual(["running"]);
  });

  test("that loses a right midway makes the experiment fail: what it cannot take back is told", async () => {
    await lab.role(["ec2:*"]);
    await instances(1);
    const id = await lab.launch(stopping("ALL", "PT2H"));
    await until(async () => (await states())[0] === "stopped");
    await lab.iam.send(new DeleteRolePolicyCommand({ RoleName: "chaos", PolicyName: "p" }));
    await lab.fis.send(new StopExperimentCommand({ id }));
    expect((await lab.end(id)).state).toMatchObject({ status: "failed", reason: expect.stringContaining("ec2:StartInstances") });
  });
});
