import type { Call, Cloud } from "../kernel/cloud";
import { regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import type { Records, Table } from "../kernel/state";
import type { ActivityRecord, GroupRecord, Member } from "./records";

export const validation = (message: string) => new AwsError("ValidationError", message);

/** Auto Scaling's tables in the sandbox's state. */
export class Store {
  readonly allGroups: Table<GroupRecord>;
  private readonly allActivities: Table<ActivityRecord>;

  constructor(readonly cloud: Cloud) {
    this.allGroups = cloud.state.table<GroupRecord>("autoscaling.groups");
    this.allActivities = cloud.state.table<ActivityRecord>("autoscaling.activities");
  }

  groups(scope: string): Records<GroupRecord> {
    return this.allGroups.in(scope);
  }

  activities(scope: string): Records<ActivityRecord> {
    return this.allActivities.in(scope);
  }

  /** The group of this name; throws `ValidationError` where there is none. */
  need(call: Pick<Call, "accountId" | "region">, name: string | undefined): GroupRecord {
    const group = this.groups(regionalScope(call)).get(name ?? "");
    if (!group) throw validation(`AutoScalingGroup name not found - AutoScalingGroup '${name ?? ""}' not found`);
    return group;
  }

  change(scope: string, name: string, members: Partial<GroupRecord>): GroupRecord {
    const group = this.groups(scope).get(name);
    if (!group) throw validation(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
    return this.groups(scope).set(name, { ...group, ...members });
  }

  changeMember(scope: string, name: string, id: string, members: Partial<Member>): void {
    const group = this.groups(scope).get(name);
    if (group) this.change(scope, name, { members: group.members.map((one) => (one.id === id ? { ...one, ...members } : one)) });
  }

  /** The group that an instance belongs to. */
  groupOf(scope: string, instanceId: string): { group: GroupRecord; member: Member } | undefined {
    for (const group of this.groups(scope).values()) {
      const member = group.members.find((one) => one.id === instanceId);
      if (member) return { group, member };
    }
    return undefined;
  }

  needMember(call: Pick<Call, "accountId" | "region">, instanceId: string): { group: GroupRecord; member: Member } {
    const found = this.groupOf(regionalScope(call), instanceId);
    if (!found) throw validation(`Instance Id not found - No managed instance found for instance ID: ${instanceId}`);
    return found;
  }
}
