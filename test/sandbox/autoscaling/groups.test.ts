import {
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeScalingActivitiesCommand,
  DescribeTagsCommand,
  EnableMetricsCollectionCommand,
  paginateDescribeAutoScalingGroups,
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateCommand, DescribeInstancesCommand, DescribeSubnetsCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";
import type { CapacityFault, Measurement } from "../../../src/sandbox/kernel/cloud";
import { eventually, fastSandbox, refusal } from "../ec2/clients";

const SCOPE = "123456789012/us-east-1";
type World = Awaited<ReturnType<typeof fastSandbox>>;
let world: World;
let subnets: string[];
beforeAll(async () => {
  world = await fastSandbox();
  const { Subnets = [] } = await world.ec2.send(new DescribeSubnetsCommand({}));
  subnets = Subnets.map((one) => one.SubnetId ?? "");
  await world.ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "web",
      LaunchTemplateData: { ImageId: "ami-12c6146b", InstanceType: "t3.micro" },
    }),
  );
});

async function create(name: string, input: Partial<CreateAutoScalingGroupCommandInput> = {}) {
  await world.autoscaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: name,
      MinSize: 0,
      MaxSize: 9,
      DesiredCapacity: 3,
      LaunchTemplate: { LaunchTemplateName: "web" },
      VPCZoneIdentifier: subnets.join(","),
      ...input,
    }),
  );
}

async function group(name: string) {
  const { AutoScalingGroups } = await world.autoscaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }));
  return AutoScalingGroups?.[0];
}

async function activities(name: string) {
  const { Activities = [] } = await world.autoscaling.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName: name }));
  return Activities;
}

type Group = Awaited<ReturnType<typeof group>>;
const serving = (one: Group) => (one?.Instances ?? []).filter((instance) => instance.LifecycleState === "InService");
const zones = (one: Group) =>
  serving(one)
    .map((instance) => instance.AvailabilityZone?.slice(-1))
    .sort()
    .join("");
const settled = (expected: string) => (one: Group) => zones(one) === expected && one?.Instances?.length === expected.length;
const become = (name: string, expected: string) => eventually(() => group(name), settled(expected));

function fault(facts: Partial<CapacityFault>): () => void {
  const { capacityFaults } = world.sandbox.cloud;
  const open: CapacityFault = { scope: SCOPE, autoScalingGroupNames: [], zones: ["us-east-1a"], percent: 100, ...facts };
  capacityFaults.add(open);
  return () => capacityFaults.delete(open);
}

test("a group launches tagged instances evenly over its zones and comes back as it was asked for", async () => {
  await create("even", {
    Tags: [
      { Key: "app", Value: "web", PropagateAtLaunch: true },
      { Key: "own", Value: "only" },
    ],
  });
  const made = await become("even", "abc");
  expect(made).toMatchObject({
    MinSize: 0,
    MaxSize: 9,
    DesiredCapacity: 3,
    DefaultCooldown: 300,
    HealthCheckType: "EC2",
    LaunchTemplate: { LaunchTemplateName: "web" },
    AvailabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
    VPCZoneIdentifier: subnets.join(","),
    TerminationPolicies: ["Default"],
    ServiceLinkedRoleARN: "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    Tags: [
      { Key: "app", Value: "web", PropagateAtLaunch: true, ResourceId: "even", ResourceType: "auto-scaling-group" },
      { Key: "own", Value: "only", PropagateAtLaunch: false, ResourceId: "even", ResourceType: "auto-scaling-group" },
    ],
  });
  const { Reservations = [] } = await world.ec2.send(
    new DescribeInstancesCommand({ Filters: [{ Name: "tag:aws:autoscaling:groupName", Values: ["even"] }] }),
  );
  const tags = Reservations.flatMap((one) => one.Instances ?? []).map((one) =>
    Object.fromEntries((one.Tags ?? []).map((tag) => [tag.Key, tag.Value])),
  );
  expect(tags).toHaveLength(3);
  for (const one of tags) expect(one).toMatchObject({ app: "web", "aws:autoscaling:groupName": "even" });
  for (const one of tags) expect(one).not.toHaveProperty("own");
  expect(world.machines.booted.at(-1)?.names.autoScalingGroup).toBe("even");
  const [first] = await activities("even");
  expect(first).toMatchObject({
    StatusCode: "Successful",
    Progress: 100,
    Description: expect.stringMatching(/^Launching a new EC2 instance: i-/),
  });
  expect(first?.Cause).toMatch(
    /an instance was started in response to a difference between desired and actual capacity, increasing the capacity from \d to \d\.$/,
  );
});

test("it follows its desired capacity up and down", async () => {
  await create("follow", { DesiredCapacity: 1 });
  await become("follow", "a");
  await world.autoscaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: "follow", DesiredCapacity: 5 }));
  await become("follow", "aabbc");
  await world.autoscaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: "follow", MaxSize: 3 }));
  const made = await become("follow", "abc");
  expect(made?.DesiredCapacity).toBe(3);
  const set = (DesiredCapacity: number) =>
    refusal(world.autoscaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: "follow", DesiredCapacity })));
  expect(await set(4)).toMatchObject({
    name: "ValidationError",
    message: "New SetDesiredCapacity value 4 is above max value 3 for the AutoScalingGroup.",
  });
});

