import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { RunRequest } from "../../experiment";
import { LATEST_START_SECONDS, MOST_TRIES } from "../../schedule";
import type { OrchestratedExperiment, RunSchedule } from "./args";
import { type ChaosNeeds, planDays } from "./chaos";
import { flexibleMinutes } from "./normal";
import type { Parts } from "./parts";
import { schedulerRole } from "./role";

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

/** One schedule for each experiment that has one, and one that plans days where there is randomised chaos. None: no role for them either. */
export function schedules(parts: Parts, needs: ScheduleNeeds & ChaosNeeds): void {
  const { chaos } = parts.args;
  const scheduled = parts.normal.experiments.flatMap((one) => (one.schedule ? [{ one, schedule: one.schedule }] : []));
  if (scheduled.length === 0 && chaos === undefined) return;
  const { role, policy } = schedulerRole(parts, needs.group, needs);
  const opts = { ...parts.opts, dependsOn: [policy, ...needs.documents] };
  for (const { one, schedule } of scheduled) runSchedule(parts.name, one, schedule, { ...needs, role }, opts);
  if (chaos !== undefined) planDays(parts, chaos, { ...needs, schedulerRole: role }, opts);
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
        retryPolicy: { maximumEventAgeInSeconds: LATEST_START_SECONDS, maximumRetryAttempts: MOST_TRIES },
        deadLetterConfig: { arn: queue.arn },
      },
    },
    opts,
  );
}
