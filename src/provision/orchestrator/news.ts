import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Parts } from "./parts";

const FOURTEEN_DAYS = 1_209_600;

/** What could not be delivered, by anybody here: an alarm says when something lies in it. */
export function deadLetters({ name, args, tags, opts }: Parts): aws.sqs.Queue {
  const { kmsKeyArn } = args;
  const encryption = kmsKeyArn === undefined ? { sqsManagedSseEnabled: true } : { kmsMasterKeyId: kmsKeyArn };
  return new aws.sqs.Queue(`${name}-dead-letters`, { messageRetentionSeconds: FOURTEEN_DAYS, ...encryption, tags }, opts);
}

/** Ends of runs, requests for approval, alarms of the orchestrator itself. */
export function newsTopic({ name, args, tags, opts }: Parts): aws.sns.Topic {
  const { kmsKeyArn, subscribers = {} } = args;
  const topic = new aws.sns.Topic(name, { ...(kmsKeyArn === undefined ? {} : { kmsMasterKeyId: kmsKeyArn }), tags }, opts);
  for (const [who, { protocol, endpoint }] of Object.entries(subscribers)) {
    new aws.sns.TopicSubscription(`${name}-${who}`, { topic: topic.arn, protocol, endpoint }, opts);
  }
  return topic;
}

/**
 * Ends of its experiments as FIS tells them, to the topic: news that come also when the function is gone. FIS sends them at best effort; verdicts
 * never depend on them. https://docs.aws.amazon.com/fis/latest/userguide/monitoring-eventbridge.html
 */
export function experimentEvents(
  { name, normal, tags, opts }: Parts,
  topic: aws.sns.Topic,
  queue: aws.sqs.Queue,
): aws.cloudwatch.EventRule {
  const templates = normal.experiments.map(({ experiment }) => experiment.templateId);
  const detail = { "new-state": { status: ["completed", "stopped", "failed", "cancelled"] } };
  const rule = new aws.cloudwatch.EventRule(
    name,
    {
      description: "Ends of Faultline's experiments",
      eventPattern: pulumi.jsonStringify({
        source: ["aws.fis"],
        "detail-type": ["FIS Experiment State Change"],
        detail: templates.length <= MOST_IN_PATTERN ? { "experiment-template-id": templates, ...detail } : detail,
      }),
      tags,
    },
    opts,
  );
  new aws.cloudwatch.EventTarget(
    name,
    {
      rule: rule.name,
      arn: topic.arn,
      deadLetterConfig: { arn: queue.arn },
      retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 10 },
    },
    opts,
  );
  return rule;
}

/** A pattern has at most 2,048 characters; beyond, ends of all experiments of the account are told. */
const MOST_IN_PATTERN = 50;

/** Who may put something on the topic and into the queue, beside the roles here: this account's alarms, and this rule. */
export function newsPolicies(
  { name, locality, opts }: Parts,
  { topic, queue, rule }: { readonly topic: aws.sns.Topic; readonly queue: aws.sqs.Queue; readonly rule: aws.cloudwatch.EventRule },
): void {
  const accountId = locality.apply((where) => where.accountId);
  const fromRule = { ArnEquals: { "aws:SourceArn": rule.arn } };
  const allow = (Sid: string, Service: string, Action: string, Resource: pulumi.Input<string>, Condition: object) => ({
    Sid,
    Effect: "Allow",
    Principal: { Service },
    Action,
    Resource,
    Condition,
  });
  const ofAccount = { StringEquals: { "aws:SourceAccount": accountId } };
  new aws.sns.TopicPolicy(
    name,
    {
      arn: topic.arn,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          allow("Alarms", "cloudwatch.amazonaws.com", "sns:Publish", topic.arn, ofAccount),
          allow("Events", "events.amazonaws.com", "sns:Publish", topic.arn, fromRule),
        ],
      }),
    },
    opts,
  );
  new aws.sqs.QueuePolicy(
    `${name}-dead-letters`,
    {
      queueUrl: queue.url,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [allow("Events", "events.amazonaws.com", "sqs:SendMessage", queue.arn, fromRule)],
      }),
    },
    opts,
  );
}
