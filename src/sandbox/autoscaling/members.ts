import { type Call, type Handler, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import { activityView, begin, stamp } from "./activities";
import { REASONS } from "./health";
import type { Keeper } from "./keeper";
import { beginTermination } from "./leaving";
import { paged } from "./pages";
import type { GroupRecord, Member } from "./records";
import { type Store, validation } from "./store";
import { reconcileTargets } from "./targets";
import { memberView } from "./view";

interface Some {
  AutoScalingGroupName: string;
  InstanceIds?: string[];
}

export function memberOperations(store: Store, keeper: Keeper): Record<string, Handler> {
  const ofGroup = (group: GroupRecord, ids: readonly string[] = []): Member[] =>
    ids.map((id) => {
      const member = group.members.find((one) => one.id === id);
      if (!member) throw validation(`The instance ${id} is not part of Auto Scaling group ${group.name}.`);
      return member;
    });
  const decrement = (scope: string, group: GroupRecord, by: number) => {
    if (group.desired - by < group.min)
      throw validation(
        `Currently, desiredSize equals minSize (${group.min}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
      );
    store.change(scope, group.name, { desired: group.desired - by });
  };
  /** Takes members out of the group's capacity: into standby, or out of it altogether. */
  async function setAside(input: Some & { ShouldDecrementDesiredCapacity: boolean }, call: Call, to: "Standby" | "gone") {
    const scope = regionalScope(call);
    const group = store.need(call, input.AutoScalingGroupName);
    const members = ofGroup(group, input.InstanceIds);
    const wrong = members.find((one) => one.state !== "InService" && !(to === "gone" && one.state === "Standby"));
    if (wrong) throw validation(`The instance ${wrong.id} is not in InService.`);
    if (input.ShouldDecrementDesiredCapacity) decrement(scope, group, members.filter((one) => one.state === "InService").length);
    const activities = [];
    for (const member of members) {
      const what = to === "Standby" ? "Moving EC2 instance to Standby" : "Detaching EC2 instance";
      const activity = begin(store, scope, group, {
        description: `${what}: ${member.id}`,
        cause: `At ${stamp(store.cloud.clock.now())} instance ${member.id} was ${to === "Standby" ? "moved to standby" : "detached"} in response to a user request.`,
        status: "Successful",
        details: { "Subnet ID": member.subnetId, "Availability Zone": member.zone },
      });
      activities.push(activityView(activity));
      store.changeMember(scope, group.name, member.id, { state: to === "Standby" ? "Standby" : "Detaching" });
      await reconcileTargets(store, scope, store.need(call, group.name), { ...member, state: "Standby" });
      if (to === "gone") {
        store.change(scope, group.name, { members: store.need(call, group.name).members.filter((one) => one.id !== member.id) });
        await store.cloud.invoke(
          "ec2",
          "DeleteTags",
          { Resources: [member.id], Tags: [{ Key: "aws:autoscaling:groupName" }] },
          acting(scope),
        );
      }
    }
    keeper.look(scope, group.name);
    return { Activities: activities };
  }
  return {
    DescribeAutoScalingInstances(input: { InstanceIds?: string[]; MaxRecords?: number; NextToken?: string }, call: Call) {
      const all = store
        .groups(regionalScope(call))
        .values()
        .flatMap((group) => group.members.map((member) => ({ AutoScalingGroupName: group.name, ...memberView(group, member) })))
        .filter((one) => !input.InstanceIds?.length || input.InstanceIds.includes(one.InstanceId))
        .map((one) => ({ ...one, HealthStatus: one.HealthStatus.toUpperCase() }));
      const { page, nextToken } = paged(all, input);
      return { AutoScalingInstances: page, NextToken: nextToken };
    },

    SetInstanceHealth(input: { InstanceId: string; HealthStatus: string; ShouldRespectGracePeriod?: boolean }, call: Call) {
      const scope = regionalScope(call);
      const { group, member } = store.needMember(call, input.InstanceId);
      if (!["Healthy", "Unhealthy"].includes(input.HealthStatus))
        throw validation(`${input.HealthStatus} is not a valid health status. Valid values: Healthy, Unhealthy`);
      const inGrace = member.inServiceAt === undefined || store.cloud.clock.now() - member.inServiceAt < group.gracePeriodS * 1_000;
      if (input.HealthStatus === "Unhealthy" && inGrace && (input.ShouldRespectGracePeriod ?? true) && group.gracePeriodS > 0) return {};
      const healthy = input.HealthStatus === "Healthy";
      store.changeMember(scope, group.name, member.id, { healthy, unhealthyBecause: healthy ? undefined : REASONS.user });
      keeper.look(scope, group.name);
      return {};
    },

    SetInstanceProtection(input: Some & { ProtectedFromScaleIn: boolean }, call: Call) {
      const scope = regionalScope(call);
      const group = store.need(call, input.AutoScalingGroupName);
      for (const member of ofGroup(group, input.InstanceIds))
        store.changeMember(scope, group.name, member.id, { protected: input.ProtectedFromScaleIn });
      return {};
    },

    TerminateInstanceInAutoScalingGroup(input: { InstanceId: string; ShouldDecrementDesiredCapacity: boolean }, call: Call) {
      const scope = regionalScope(call);
      const { group, member } = store.needMember(call, input.InstanceId);
      if (member.state === "Terminating")
        throw new AwsError("ScalingActivityInProgress", `The instance ${member.id} is already being terminated.`);
      if (input.ShouldDecrementDesiredCapacity) decrement(scope, group, 1);
      const cause = `At ${stamp(store.cloud.clock.now())} instance ${member.id} was taken out of service in response to a user request${
        input.ShouldDecrementDesiredCapacity ? `, shrinking the capacity from ${group.desired} to ${group.desired - 1}` : ""
      }.`;
      const activity = beginTermination(store, scope, group, member, cause);
      keeper.look(scope, group.name);
      return { Activity: activityView(activity) };
    },

    EnterStandby: (input: Some & { ShouldDecrementDesiredCapacity: boolean }, call: Call) => setAside(input, call, "Standby"),
    DetachInstances: (input: Some & { ShouldDecrementDesiredCapacity: boolean }, call: Call) => setAside(input, call, "gone"),

    ExitStandby(input: Some, call: Call) {
      const scope = regionalScope(call);
      const group = store.need(call, input.AutoScalingGroupName);
      const members = ofGroup(group, input.InstanceIds);
      const wrong = members.find((one) => one.state !== "Standby");
      if (wrong) throw validation(`The instance ${wrong.id} is not in Standby.`);
      if (group.desired + members.length > group.max) throw validation("The desired capacity would be above the max size of the group.");
      store.change(scope, group.name, { desired: group.desired + members.length });
      const activities = members.map((member) => {
        store.changeMember(scope, group.name, member.id, { state: "InService" });
        return activityView(
          begin(store, scope, group, {
            description: `Moving EC2 instance out of Standby: ${member.id}`,
            cause: `At ${stamp(store.cloud.clock.now())} instance ${member.id} was moved out of standby in response to a user request, increasing the capacity.`,
            status: "Successful",
            details: { "Subnet ID": member.subnetId, "Availability Zone": member.zone },
          }),
        );
      });
      keeper.look(scope, group.name);
      return { Activities: activities };
    },
  };
}
