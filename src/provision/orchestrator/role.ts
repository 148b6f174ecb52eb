import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PLANNED } from "../../schedule";
import type { Parts } from "./parts";
import { durableStatements, planningStatements, recordStatements, runStatements, type Scope, type Statement } from "./permissions";

export interface RoleNeeds {
  readonly table: aws.dynamodb.Table;
  readonly bucket: aws.s3.Bucket;
  readonly topic: aws.sns.Topic;
  readonly queue: aws.sqs.Queue;
  readonly logGroup: aws.cloudwatch.LogGroup;
}

const document = (statements: readonly Statement[]) => pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });

export function trust(service: string, condition?: object): object {
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole", ...(condition ? { Condition: condition } : {}) },
    ],
  };
}

/** The role in which the function conducts runs: it starts, watches and stops experiments, and keeps the record; it can harm nothing by itself. */
export function functionRole(parts: Parts, needs: RoleNeeds): { readonly role: aws.iam.Role; readonly policy: aws.iam.RolePolicy } {
  const { name, tags, opts } = parts;
  const role = new aws.iam.Role(
    name,
    {
      description: "Of Faultline's orchestrator: starts, watches and stops its experiments",
      assumeRolePolicy: JSON.stringify(trust("lambda.amazonaws.com")),
      tags,
    },
    opts,
  );
  const scope = scopeOf(parts, needs);
  const policy = new aws.iam.RolePolicy(
    name,
    { role: role.name, policy: document([...runStatements(scope), ...recordStatements(scope)]) },
    opts,
  );
  return { role, policy };
}

/** The function must be there to be named: this comes after it, and before anything that starts a run. */
export function durablePolicy({ name, opts }: Parts, role: aws.iam.Role, made: aws.lambda.Function): aws.iam.RolePolicy {
  const statements = durableStatements(pulumi.interpolate`${made.arn}:*`);
  return new aws.iam.RolePolicy(`${name}-durable`, { role: role.name, policy: document(statements) }, opts);
}

/** What only a function that plans days of randomised chaos may do. */
export function planningPolicy(
  { name, locality, opts }: Parts,
  needs: {
    readonly role: aws.iam.Role;
    readonly bucket: aws.s3.Bucket;
    readonly group: aws.scheduler.ScheduleGroup;
    readonly schedulerRole: aws.iam.Role;
  },
): aws.iam.RolePolicy {
  const { role, bucket, group, schedulerRole } = needs;
  const place = locality.apply(({ partition, region, accountId }) => `arn:${partition}:scheduler:${region}:${accountId}`);
  const statements = planningStatements({
    bucketArn: bucket.arn,
    plannedSchedules: pulumi.interpolate`${place}:schedule/${group.name}/${PLANNED}*`,
    schedulerRoleArn: schedulerRole.arn,
  });
  return new aws.iam.RolePolicy(`${name}-chaos`, { role: role.name, policy: document(statements) }, opts);
}

/** The role in which EventBridge Scheduler starts runs. */
export function schedulerRole(
  { name, tags, locality, args, opts }: Parts,
  group: aws.scheduler.ScheduleGroup,
  needs: { readonly alias: aws.lambda.Alias; readonly queue: aws.sqs.Queue },
): { readonly role: aws.iam.Role; readonly policy: aws.iam.RolePolicy } {
  const condition = {
    StringEquals: { "aws:SourceAccount": locality.apply(({ accountId }) => accountId) },
    ArnEquals: { "aws:SourceArn": group.arn },
  };
  const role = new aws.iam.Role(
    `${name}-schedules`,
    {
      description: "Of the schedules of Faultline's orchestrator: starts runs",
      assumeRolePolicy: pulumi.jsonStringify(trust("scheduler.amazonaws.com", condition)),
      tags,
    },
    opts,
  );
  const statements: Statement[] = [
    { Sid: "StartRuns", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: needs.alias.arn },
    { Sid: "DeadLetters", Effect: "Allow", Action: "sqs:SendMessage", Resource: needs.queue.arn },
    ...(args.kmsKeyArn === undefined
      ? []
      : [{ Sid: "Key", Effect: "Allow" as const, Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: args.kmsKeyArn }]),
  ];
  const policy = new aws.iam.RolePolicy(`${name}-schedules`, { role: role.name, policy: document(statements) }, opts);
  return { role, policy };
}

function scopeOf({ normal, locality, args }: Parts, { table, bucket, topic, queue, logGroup }: RoleNeeds): Scope {
  const partition = locality.apply((where) => where.partition);
  const place = locality.apply(({ region, accountId }) => `${region}:${accountId}`);
  const fis = (resource: pulumi.Input<string>) => pulumi.interpolate`arn:${partition}:fis:${place}:${resource}`;
  return {
    partition,
    place,
    templateArns: normal.experiments.map(({ experiment }) => fis(pulumi.interpolate`experiment-template/${experiment.templateId}`)),
    roleArns: normal.experiments.map(({ experiment }) => experiment.roleArn),
    roles: pulumi.interpolate`arn:${partition}:iam::${locality.apply((where) => where.accountId)}:role/*`,
    experiments: fis("experiment/*"),
    safetyLevers: fis("safety-lever/*"),
    serviceLinkedRole: pulumi.interpolate`arn:${partition}:iam::${locality.apply((where) => where.accountId)}:role/aws-service-role/fis.amazonaws.com/*`,
    tableArn: table.arn,
    indexArn: pulumi.interpolate`${table.arn}/index/*`,
    bucketArn: bucket.arn,
    manifests: [pulumi.interpolate`${bucket.arn}/manifests/*`, pulumi.interpolate`${bucket.arn}/settings/*`],
    runs: pulumi.interpolate`${bucket.arn}/runs/*`,
    topicArn: topic.arn,
    queueArn: queue.arn,
    logStreams: pulumi.interpolate`${logGroup.arn}:*`,
    ...(args.kmsKeyArn === undefined ? {} : { kmsKeyArn: args.kmsKeyArn }),
  };
}
