// What AWS asks, us-east-1, in dollars. Not fetched: compare with the pages before money hangs on it.
export const PRICES = {
  asOf: "2026-11",
  region: "us-east-1",
  fisActionMinute: { dollars: 0.1, source: "https://aws.amazon.com/fis/pricing/" },
  cloudWatchMetricRead: { dollars: 0.01 / 1_000, source: "https://aws.amazon.com/cloudwatch/pricing/ (GetMetricData, per metric)" },
  cloudWatchRequest: { dollars: 0.01 / 1_000, source: "https://aws.amazon.com/cloudwatch/pricing/ (other API requests)" },
  dynamodbWrite: { dollars: 0.625 / 1_000_000, source: "https://aws.amazon.com/dynamodb/pricing/on-demand/" },
  dynamodbRead: { dollars: 0.125 / 1_000_000, source: "https://aws.amazon.com/dynamodb/pricing/on-demand/" },
  schedulerInvocation: { dollars: 1 / 1_000_000, source: "https://aws.amazon.com/eventbridge/pricing/ (Scheduler)" },
  lambdaGbSecond: { dollars: 0.0000133334, source: "https://aws.amazon.com/lambda/pricing/ (arm64), 0.25 GB" },
};

/** The AWS operation behind each call of a port, and what prices it; null is free. */
export const OPERATIONS = {
  template: ["fis:GetExperimentTemplate", null],
  start: ["fis:StartExperiment", null],
  findByTag: ["fis:ListExperiments", null],
  observe: ["fis:GetExperiment", null],
  stop: ["fis:StopExperiment", null],
  resolvedTargets: ["fis:ListExperimentResolvedTargets", null],
  activeExperiments: ["fis:ListExperiments", null],
  safetyLever: ["fis:GetSafetyLever", null],
  engageSafetyLever: ["fis:UpdateSafetyLeverState", null],
  read: ["cloudwatch:GetMetricData", null],
  /** Not a call: what GetMetricData is priced by. */
  "metrics read": [null, "cloudWatchMetricRead"],
  states: ["cloudwatch:DescribeAlarms", "cloudWatchRequest"],
  beat: ["cloudwatch:PutMetricData", "cloudWatchRequest"],
  targets: ["ec2:DescribeInstances and others", null],
  residue: ["tag:GetResources", null],
  roles: ["iam:SimulatePrincipalPolicy", null],
  append: ["dynamodb:PutItem", "dynamodbWrite"],
  lease: ["dynamodb:UpdateItem", "dynamodbWrite"],
  release: ["dynamodb:UpdateItem", "dynamodbWrite"],
  leaseOf: ["dynamodb:GetItem", "dynamodbRead"],
  storeRead: ["dynamodb:Query", "dynamodbRead"],
};
