import { type Call, type Cloud, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";

export interface TargetSpec {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumEventAgeInSeconds?: number; readonly MaximumRetryAttempts?: number };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly EventBridgeParameters?: { readonly DetailType: string; readonly Source: string };
}

/** What CreateSchedule and UpdateSchedule say; times in milliseconds. */
export interface ScheduleSpec {
  readonly expression: string;
  readonly zone: string;
  readonly state: "ENABLED" | "DISABLED";
  readonly description?: string;
  readonly start?: number;
  readonly end?: number;
  readonly window: { readonly Mode: "OFF" | "FLEXIBLE"; readonly MaximumWindowInMinutes?: number };
  readonly after: "NONE" | "DELETE";
  readonly kmsKeyArn?: string;
  readonly target: TargetSpec;
}

export interface ScheduleRecord {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly spec: ScheduleSpec;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly token?: string;
  /** When it is due next, and when within its window it will fire; undefined when it never is again. */
  readonly due?: { readonly at: number; readonly fireAt: number };
}

export interface GroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly token?: string;
}

/** One firing on its way to the target. Written before each attempt, so that none is made twice. */
export interface InvocationRecord {
  readonly id: string;
  readonly scheduleArn: string;
  readonly groupArn: string;
  readonly scheduledAt: number;
  readonly firedAt: number;
  readonly target: TargetSpec;
  /** Attempts made or under way. */
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly underWay: boolean;
}

export const DEFAULT_GROUP = "default";
type Stated = Pick<Cloud, "state">;
export const schedulesOf = ({ state }: Stated, scope: string) => state.table<ScheduleRecord>("scheduler.schedules").in(scope);
export const groupsOf = ({ state }: Stated, scope: string) => state.table<GroupRecord>("scheduler.groups").in(scope);
export const invocationsOf = ({ state }: Stated, scope: string) => state.table<InvocationRecord>("scheduler.invocations").in(scope);

export const keyOf = (group: string, name: string) => `${group}/${name}`;

export const problems = {
  noSchedule: (name: string) => new AwsError("ResourceNotFoundException", `Schedule ${name} does not exist.`, 404),
  noGroup: (name: string) => new AwsError("ResourceNotFoundException", `Schedule group ${name} does not exist.`, 404),
  exists: (what: string, name: string) => new AwsError("ConflictException", `${what} ${name} already exists.`, 409),
  invalid: (message: string) => new AwsError("ValidationException", message, 400),
};

export const groupArn = ({ region, accountId }: Pick<Call, "region" | "accountId">, name: string) =>
  `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`;

/** A group by name. The group `default` is always there. Throws ResourceNotFoundException. */
export function groupOf(cloud: Stated, call: Pick<Call, "region" | "accountId">, name: string): GroupRecord {
  const found = groupsOf(cloud, regionalScope(call)).get(name);
  if (found) return found;
  if (name !== DEFAULT_GROUP) throw problems.noGroup(name);
  return { name, arn: groupArn(call, name), createdAt: 0, modifiedAt: 0, tags: {} };
}
