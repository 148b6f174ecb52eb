import type { PermissionPlan } from "./plan";

const HERE = { StringEquals: { "aws:RequestedRegion": "{region}" } };

/**
 * What the experiment role needs to log to CloudWatch Logs. IAM knows no resource for deliveries and resource policies; the Region holds them.
 * https://docs.aws.amazon.com/fis/latest/userguide/monitoring-logging.html
 */
export const CLOUDWATCH_LOG_NEEDS: readonly PermissionPlan[] = [
  { actions: ["logs:CreateLogDelivery", "logs:PutResourcePolicy"], resources: ["*"], conditions: HERE, neededBy: ["the experiment's log"] },
  {
    actions: ["logs:DescribeLogGroups", "logs:DescribeResourcePolicies"],
    resources: ["*"],
    conditions: {},
    neededBy: ["the experiment's log"],
  },
];

/** What it needs to log to a bucket. */
export function bucketLogNeeds(bucket: string): readonly PermissionPlan[] {
  return [
    { actions: ["logs:CreateLogDelivery"], resources: ["*"], conditions: HERE, neededBy: ["the experiment's log"] },
    {
      actions: ["s3:GetBucketPolicy", "s3:PutBucketPolicy"],
      resources: [`arn:{partition}:s3:::${bucket}`],
      conditions: {},
      neededBy: ["the experiment's log"],
    },
  ];
}

/** What it needs for FIS's own report of an experiment. https://docs.aws.amazon.com/fis/latest/userguide/experiment-report-configuration.html */
export function reportNeeds(report: {
  readonly bucket: string;
  readonly prefix: string;
  readonly dashboardArns: readonly string[];
}): readonly PermissionPlan[] {
  const neededBy = ["the experiment's report"];
  const folder = report.prefix.replace(/^\/+|\/+$/g, "");
  return [
    {
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [`arn:{partition}:s3:::${report.bucket}/${folder === "" ? "" : `${folder}/`}*`],
      conditions: {},
      neededBy,
    },
    ...(report.dashboardArns.length > 0
      ? [
          { actions: ["cloudwatch:GetDashboard"], resources: report.dashboardArns, conditions: {}, neededBy },
          { actions: ["cloudwatch:GetMetricWidgetImage"], resources: ["*"], conditions: {}, neededBy },
        ]
      : []),
  ];
}
