import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import { begin, end } from "./activities";
import type { Observation } from "./health";
import { targetStates } from "./observe";
import type { ActivityRecord, GroupRecord, Member } from "./records";
import type { Store } from "./store";
import { reconcileTargets } from "./targets";
import { AUTOSCALING_TIMINGS } from "./timings";

/** Takes a member out of service: from its target groups first, then (`continueLeaving`) from EC2. */
export function beginTermination(store: Store, scope: string, group: GroupRecord, member: Member, cause: string): ActivityRecord {
  const drains = member.healthy && member.registered.length > 0;
  const activity = begin(store, scope, group, {
    description: `Terminating EC2 instance: ${member.id}${drains ? " - Waiting For ELB Connection Draining." : ""}`,
    cause,
    status: drains ? "WaitingForELBConnectionDraining" : "InProgress",
    details: { "Subnet ID": member.subnetId, "Availability Zone": member.zone },
  });
  end(store, scope, member.activityId, "Cancelled", "The instance was terminated before it was in service.");
  store.changeMember(scope, group.name, member.id, {
    state: "Terminating",
    activityId: activity.id,
    rebalancing: false,
    drainUntil: store.cloud.clock.now() + (drains ? AUTOSCALING_TIMINGS.drainMs : 0),
  });
  return activity;
}

/** Moves a member that is `Terminating` on: drained, told to EC2, gone. */
export async function continueLeaving(store: Store, scope: string, name: string, id: string, seen: Observation | undefined): Promise<void> {
  const group = store.groups(scope).get(name);
  const member = group?.members.find((one) => one.id === id);
  if (!group || !member) return;
  if (seen?.state === undefined || seen.state === "terminated") {
    await reconcileTargets(store, scope, group, member);
    end(store, scope, member.activityId, "Successful");
    const current = store.groups(scope).get(name);
    if (current) store.change(scope, name, { members: current.members.filter((one) => one.id !== id) });
    return;
  }
  if (member.ending) return;
  const targetGroups = member.registered.length > 0 ? member.registered : group.targetGroupArns;
  await reconcileTargets(store, scope, group, member);
  const draining = (await targetStates(store.cloud, scope, targetGroups)).get(id)?.includes("draining") ?? false;
  if (draining && store.cloud.clock.now() < (member.drainUntil ?? 0)) return;
  store.changeMember(scope, name, id, { ending: true });
  try {
    await store.cloud.invoke("ec2", "TerminateInstances", { InstanceIds: [id] }, acting(scope));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // Tried again at the next look; a protected instance is only to be ended by its owner.
    store.changeMember(scope, name, id, { ending: false });
    store.cloud.log("Auto Scaling could not terminate an instance", { instanceId: id, reason: error.message });
  }
}
