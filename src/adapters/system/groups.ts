import { type AutoScalingGroup, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import type { TargetState } from "../../journal";
import { abortable, allPages } from "../clients";
import { type Look, matches, type Seen, tagsOf } from "./clients";

const TYPE = "aws:ec2:autoscaling-group";

/** Auto Scaling groups: those that are targets, and those of these names that stand around other targets. */
export async function lookAtGroups(look: Look, around: readonly string[]): Promise<Seen> {
  if (look.targets.length === 0 && around.length === 0) return { states: [] };
  const groups = await allPages(
    (NextToken) =>
      look.clients.autoScaling.send(new DescribeAutoScalingGroupsCommand(NextToken ? { NextToken } : {}), abortable(look.call)),
    (page) => page.AutoScalingGroups,
    (page) => page.NextToken,
  );
  const states = groups.flatMap((group) => {
    const target = targetOf(look, group);
    return target === undefined && !around.includes(group.AutoScalingGroupName ?? "") ? [] : [groupState(group, target ?? null)];
  });
  const lost = look.resolved.filter((target) => !states.some((state) => state.id === target.id));
  return {
    states: [
      ...states,
      ...lost.map(
        (target): TargetState => ({
          id: target.id,
          target: target.target,
          resourceType: TYPE,
          zone: null,
          state: "no longer described",
          condition: "gone",
          facts: {},
        }),
      ),
    ],
  };
}

function targetOf(look: Look, group: AutoScalingGroup): string | undefined {
  const arn = group.AutoScalingGroupARN ?? "";
  if (look.resolved.length > 0) return look.resolved.find((target) => target.id === arn)?.target;
  return look.targets.find((target) => (target.arns.length > 0 ? target.arns.includes(arn) : matches(target, tagsOf(group.Tags), group)))
    ?.name;
}

/** In service, and how many stand in each zone. */
export function groupState(group: AutoScalingGroup, target: string | null): TargetState {
  const members = group.Instances ?? [];
  const inService = members.filter((member) => member.LifecycleState === "InService" && member.HealthStatus !== "Unhealthy");
  const desired = group.DesiredCapacity ?? 0;
  const zones: Record<string, number> = {};
  for (const member of inService) zones[member.AvailabilityZone ?? "?"] = (zones[member.AvailabilityZone ?? "?"] ?? 0) + 1;
  return {
    id: group.AutoScalingGroupARN ?? group.AutoScalingGroupName ?? "",
    target,
    resourceType: TYPE,
    zone: null,
    state: `${inService.length} of ${desired} in service`,
    condition: inService.length >= desired && !group.Status ? "healthy" : "impaired",
    facts: { name: group.AutoScalingGroupName ?? "", capacity: inService.length, desired, zones },
  };
}
