import { type AutoScalingGroup, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import type { TargetState } from "../../journal";
import { abortable, allPages } from "../clients";
import { type Look, lostOf, matches, namesOf, type Seen, tagsOf } from "./clients";

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
    const names = namesOf(look, group.AutoScalingGroupARN ?? "", (target) => matches(target, tagsOf(group.Tags), group));
    if (names.length > 0) return names.map((name) => groupState(group, name));
    return around.includes(group.AutoScalingGroupName ?? "") ? [groupState(group, null)] : [];
  });
  return { states: [...states, ...lostOf(look, states)] };
}

/** A group that has replaced what a zone lost is as large as before, and stands elsewhere. */
function whereText(zones: Readonly<Record<string, number>>): string {
  const names = Object.keys(zones).sort();
  return names.length < 2 ? "" : ` (${names.map((zone) => `${zones[zone]} in ${zone}`).join(", ")})`;
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
    state: `${inService.length} of ${desired} in service${whereText(zones)}`,
    condition: inService.length >= desired && !group.Status ? "healthy" : "impaired",
    // A group that moves its members between zones has one too many for a while: that is no capacity to be missed later.
    facts: { name: group.AutoScalingGroupName ?? "", capacity: Math.min(inService.length, desired), desired, zones },
  };
}
