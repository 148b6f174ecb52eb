import { parseArn } from "../../words";
import { pageOf } from "../common/paging";
import { type Call, type Cloud, type Handler, regionalScope } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { parseExpression } from "./expression";
import {
  DEFAULT_GROUP,
  groupArn,
  groupOf,
  keyOf,
  problems,
  type ScheduleRecord,
  type ScheduleSpec,
  schedulesOf,
  type TargetSpec,
} from "./records";
import { roleOf } from "./role";
import type { Runner } from "./runner";
import { actionOf } from "./target";
import { isZone } from "./zone";

interface PutInput {
  readonly Name: string;
  readonly GroupName?: string;
  readonly ClientToken?: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly State?: "ENABLED" | "DISABLED";
  readonly Description?: string;
  readonly StartDate?: Date;
  readonly EndDate?: Date;
  readonly FlexibleTimeWindow: ScheduleSpec["window"];
  readonly ActionAfterCompletion?: "NONE" | "DELETE";
  readonly KmsKeyArn?: string;
  readonly Target: TargetSpec;
}
interface ByName {
  readonly Name: string;
  readonly GroupName?: string;
}

/** Schedules: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
export function scheduleOperations(cloud: Cloud, runner: Runner): Readonly<Record<string, Handler>> {
  const found = ({ Name, GroupName = DEFAULT_GROUP }: ByName, call: Call): ScheduleRecord => {
    groupOf(cloud, call, GroupName);
    const record = schedulesOf(cloud, regionalScope(call)).get(keyOf(GroupName, Name));
    if (!record) throw problems.noSchedule(Name);
    return record;
  };
  const put = async (input: PutInput, call: Call, existing: ScheduleRecord | undefined) => {
    const group = input.GroupName ?? DEFAULT_GROUP;
    const spec = specOf(input, cloud.clock.now());
    await roleOf(cloud, spec.target.RoleArn, groupArn(call, group)).catch((problem: unknown) => {
      if (!(problem instanceof AwsError)) throw problem;
      throw problems.invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");
    });
    const now = cloud.clock.now();
    const arn = `arn:aws:scheduler:${call.region}:${call.accountId}:schedule/${group}/${input.Name}`;
    const record: ScheduleRecord = {
      ...{ name: input.Name, group, arn, spec, createdAt: existing?.createdAt ?? now, modifiedAt: now },
      ...(input.ClientToken === undefined ? {} : { token: input.ClientToken }),
    };
    runner.schedule(regionalScope(call), record);
    return { ScheduleArn: arn };
  };
  return {
    CreateSchedule: async (input: PutInput, call: Call) => {
      const group = groupOf(cloud, call, input.GroupName ?? DEFAULT_GROUP);
      const existing = schedulesOf(cloud, regionalScope(call)).get(keyOf(group.name, input.Name));
      if (existing) {
        const same = existing.token !== undefined && existing.token === input.ClientToken;
        if (same) return { ScheduleArn: existing.arn };
        throw problems.exists("Schedule", input.Name);
      }
      return put(input, call, undefined);
    },
    UpdateSchedule: async (input: PutInput, call: Call) => put(input, call, found(input, call)),
    GetSchedule: (input: ByName, call: Call) => viewOf(found(input, call)),
    DeleteSchedule: (input: ByName, call: Call) => {
      const { group, name } = found(input, call);
      schedulesOf(cloud, regionalScope(call)).delete(keyOf(group, name));
      return {};
    },
    ListSchedules: (
      input: { GroupName?: string; NamePrefix?: string; State?: string; MaxResults?: number; NextToken?: string },
      call: Call,
    ) => {
      if (input.GroupName !== undefined) groupOf(cloud, call, input.GroupName);
      const all = schedulesOf(cloud, regionalScope(call))
        .values()
        .filter(({ group, name, spec }) => {
          const inGroup = input.GroupName === undefined || group === input.GroupName;
          return inGroup && name.startsWith(input.NamePrefix ?? "") && (input.State === undefined || spec.state === input.State);
        })
        .sort((a, b) => (a.arn < b.arn ? -1 : 1));
      const page = pageOf(all, input.MaxResults ?? 100, input.NextToken, () => problems.invalid("Invalid NextToken."));
      return {
        NextToken: page.next,
        Schedules: page.items.map(({ name, group, arn, spec, createdAt, modifiedAt }) => ({
          ...{ Name: name, GroupName: group, Arn: arn, State: spec.state, Target: { Arn: spec.target.Arn } },
          ...{ CreationDate: new Date(createdAt), LastModificationDate: new Date(modifiedAt) },
        })),
      };
    },
  };
}

function specOf(input: PutInput, now: number): ScheduleSpec {
  const { ScheduleExpression: expression, ScheduleExpressionTimezone: zone = "UTC", FlexibleTimeWindow: window, Target: target } = input;
  if (!parseExpression(expression)) throw problems.invalid(`Invalid Schedule Expression ${expression}.`);
  if (!isZone(zone)) throw problems.invalid(`The timezone ${zone} is not valid. Name one of the IANA time zone database.`);
  if (window.Mode === "FLEXIBLE" && window.MaximumWindowInMinutes === undefined) {
    throw problems.invalid("MaximumWindowInMinutes must be provided when FlexibleTimeWindow mode is FLEXIBLE.");
  }
  if (window.Mode === "OFF" && window.MaximumWindowInMinutes !== undefined) {
    throw problems.invalid("MaximumWindowInMinutes must not be provided when FlexibleTimeWindow mode is OFF.");
  }
  const start = input.StartDate?.getTime();
  const end = input.EndDate?.getTime();
  if (end !== undefined && end <= now) throw problems.invalid("The EndDate you specify cannot be in the past.");
  if (start !== undefined && end !== undefined && start >= end) throw problems.invalid("The StartDate must come before the EndDate.");
  checkTarget(target);
  return {
    ...{ expression, zone, state: input.State ?? "ENABLED", window, after: input.ActionAfterCompletion ?? "NONE", target },
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(input.KmsKeyArn === undefined ? {} : { kmsKeyArn: input.KmsKeyArn }),
  };
}

function checkTarget(target: TargetSpec): void {
  for (const name of ["EcsParameters", "KinesisParameters", "SageMakerPipelineParameters"]) {
    if (Object.hasOwn(target, name)) throw problems.invalid(`The Faultline sandbox does not have ${name}.`);
  }
  actionOf(target);
  const needsJson = target.Arn.includes(":aws-sdk:") || parseArn(target.Arn)?.service === "lambda";
  if (needsJson && target.Input !== undefined) {
    try {
      JSON.parse(target.Input.replace(/<aws\.scheduler\.[a-z-]+>/g, "0"));
    } catch {
      throw problems.invalid("The Input of the target is not valid JSON.");
    }
  }
  const dead = target.DeadLetterConfig?.Arn;
  if (dead !== undefined && parseArn(dead)?.service !== "sqs")
    throw problems.invalid(`The dead-letter queue ${dead} is not the ARN of an SQS queue.`);
}

function viewOf({ name, group, arn, spec, createdAt, modifiedAt }: ScheduleRecord) {
  const { MaximumEventAgeInSeconds = 86_400, MaximumRetryAttempts = 185 } = spec.target.RetryPolicy ?? {};
  return {
    ...{ Name: name, GroupName: group, Arn: arn, State: spec.state, ScheduleExpression: spec.expression },
    ...{ ScheduleExpressionTimezone: spec.zone, FlexibleTimeWindow: spec.window, ActionAfterCompletion: spec.after },
    ...{ Description: spec.description, KmsKeyArn: spec.kmsKeyArn },
    StartDate: spec.start === undefined ? undefined : new Date(spec.start),
    EndDate: spec.end === undefined ? undefined : new Date(spec.end),
    CreationDate: new Date(createdAt),
    LastModificationDate: new Date(modifiedAt),
    Target: { ...spec.target, RetryPolicy: { MaximumEventAgeInSeconds, MaximumRetryAttempts } },
  };
}
