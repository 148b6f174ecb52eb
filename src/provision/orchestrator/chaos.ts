import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Deployment, PlanDayRequest } from "../../experiment";
import { BUCKET } from "../../journal";
import { type ChaosDocument, type ChaosSettings, LATEST_START_SECONDS, MOST_TRIES, PLAN_DAY, planningTime } from "../../schedule";
import type { Parts } from "./parts";
import { planningPolicy } from "./role";

export interface ChaosNeeds {
  /** The function's. */
  readonly role: aws.iam.Role;
  readonly bucket: aws.s3.Bucket;
  readonly deployment: pulumi.Output<Deployment>;
}

/** Has the function plan each day of randomised chaos: what it reads, what it may do for that, and the daily schedule. */
export function planDays(
  parts: Parts,
  settings: ChaosSettings,
  needs: ChaosNeeds & {
    readonly group: aws.scheduler.ScheduleGroup;
    readonly alias: aws.lambda.Alias;
    readonly queue: aws.sqs.Queue;
    readonly schedulerRole: aws.iam.Role;
  },
  opts: pulumi.CustomResourceOptions & { readonly dependsOn: readonly pulumi.Resource[] },
): void {
  const { name } = parts;
  const { bucket, deployment, group, alias, queue, schedulerRole } = needs;
  const policy = planningPolicy(parts, { role: needs.role, bucket, group, schedulerRole });
  const written = new aws.s3.BucketObjectv2(
    `${name}-chaos`,
    {
      bucket: bucket.bucket,
      key: BUCKET.chaos,
      content: pulumi.jsonStringify(
        pulumi.all([deployment, schedulerRole.arn, queue.arn]).apply(
          ([where, schedulerRoleArn, deadLetterArn]): ChaosDocument => ({
            version: 1,
            settings,
            deployment: where,
            schedulerRoleArn,
            deadLetterArn,
          }),
        ),
      ),
      contentType: "application/json",
    },
    { ...parts.opts, dependsOn: [policy] },
  );
  const request: PlanDayRequest = { version: 1, kind: "plan-day", scheduledAt: "<aws.scheduler.scheduled-time>" };
  const { hour, minute } = planningTime(settings, Date.now());
  new aws.scheduler.Schedule(
    `${name}-${PLAN_DAY}`,
    {
      name: PLAN_DAY,
      groupName: group.name,
      description: "Plans a day of randomised chaos, an hour before it can begin",
      scheduleExpression: `cron(${minute} ${hour} * * ? *)`,
      scheduleExpressionTimezone: settings.timezone ?? "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      state: "ENABLED",
      target: {
        arn: alias.arn,
        roleArn: schedulerRole.arn,
        input: JSON.stringify(request),
        retryPolicy: { maximumEventAgeInSeconds: LATEST_START_SECONDS, maximumRetryAttempts: MOST_TRIES },
        deadLetterConfig: { arn: queue.arn },
      },
    },
    { ...opts, dependsOn: [...opts.dependsOn, written] },
  );
}
