import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { FUNCTION_ENVIRONMENT } from "../../experiment";
import { functionCode, HANDLER } from "./code";
import type { Parts } from "./parts";

/** A durable execution may last for an approval of seven days and a run of twelve hours, with its baseline and recovery. Set once: a change replaces the function. */
const EXECUTION_SECONDS = 8 * 86_400;
/** How long Lambda keeps what it knows of an execution that has ended. Ours is in the table. */
const EXECUTION_DAYS = 14;
/** The longest invocation there is: a guard is watched without a gap for as long as it lasts. */
const INVOCATION_SECONDS = 900;
const MEMORY_MB = 512;
/** A start that Lambda could not serve for a quarter of an hour is not wanted any more: it goes to the dead letters. */
const OLDEST_START_SECONDS = 900;

export function functionLog({ name, args, normal, tags, opts }: Parts): aws.cloudwatch.LogGroup {
  const { kmsKeyArn } = args;
  return new aws.cloudwatch.LogGroup(
    name,
    { retentionInDays: normal.logDays, ...(kmsKeyArn === undefined ? {} : { kmsKeyId: kmsKeyArn }), tags },
    opts,
  );
}

export interface FunctionNeeds {
  readonly role: aws.iam.Role;
  readonly policy: aws.iam.RolePolicy;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly table: aws.dynamodb.Table;
  readonly bucket: aws.s3.Bucket;
  readonly topic: aws.sns.Topic;
  readonly queue: aws.sqs.Queue;
  readonly group: aws.scheduler.ScheduleGroup;
}

/**
 * The durable function that conducts runs. Each change of code or configuration publishes a version: a run that is under way ends on the version
 * on which it began. https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html
 */
export function conductorFunction({ name, args, tags, opts }: Parts, needs: FunctionNeeds): aws.lambda.Function {
  const { kmsKeyArn } = args;
  const variables: Record<string, pulumi.Input<string>> = {
    [FUNCTION_ENVIRONMENT.table]: needs.table.name,
    [FUNCTION_ENVIRONMENT.bucket]: needs.bucket.bucket,
    [FUNCTION_ENVIRONMENT.topic]: needs.topic.arn,
    [FUNCTION_ENVIRONMENT.scheduleGroup]: needs.group.name,
  };
  return new aws.lambda.Function(
    name,
    {
      description: "Conducts Faultline's experiments",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: HANDLER,
      code: functionCode(),
      role: needs.role.arn,
      memorySize: MEMORY_MB,
      timeout: INVOCATION_SECONDS,
      publish: true,
      durableConfig: { executionTimeout: EXECUTION_SECONDS, retentionPeriod: EXECUTION_DAYS },
      environment: { variables },
      // The levels are Lambda's own: unsaid, they come back from it and the provider publishes a version with every deployment.
      loggingConfig: { logFormat: "JSON", applicationLogLevel: "INFO", systemLogLevel: "INFO", logGroup: needs.logGroup.name },
      deadLetterConfig: { targetArn: needs.queue.arn },
      ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
      tags,
    },
    // Lambda looks whether the role may write dead letters when the function is made, and ends its executions before it goes.
    { ...opts, dependsOn: [needs.policy], customTimeouts: { delete: "60m" } },
  );
}

/** The name under which the function is called: a durable function takes no call without a version or an alias. */
export function liveAlias({ name, opts }: Parts, made: aws.lambda.Function, policy: aws.iam.RolePolicy): aws.lambda.Alias {
  const of = { ...opts, dependsOn: [policy] };
  const alias = new aws.lambda.Alias(
    name,
    { name: "live", description: "What schedules and people start", functionName: made.name, functionVersion: made.version },
    of,
  );
  // A run that failed is never started again by itself: whoever reads why may start another.
  new aws.lambda.FunctionEventInvokeConfig(
    name,
    { functionName: made.name, qualifier: alias.name, maximumRetryAttempts: 0, maximumEventAgeInSeconds: OLDEST_START_SECONDS },
    opts,
  );
  return alias;
}
