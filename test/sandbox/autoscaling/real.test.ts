import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  SetDesiredCapacityCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateCommand, DescribeSubnetsCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { createPlane } from "../../../src/sandbox/plane";
import { eventually } from "../ec2/clients";
import { awsConfig, sandbox } from "../support";

const dataDir = mkdtempSync(join(tmpdir(), "faultline-asg-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const clients = (one: Sandbox) => {
  const config = awsConfig(one);
  const autoscaling = new AutoScalingClient(config);
  const members = async () => {
    const { AutoScalingGroups } = await autoscaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ["web"] }));
    return (AutoScalingGroups?.[0]?.Instances ?? []).map((instance) => ({ id: instance.InstanceId ?? "", state: instance.LifecycleState }));
  };
  return { autoscaling, members, ec2: new EC2Client(config), elbv2: new ElasticLoadBalancingV2Client(config) };
};
type Members = { id: string; state: string | undefined }[];
const inService = (count: number) => (all: Members) => all.length === count && all.every((one) => one.state === "InService");
const alive = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("members are real processes: one that is killed is replaced and leaves its target group, and after a restart with kept data all run again", async () => {
  const first = await sandbox({ speed: 100, createPlane, dataDir });
  const { autoscaling, members, ec2, elbv2 } = clients(first);
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
  const group = await elbv2.send(new CreateTargetGroupCommand({ Name: "web", Protocol: "HTTP", Port: 80, VpcId: Vpcs?.[0]?.VpcId }));
  const TargetGroupArn = group.TargetGroups?.[0]?.TargetGroupArn ?? "";
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "web",
      LaunchTemplateData: { ImageId: "ami-12c6146b", InstanceType: "t3.micro" },
    }),
  );
  await autoscaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: "web",
      MinSize: 0,
      MaxSize: 4,
      DesiredCapacity: 2,
      LaunchTemplate: { LaunchTemplateName: "web" },
      VPCZoneIdentifier: Subnets.map((one) => one.SubnetId).join(","),
      TargetGroupARNs: [TargetGroupArn],
    }),
  );
  const before = await eventually(members, inService(2), 15_000);
  const pids = () => first.cloud.plane.machines().map((one) => one.pid);
  expect(pids().filter(alive)).toHaveLength(2);
  const targets = async () => {
    const { TargetHealthDescriptions = [] } = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    return TargetHealthDescriptions.map((one) => one.Target?.Id ?? "").sort();
  };
  expect(await eventually(targets, (ids) => ids.length === 2)).toEqual(before.map((one) => one.id).sort());

  const victim = before[0]?.id ?? "";
  const pid = first.cloud.plane.machine(victim)?.pid;
  expect(alive(pid)).toBe(true);
  if (pid !== undefined) process.kill(pid, "SIGKILL");
  const after = await eventually(members, (all) => inService(2)(all) && !all.some((one) => one.id === victim), 15_000);
  expect(await eventually(targets, (ids) => ids.length === 2 && !ids.includes(victim))).toEqual(after.map((one) => one.id).sort());

  const old = pids();
  await first.stop();
  expect(old.filter(alive)).toEqual([]);
  const second = await sandbox({ speed: 100, createPlane, dataDir });
  const again = clients(second);
  expect((await again.members()).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(after.sort((a, b) => (a.id < b.id ? -1 : 1)));
  expect(
    second.cloud.plane
      .machines()
      .map((one) => [one.spec.id, alive(one.pid)])
      .sort(),
  ).toEqual(after.map((one) => [one.id, true]).sort());
  await again.autoscaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: "web", DesiredCapacity: 1 }));
  await eventually(again.members, inService(1), 15_000);
  expect(second.cloud.plane.machines()).toHaveLength(1);
}, 60_000);
