import {
  AttachLoadBalancerTargetGroupsCommand,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeLifecycleHooksCommand,
  DescribeLoadBalancerTargetGroupsCommand,
  DescribeMetricCollectionTypesCommand,
  DescribePoliciesCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingProcessTypesCommand,
  DescribeTrafficSourcesCommand,
  DescribeWarmPoolCommand,
  DetachInstancesCommand,
  DetachLoadBalancerTargetGroupsCommand,
  EnterStandbyCommand,
  ExitStandbyCommand,
  SetDesiredCapacityCommand,
  SetInstanceHealthCommand,
  SetInstanceProtectionCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateCommand, DescribeInstancesCommand, DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import { CreateListenerCommand, CreateLoadBalancerCommand, CreateTargetGroupCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { TargetGroupSpec, TargetHealth } from "../../../src/sandbox/plane/types";
import { eventually, fastSandbox, refusal } from "../ec2/clients";

type World = Awaited<ReturnType<typeof fastSandbox>>;
let world: World;
let place: { subnets: string; vpcId: string };
/** What the plane was told of target groups, and what it says of single machines. */
const specs = new Map<string, TargetGroupSpec>();
const sick = new Set<string>();
beforeAll(async () => {
  world = await fastSandbox();
  const { plane } = world.machines;
  plane.putTargetGroup = (spec) => specs.set(spec.arn, spec);
  plane.targetHealth = (arn) =>
    (specs.get(arn)?.targets ?? []).map(
      (target): TargetHealth => ({ ...target, state: sick.has(target.machineId) ? "unhealthy" : "healthy" }),
    );
  const { Subnets = [] } = await world.ec2.send(new DescribeSubnetsCommand({}));
  place = { subnets: Subnets.map((one) => one.SubnetId).join(","), vpcId: Subnets[0]?.VpcId ?? "" };
  await world.ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "web",
      LaunchTemplateData: { ImageId: "ami-12c6146b", InstanceType: "t3.micro" },
    }),
  );
});

async function targetGroup(Name: string) {
  const { TargetGroups } = await world.elbv2.send(new CreateTargetGroupCommand({ Name, Protocol: "HTTP", Port: 80, VpcId: place.vpcId }));
  return TargetGroups?.[0]?.TargetGroupArn ?? "";
}

async function create(AutoScalingGroupName: string, DesiredCapacity: number, more: object = {}) {
  await world.autoscaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName,
      MinSize: 0,
      MaxSize: 4,
      DesiredCapacity,
      LaunchTemplate: { LaunchTemplateName: "web", Version: "$Latest" },
      VPCZoneIdentifier: place.subnets,
      ...more,
    }),
  );
}

async function members(name: string) {
  const { AutoScalingGroups } = await world.autoscaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }));
  return (AutoScalingGroups?.[0]?.Instances ?? []).map((one) => ({ id: one.InstanceId ?? "", state: one.LifecycleState }));
}

const serve = (name: string, count: number, without: readonly string[] = []) =>
  eventually(
    () => members(name),
    (all) => all.length === count && all.every((one) => one.state === "InService" && !without.includes(one.id)),
  );
const registered = (arn: string) => (specs.get(arn)?.targets ?? []).map((one) => one.machineId).sort();
const ids = (all: { id: string }[]) => all.map((one) => one.id).sort();

test("members are registered with the group's target groups, and taken out when one is detached", async () => {
  const arn = await targetGroup("attached");
  await create("attached", 2);
  const all = await serve("attached", 2);
  await world.autoscaling.send(new AttachLoadBalancerTargetGroupsCommand({ AutoScalingGroupName: "attached", TargetGroupARNs: [arn] }));
  await eventually(
    async () => registered(arn),
    (targets) => targets.join() === ids(all).join(),
  );
  const groups = await world.autoscaling.send(new DescribeLoadBalancerTargetGroupsCommand({ AutoScalingGroupName: "attached" }));
  expect(groups.LoadBalancerTargetGroups).toEqual([{ LoadBalancerTargetGroupARN: arn, State: "Added" }]);
  const sources = await world.autoscaling.send(new DescribeTrafficSourcesCommand({ AutoScalingGroupName: "attached" }));
  expect(sources.TrafficSources?.[0]).toMatchObject({ Identifier: arn, Type: "elbv2" });
  await world.autoscaling.send(new DetachLoadBalancerTargetGroupsCommand({ AutoScalingGroupName: "attached", TargetGroupARNs: [arn] }));
  await eventually(
    async () => registered(arn),
    (targets) => targets.length === 0,
  );
  expect(
    await refusal(
      world.autoscaling.send(new AttachLoadBalancerTargetGroupsCommand({ AutoScalingGroupName: "attached", TargetGroupARNs: [`${arn}0`] })),
    ),
  ).toMatchObject({ name: "ValidationError", message: "Provided Target Groups may not be valid. Please ensure they exist and try again." });
});

