import { uuid } from "../common/identity";
import type { Call, Handler } from "../kernel/cloud";
import { regionalScope } from "../kernel/cloud";
import { paged } from "./pages";
import type { ActivityRecord, GroupRecord } from "./records";
import type { Store } from "./store";
import { validation } from "./store";
import { AUTOSCALING_TIMINGS } from "./timings";

/** `2026-11-21T09:00:00Z` */
export const stamp = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** Writes down that something is being done to a group, or was tried. */
export function begin(
  store: Store,
  scope: string,
  group: Pick<GroupRecord, "name" | "arn">,
  activity: Pick<ActivityRecord, "description" | "cause" | "status" | "details"> & { message?: string },
): ActivityRecord {
  const { clock } = store.cloud;
  const now = clock.now();
  const ended = activity.status === "Failed" || activity.status === "Successful";
  const id = uuid(store.cloud);
  const records = store.activities(scope);
  forget(store, scope, group.name, now);
  return records.set(id, {
    ...activity,
    id,
    groupName: group.name,
    groupArn: group.arn,
    startedAt: now,
    endedAt: ended ? now : undefined,
    progress: ended ? 100 : activity.status === "PreInService" ? 30 : 50,
  });
}

export function end(
  store: Store,
  scope: string,
  activityId: string | undefined,
  status: "Successful" | "Failed" | "Cancelled",
  message?: string,
): void {
  const activity = activityId === undefined ? undefined : store.activities(scope).get(activityId);
  if (!activity || activity.endedAt !== undefined) return;
  store.activities(scope).set(activity.id, { ...activity, status, message, progress: 100, endedAt: store.cloud.clock.now() });
}

function forget(store: Store, scope: string, groupName: string, now: number): void {
  const records = store.activities(scope);
  const own = records.values().filter((one) => one.groupName === groupName && one.endedAt !== undefined);
  const tooMany = own.slice(0, Math.max(0, own.length - AUTOSCALING_TIMINGS.activitiesKept));
  for (const one of own) if (tooMany.includes(one) || now - one.startedAt > AUTOSCALING_TIMINGS.activityVisibleMs) records.delete(one.id);
}

export function activityView(activity: ActivityRecord, deleted = false) {
  return {
    ActivityId: activity.id,
    AutoScalingGroupName: activity.groupName,
    AutoScalingGroupARN: activity.groupArn,
    AutoScalingGroupState: deleted ? "Deleted" : undefined,
    Description: activity.description,
    Cause: activity.cause,
    StartTime: new Date(activity.startedAt),
    EndTime: activity.endedAt === undefined ? undefined : new Date(activity.endedAt),
    StatusCode: activity.status,
    StatusMessage: activity.message?.slice(0, 255),
    Progress: activity.progress,
    Details: JSON.stringify(activity.details),
  };
}

export function activityOperations(store: Store): Record<string, Handler> {
  return {
    DescribeScalingActivities(
      input: {
        ActivityIds?: string[];
        AutoScalingGroupName?: string;
        IncludeDeletedGroups?: boolean;
        Filters?: { Name?: string; Values?: string[] }[];
        MaxRecords?: number;
        NextToken?: string;
      },
      call: Call,
    ) {
      const scope = regionalScope(call);
      const group = input.AutoScalingGroupName ? store.groups(scope).get(input.AutoScalingGroupName) : undefined;
      if (input.AutoScalingGroupName && !group && !input.IncludeDeletedGroups) store.need(call, input.AutoScalingGroupName);
      const isDeleted = (one: ActivityRecord) => store.groups(scope).get(one.groupName)?.arn !== one.groupArn;
      const after = (input.Filters ?? []).map(({ Name, Values = [] }) => {
        const times = Values.map((value) => Date.parse(value));
        if (Name === "StartTimeLowerBound") return (one: ActivityRecord) => times.some((time) => one.startedAt >= time);
        if (Name === "StartTimeUpperBound") return (one: ActivityRecord) => times.some((time) => one.startedAt <= time);
        if (Name === "Status") return (one: ActivityRecord) => Values.includes(one.status);
        throw validation(`${Name} is not a valid filter name`);
      });
      const found = store
        .activities(scope)
        .values()
        .filter(
          (one) =>
            (!input.AutoScalingGroupName || one.groupName === input.AutoScalingGroupName) &&
            (!input.ActivityIds?.length || input.ActivityIds.includes(one.id)) &&
            (input.IncludeDeletedGroups || !isDeleted(one)) &&
            after.every((test) => test(one)),
        )
        // The newest first; of those in one instant the one written last.
        .reverse()
        .sort((a, b) => b.startedAt - a.startedAt);
      const { page, nextToken } = paged(found, input, 100);
      return { Activities: page.map((one) => activityView(one, isDeleted(one))), NextToken: nextToken };
    },
  };
}