test("a stopped member is terminated and replaced, and the activities say why", async () => {
  await create("stopped");
  const before = serving(await become("stopped", "abc"));
  const victim = before[0]?.InstanceId ?? "";
  await world.ec2.send(new StopInstancesCommand({ InstanceIds: [victim] }));
  const after = await eventually(
    () => group("stopped"),
    (one) => settled("abc")(one) && !one?.Instances?.some((instance) => instance.InstanceId === victim),
  );
  expect(serving(after)).toHaveLength(3);
  const ending = (await activities("stopped")).find((one) => one.Description?.startsWith(`Terminating EC2 instance: ${victim}`));
  expect(ending?.StatusCode).toBe("Successful");
  expect(ending?.Cause).toContain("an EC2 health check indicating it has been terminated or stopped");
});

test("a member whose machine died is replaced after the grace period", async () => {
  await create("died", { DesiredCapacity: 1, HealthCheckGracePeriod: 60 });
  const [victim] = serving(await become("died", "a"));
  const { cloud } = world.sandbox;
  cloud.bus.emit("machine-died", { machineId: victim?.InstanceId ?? "", at: cloud.clock.now() });
  await eventually(
    () => group("died"),
    (one) => serving(one).some((instance) => instance.InstanceId !== victim?.InstanceId),
  );
  const causes = (await activities("died")).map((one) => one.Cause);
  expect(causes.some((cause) => cause?.includes("an EC2 instance status checks failure"))).toBe(true);
});

test("while a zone has no capacity launches there fail, others take over, and afterwards the zones are evened out", async () => {
  const end = fault({ autoScalingGroupNames: ["fault"] });
  await create("fault", { DesiredCapacity: 6 });
  await become("fault", "bbbccc");
  const failed = (await activities("fault")).filter((one) => one.StatusCode === "Failed");
  expect(failed.length).toBeGreaterThan(0);
  expect(failed[0]?.StatusMessage).toMatch(
    /^We currently do not have sufficient t3\.micro capacity in the Availability Zone you requested \(us-east-1a\)\./,
  );
  expect(failed[0]?.Description).toContain("Launching EC2 instance failed.");
  end();
  await become("fault", "aabbcc");
});

test("a fault by zone id touches the groups it names, and no others", async () => {
  const end = fault({ autoScalingGroupNames: ["named"], zones: ["use1-az1", "use1-az2", "use1-az3"] });
  await create("named", { DesiredCapacity: 1 });
  await create("bystander", { DesiredCapacity: 3 });
  await become("bystander", "abc");
  await eventually(
    () => activities("named"),
    (all) => all.filter((one) => one.StatusCode === "Failed").length >= 6,
  );
  expect((await group("named"))?.Instances).toEqual([]);
  end();
  await eventually(
    () => group("named"),
    (one) => serving(one).length === 1,
  );
});

test("suspended processes do nothing until they are resumed", async () => {
  await create("idle", { DesiredCapacity: 0 });
  await world.autoscaling.send(new SuspendProcessesCommand({ AutoScalingGroupName: "idle", ScalingProcesses: ["Launch"] }));
  await world.autoscaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: "idle", DesiredCapacity: 1 }));
  await world.sandbox.cloud.clock.sleep(60_000);
  const waiting = await group("idle");
  expect([waiting?.Instances, waiting?.SuspendedProcesses?.[0]?.ProcessName]).toEqual([[], "Launch"]);
  await world.autoscaling.send(new ResumeProcessesCommand({ AutoScalingGroupName: "idle" }));
  expect((await become("idle", "a"))?.SuspendedProcesses).toEqual([]);
});

test("terminating one in the group replaces it, or shrinks the group", async () => {
  await create("shrink", { DesiredCapacity: 2 });
  const [first, second] = serving(await become("shrink", "ab"));
  const terminate = (InstanceId: string, ShouldDecrementDesiredCapacity: boolean) =>
    world.autoscaling.send(new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity }));
  await terminate(first?.InstanceId ?? "", false);
  await eventually(
    () => group("shrink"),
    (one) => settled("ab")(one) && !serving(one).some((instance) => instance.InstanceId === first?.InstanceId),
  );
  const { Activity } = await terminate(second?.InstanceId ?? "", true);
  expect(Activity?.StatusCode).toBe("InProgress");
  expect((await become("shrink", "a"))?.DesiredCapacity).toBe(1);
});

test("a group is deleted empty, or with force with all its instances", async () => {
  await create("deleted", { DesiredCapacity: 2 });
  await become("deleted", "ab");
  const remove = (ForceDelete: boolean) =>
    world.autoscaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: "deleted", ForceDelete }));
  expect(await refusal(remove(false))).toMatchObject({
    name: "ResourceInUseFault",
    message: "You cannot delete an AutoScalingGroup while there are instances or pending scaling activities still in the group.",
  });
  await remove(true);
  await eventually(
    () => group("deleted"),
    (one) => {
      if (one) expect(one.Status).toBe("Delete in progress");
      return one === undefined;
    },
  );
  const states = await world.ec2.send(
    new DescribeInstancesCommand({ Filters: [{ Name: "tag:aws:autoscaling:groupName", Values: ["deleted"] }] }),
  );
  expect(states.Reservations?.flatMap((one) => one.Instances ?? []).map((one) => one.State?.Name)).toEqual(["terminated", "terminated"]);
});

