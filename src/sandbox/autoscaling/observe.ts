import type { Cloud } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import type { Observation } from "./health";
import type { GroupRecord } from "./records";

interface Described {
  Reservations?: { Instances?: { InstanceId: string; State: { Name: string } }[] }[];
  InstanceStatuses?: { InstanceId: string; InstanceStatus?: { Status?: string }; SystemStatus?: { Status?: string } }[];
  TargetHealthDescriptions?: { Target: { Id: string }; TargetHealth: { State: string } }[];
}

/** What EC2 and the group's target groups say about each member. */
export async function observe(cloud: Cloud, scope: string, group: GroupRecord): Promise<ReadonlyMap<string, Observation>> {
  const as = acting(scope);
  const ids = group.members.map((one) => one.id);
  if (ids.length === 0) return new Map();
  const { Reservations = [] } = await cloud.invoke<Described>(
    "ec2",
    "DescribeInstances",
    { Filters: [{ Name: "instance-id", Values: ids }] },
    as,
  );
  const states = new Map(Reservations.flatMap((one) => one.Instances ?? []).map((one) => [one.InstanceId, one.State.Name]));
  const known = ids.filter((id) => states.has(id));
  const { InstanceStatuses = [] } = known.length
    ? await cloud.invoke<Described>("ec2", "DescribeInstanceStatus", { InstanceIds: known }, as)
    : {};
  const impaired = new Set(
    InstanceStatuses.flatMap((one) =>
      one.InstanceStatus?.Status === "impaired" || one.SystemStatus?.Status === "impaired" ? [one.InstanceId] : [],
    ),
  );
  const targets = await targetStates(cloud, scope, group.targetGroupArns);
  return new Map(ids.map((id) => [id, { state: states.get(id), impaired: impaired.has(id), targets: targets.get(id) ?? [] }]));
}

/** States of targets by instance. A target group that is gone says nothing. */
export async function targetStates(cloud: Cloud, scope: string, arns: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const states = new Map<string, string[]>();
  for (const TargetGroupArn of arns) {
    try {
      const { TargetHealthDescriptions = [] } = await cloud.invoke<Described>(
        "elbv2",
        "DescribeTargetHealth",
        { TargetGroupArn },
        acting(scope),
      );
      for (const { Target, TargetHealth } of TargetHealthDescriptions)
        states.set(Target.Id, [...(states.get(Target.Id) ?? []), TargetHealth.State]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }
  return states;
}
