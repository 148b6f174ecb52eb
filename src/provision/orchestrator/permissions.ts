import * as pulumi from "@pulumi/pulumi";
import { BUCKET } from "../../journal";

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: string | readonly string[];
  readonly Resource: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

/** What the function's statements are about. */
export interface Scope {
  readonly partition: pulumi.Input<string>;
  /** `region:account`, as in ARNs. */
  readonly place: pulumi.Input<string>;
  readonly templateArns: readonly pulumi.Input<string>[];
  /** The roles of the experiments. */
  readonly roleArns: readonly pulumi.Input<string>[];
  /** All roles of the account. */
  readonly roles: pulumi.Input<string>;
  /** The bucket itself. */
  readonly bucketArn: pulumi.Input<string>;
  readonly tableArn: pulumi.Input<string>;
  readonly indexArn: pulumi.Input<string>;
  readonly manifests: readonly pulumi.Input<string>[];
  readonly runs: pulumi.Input<string>;
  readonly topicArn: pulumi.Input<string>;
  readonly queueArn: pulumi.Input<string>;
  readonly logStreams: pulumi.Input<string>;
  readonly experiments: pulumi.Input<string>;
  readonly safetyLevers: pulumi.Input<string>;
  readonly serviceLinkedRole: pulumi.Input<string>;
  readonly kmsKeyArn?: pulumi.Input<string>;
}

const allow = (
  Sid: string,
  Action: Statement["Action"],
  Resource: Statement["Resource"],
  Condition?: Statement["Condition"],
): Statement => ({
  Sid,
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

/** What conducting a run asks of AWS: the statements of docs/running-in-aws.md, on these templates alone. */
export function runStatements(scope: Scope): Statement[] {
  return [
    start(scope),
    allow(
      "RunAndStop",
      ["fis:StartExperiment", "fis:TagResource", "fis:GetExperiment", "fis:StopExperiment", "fis:ListExperimentResolvedTargets"],
      scope.experiments,
    ),
    allow("SafetyLever", ["fis:GetSafetyLever", "fis:UpdateSafetyLeverState"], scope.safetyLevers),
    allow("SeeExperiments", "fis:ListExperiments", "*"),
    allow("Watch", ["cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"], "*"),
    allow("Beat", "cloudwatch:PutMetricData", "*", { StringEquals: { "cloudwatch:namespace": "Faultline" } }),
    allow(
      "LookAtTargets",
      [
        "ec2:DescribeInstances",
        "ec2:DescribeSubnets",
        "ec2:DescribeNetworkAcls",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeManagedPrefixLists",
        "ec2:DescribeRouteTables",
        "autoscaling:DescribeAutoScalingGroups",
        "rds:DescribeDBClusters",
        "rds:DescribeDBInstances",
        "eks:ListClusters",
        "eks:ListNodegroups",
        "eks:DescribeNodegroup",
      ],
      "*",
    ),
    allow(
      "LookAtTheRole",
      ["iam:SimulatePrincipalPolicy", "iam:GetRole"],
      scope.roleArns.length <= MOST_ROLES_BY_NAME ? scope.roleArns : scope.roles,
    ),
    allow("FirstExperimentOfTheAccount", "iam:CreateServiceLinkedRole", scope.serviceLinkedRole, {
      StringEquals: { "iam:AWSServiceName": "fis.amazonaws.com" },
    }),
  ];
}

/** An inline policy has at most 10,240 characters. */
const MOST_TEMPLATES_BY_NAME = 60;
/** Asking what a role may do changes nothing: few are named, so that the templates have room. */
const MOST_ROLES_BY_NAME = 20;

/** Its own templates by name; more than a policy can name: those that Faultline made, in this account and Region. */
function start({ templateArns, place, partition }: Scope): Statement {
  const actions = ["fis:GetExperimentTemplate", "fis:StartExperiment"];
  if (templateArns.length <= MOST_TEMPLATES_BY_NAME) return allow("Start", actions, templateArns);
  return allow("Start", actions, pulumi.interpolate`arn:${partition}:fis:${place}:experiment-template/*`, {
    Null: { "aws:ResourceTag/faultline:experiment": "false" },
  });
}

/** What keeping the record and telling of it asks: its own table, bucket, topic, queue and log, nothing else. */
export function recordStatements(scope: Scope): Statement[] {
  return [
    allow(
      "Journal",
      ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:Query"],
      [scope.tableArn, scope.indexArn],
    ),
    allow("ReadManifests", "s3:GetObject", scope.manifests),
    // Without it a missing object is "access denied" instead of "not there".
    allow("SeeWhatIsThere", "s3:ListBucket", scope.bucketArn),
    allow("Reports", ["s3:GetObject", "s3:PutObject"], scope.runs),
    allow("News", "sns:Publish", scope.topicArn),
    allow("DeadLetters", "sqs:SendMessage", scope.queueArn),
    allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], scope.logStreams),
    ...(scope.kmsKeyArn === undefined ? [] : [allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], scope.kmsKeyArn)]),
  ];
}

/** What a durable execution asks of Lambda, of this one function in all its versions. */
export function durableStatements(functionVersions: pulumi.Input<string>): Statement[] {
  return [allow("Durable", ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"], functionVersions)];
}

/** What planning a day of randomised chaos touches. */
export interface PlanningScope {
  readonly bucketArn: pulumi.Input<string>;
  /** Of all schedules in the Orchestrator's own group that a plan makes. */
  readonly plannedSchedules: pulumi.Input<string>;
  readonly schedulerRoleArn: pulumi.Input<string>;
}

/** What planning a day asks: its settings and plans in the bucket, one-time schedules in its own group, and to hand the scheduler's role to them, to nobody else. */
export function planningStatements({ bucketArn, plannedSchedules, schedulerRoleArn }: PlanningScope): Statement[] {
  return [
    allow("ReadSettings", "s3:GetObject", pulumi.interpolate`${bucketArn}/${BUCKET.chaos}`),
    allow("Plans", ["s3:GetObject", "s3:PutObject"], pulumi.interpolate`${bucketArn}/plans/*`),
    allow("PlanRuns", ["scheduler:CreateSchedule", "scheduler:GetSchedule"], plannedSchedules),
    allow("HandOverTheSchedulersRole", "iam:PassRole", schedulerRoleArn, {
      StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" },
    }),
  ];
}
