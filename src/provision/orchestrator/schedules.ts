import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { RunRequest } from "../../experiment";
import type { OrchestratedExperiment, RunSchedule } from "./args";
import { flexibleMinutes } from "./normal";
import type { Parts } from "./parts";
import { schedulerRole } from "./role";

/** A start that comes later than this would be a surprise: it goes to the dead letters, and an alarm says so. */
const LATEST_START_SECONDS = 900;

export function scheduleGroup({ name, tags, opts }: Parts): aws.scheduler.ScheduleGroup {
  return new aws.scheduler.ScheduleGroup(name, { tags }, opts);
}

export interface ScheduleNeeds {
  readonly group: aws.scheduler.ScheduleGroup;
  readonly alias: aws.lambda.Alias;
  readonly queue: aws.sqs.Queue;
  /** What a run reads at its start. */
  readonly documents: readonly pulumi.Resource[];
}

/** One schedule for each experiment that has one. None: no role for them either. */
export function schedules(parts: Parts, needs: ScheduleNeeds): readonly aws.scheduler.Schedule[] {
  const scheduled = parts.normal.experiments.flatMap((one) => (one.schedule ? [{ one, schedule: one.schedule }] : []));
  if (scheduled.length === 0) return [];
  const { role, policy } = schedulerRole(parts, needs.group, needs);
  const opts = { ...parts.opts, dependsOn: [policy, ...needs.documents] };
  return scheduled.map(({ one, schedule }) => runSchedule(parts.name, one, schedule, { ...needs, role }, opts));
}

function runSchedule(
  name: string,
  { experiment }: OrchestratedExperiment,
  schedule: RunSchedule,
  { group, alias, queue, role }: ScheduleNeeds & { readonly role: aws.iam.Role },
  opts: pulumi.CustomResourceOptions,
): aws.scheduler.Schedule {
  const { experimentName } = experiment;
  const minutes = flexibleMinutes(schedule);
  const request: RunRequest = {
    version: 1,
    kind: "run",
    experiment: experimentName,
    scheduledAt: "<aws.scheduler.scheduled-time>",
    by: `schedule ${experimentName}`,
  };
  return new aws.scheduler.Schedule(
    `${name}-${experimentName}`,
    {
      name: experimentName,
      groupName: group.name,
      description: `Runs the experiment ${experimentName}`,
      scheduleExpression: schedule.at,
      scheduleExpressionTimezone: schedule.timezone ?? "UTC",
      flexibleTimeWindow: minutes === undefined ? { mode: "OFF" } : { mode: "FLEXIBLE", maximumWindowInMinutes: minutes },
      ...(schedule.from === undefined ? {} : { startDate: schedule.from }),
      ...(schedule.until === undefined ? {} : { endDate: schedule.until }),
      state: schedule.paused ? "DISABLED" : "ENABLED",
      target: {
        arn: alias.arn,
        roleArn: role.arn,
        input: JSON.stringify(request),
        retryPolicy: { maximumEventAgeInSeconds: LATEST_START_SECONDS, maximumRetryAttempts: 5 },
        deadLetterConfig: { arn: queue.arn },
      },
    },
    opts,
  );
}