test("groups are found by tag and come in pages", async () => {
  for (const name of ["page-1", "page-2", "page-3"]) await create(name, { DesiredCapacity: 0, Tags: [{ Key: "paged", Value: name }] });
  const Filters = [{ Name: "tag-key", Values: ["paged"] }];
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeAutoScalingGroups({ client: world.autoscaling, pageSize: 2 }, { Filters }))
    pages.push((page.AutoScalingGroups ?? []).map((one) => one.AutoScalingGroupName));
  expect(pages).toEqual([["page-1", "page-2"], ["page-3"]]);
  const byValue = new DescribeAutoScalingGroupsCommand({ Filters: [{ Name: "tag:paged", Values: ["page-2"] }] });
  expect((await world.autoscaling.send(byValue)).AutoScalingGroups?.map((one) => one.AutoScalingGroupName)).toEqual(["page-2"]);
  await world.autoscaling.send(
    new CreateOrUpdateTagsCommand({
      Tags: [{ ResourceId: "page-1", ResourceType: "auto-scaling-group", Key: "paged", Value: "new", PropagateAtLaunch: true }],
    }),
  );
  const { Tags } = await world.autoscaling.send(new DescribeTagsCommand({ Filters: [{ Name: "auto-scaling-group", Values: ["page-1"] }] }));
  expect(Tags).toEqual([{ Key: "paged", Value: "new", PropagateAtLaunch: true, ResourceId: "page-1", ResourceType: "auto-scaling-group" }]);
});

test("groups that cannot be are refused in Auto Scaling's words", async () => {
  const why = (input: Partial<CreateAutoScalingGroupCommandInput>) => refusal(create("refused", input));
  expect(await why({ MinSize: 2, MaxSize: 1 })).toMatchObject({
    name: "ValidationError",
    message: "Max bound, 1, must be greater than or equal to min bound, 2",
  });
  expect(await why({ DesiredCapacity: 10 })).toMatchObject({
    message: "Desired capacity:10 must be between the specified min size:0 and max size:9",
  });
  expect(await why({ LaunchTemplate: undefined })).toMatchObject({ name: "ValidationError" });
  expect((await why({ LaunchTemplate: { LaunchTemplateId: "lt-0123456789abcdef0" } })).message).toMatch(
    /^You must use a valid fully-formed launch template\./,
  );
  expect(await why({ VPCZoneIdentifier: "subnet-0123456789abcdef0" })).toMatchObject({
    message: "The subnet ID 'subnet-0123456789abcdef0' does not exist",
  });
  await create("twice", { DesiredCapacity: 0 });
  expect(await refusal(create("twice"))).toMatchObject({ name: "AlreadyExistsFault" });
  expect(await refusal(activities("nobody"))).toMatchObject({ name: "ValidationError" });
  expect(await refusal(world.autoscaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: "nobody" })))).toMatchObject({
    name: "ValidationError",
    message: "AutoScalingGroup name not found - null",
  });
});

test("group metrics are measured once collection is enabled", async () => {
  const measured: Measurement[] = [];
  const { cloud } = world.sandbox;
  const measure = cloud.measure;
  cloud.measure = (measurement) => {
    measured.push(measurement);
    measure(measurement);
  };
  await create("metrics", { DesiredCapacity: 2 });
  await become("metrics", "ab");
  expect(measured.filter((one) => one.namespace === "AWS/AutoScaling")).toEqual([]);
  await world.autoscaling.send(
    new EnableMetricsCollectionCommand({ AutoScalingGroupName: "metrics", Granularity: "1Minute", Metrics: ["GroupInServiceInstances"] }),
  );
  const [first] = await eventually(
    async () => measured.filter((one) => one.namespace === "AWS/AutoScaling"),
    (all) => all.length > 0,
  );
  cloud.measure = measure;
  expect(first).toMatchObject({
    name: "GroupInServiceInstances",
    dimensions: { AutoScalingGroupName: "metrics" },
    values: [2],
    scope: SCOPE,
  });
});

test("members are listed with their group", async () => {
  await create("listed", { DesiredCapacity: 1 });
  const [member] = serving(await become("listed", "a"));
  const { AutoScalingInstances } = await world.autoscaling.send(
    new DescribeAutoScalingInstancesCommand({ InstanceIds: [member?.InstanceId ?? ""] }),
  );
  expect(AutoScalingInstances).toEqual([
    expect.objectContaining({
      AutoScalingGroupName: "listed",
      HealthStatus: "HEALTHY",
      LifecycleState: "InService",
      AvailabilityZone: "us-east-1a",
    }),
  ]);
});