test("an unhealthy target is replaced where the health check type is ELB, and only there", async () => {
  const arn = await targetGroup("checked");
  // A target group behind no load balancer checks nothing.
  const { LoadBalancers } = await world.elbv2.send(new CreateLoadBalancerCommand({ Name: "checked", Subnets: place.subnets.split(",") }));
  const listener = { LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn, Protocol: "HTTP", Port: 80 } as const;
  await world.elbv2.send(new CreateListenerCommand({ ...listener, DefaultActions: [{ Type: "forward", TargetGroupArn: arn }] }));
  const shared = { TargetGroupARNs: [arn], HealthCheckGracePeriod: 30 };
  await create("checked", 2, { ...shared, HealthCheckType: "ELB" });
  await create("unchecked", 1, shared);
  const before = ids(await serve("checked", 2));
  const other = ids(await serve("unchecked", 1));
  await eventually(
    async () => registered(arn),
    (targets) => targets.length === 3,
  );
  sick.add(before[0] ?? "").add(other[0] ?? "");
  const after = ids(await serve("checked", 2, before.slice(0, 1)));
  expect(after).toContain(before[1]);
  const { Activities = [] } = await world.autoscaling.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName: "checked" }));
  expect(Activities.some((one) => one.Cause?.includes("was taken out of service in response to an ELB system health check failure."))).toBe(
    true,
  );
  await world.sandbox.cloud.clock.sleep(60_000);
  expect(ids(await members("unchecked"))).toEqual(other);
});

test("a user may call a member unhealthy, and it is replaced", async () => {
  await create("called", 1);
  const [before] = ids(await serve("called", 1));
  await world.autoscaling.send(new SetInstanceHealthCommand({ InstanceId: before, HealthStatus: "Unhealthy" }));
  await serve("called", 1, [before ?? ""]);
});

test("a member in standby is neither counted nor served, and comes back", async () => {
  const arn = await targetGroup("standby");
  await create("standby", 2, { TargetGroupARNs: [arn] });
  const [first = "", second = ""] = ids(await serve("standby", 2));
  await eventually(
    async () => registered(arn),
    (targets) => targets.length === 2,
  );
  const one = { AutoScalingGroupName: "standby", InstanceIds: [first] };
  await world.autoscaling.send(new EnterStandbyCommand({ ...one, ShouldDecrementDesiredCapacity: true }));
  expect(registered(arn)).toEqual([second]);
  expect((await members("standby")).find(({ id }) => id === first)?.state).toBe("Standby");
  await world.autoscaling.send(new ExitStandbyCommand(one));
  await serve("standby", 2);
  await eventually(
    async () => registered(arn),
    (targets) => targets.length === 2,
  );
});

test("a detached instance runs on without the group, which fills its place", async () => {
  await create("detach", 1);
  const [first = ""] = ids(await serve("detach", 1));
  const detach = { AutoScalingGroupName: "detach", InstanceIds: [first], ShouldDecrementDesiredCapacity: false };
  await world.autoscaling.send(new DetachInstancesCommand(detach));
  await serve("detach", 1, [first]);
  const { Reservations } = await world.ec2.send(new DescribeInstancesCommand({ InstanceIds: [first] }));
  expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe("running");
});

test("scaling in spares protected members", async () => {
  await create("spare", 3);
  const [kept = "", ...rest] = ids(await serve("spare", 3));
  await world.autoscaling.send(
    new SetInstanceProtectionCommand({ AutoScalingGroupName: "spare", InstanceIds: [kept], ProtectedFromScaleIn: true }),
  );
  await world.autoscaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: "spare", DesiredCapacity: 1 }));
  expect(ids(await serve("spare", 1, rest))).toEqual([kept]);
});

test("what a group can have and does not is answered with nothing", async () => {
  await create("bare", 0);
  const AutoScalingGroupName = "bare";
  const { autoscaling } = world;
  expect((await autoscaling.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName }))).LifecycleHooks).toEqual([]);
  expect((await autoscaling.send(new DescribePoliciesCommand({ AutoScalingGroupName }))).ScalingPolicies).toEqual([]);
  const { Instances, WarmPoolConfiguration } = await autoscaling.send(new DescribeWarmPoolCommand({ AutoScalingGroupName }));
  expect([Instances, WarmPoolConfiguration]).toEqual([[], undefined]);
  expect((await autoscaling.send(new DescribeScalingProcessTypesCommand({}))).Processes).toHaveLength(9);
  expect((await autoscaling.send(new DescribeMetricCollectionTypesCommand({}))).Granularities).toEqual([{ Granularity: "1Minute" }]);
});
