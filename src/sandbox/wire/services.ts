import type { ServiceId } from "../kernel/cloud";
import type { ProtocolId } from "./message";

/** What tells one service's requests from another's, without reading its model. */
export interface ServiceFacts {
  readonly id: ServiceId;
  /** The service in the credential scope of a signature. */
  readonly signingName: string;
  readonly apiVersion: string;
  /** What stands before the dot in `X-Amz-Target`, and in the path of RPC v2. */
  readonly targetPrefix?: string;
  readonly protocol: ProtocolId;
  /** The name before the colon of IAM actions. */
  readonly iamPrefix: string;
}

export const SERVICES: readonly ServiceFacts[] = [
  { id: "fis", signingName: "fis", apiVersion: "2020-12-01", protocol: "restJson1", iamPrefix: "fis" },
  {
    id: "cloudwatch",
    signingName: "monitoring",
    apiVersion: "2010-08-01",
    targetPrefix: "GraniteServiceVersion20100801",
    protocol: "awsJson1_0",
    iamPrefix: "cloudwatch",
  },
  { id: "ec2", signingName: "ec2", apiVersion: "2016-11-15", protocol: "ec2Query", iamPrefix: "ec2" },
  { id: "autoscaling", signingName: "autoscaling", apiVersion: "2011-01-01", protocol: "awsQuery", iamPrefix: "autoscaling" },
  { id: "elbv2", signingName: "elasticloadbalancing", apiVersion: "2015-12-01", protocol: "awsQuery", iamPrefix: "elasticloadbalancing" },
  { id: "eks", signingName: "eks", apiVersion: "2017-11-01", protocol: "restJson1", iamPrefix: "eks" },
  { id: "lambda", signingName: "lambda", apiVersion: "2015-03-31", protocol: "restJson1", iamPrefix: "lambda" },
  {
    id: "dynamodb",
    signingName: "dynamodb",
    apiVersion: "2012-08-10",
    targetPrefix: "DynamoDB_20120810",
    protocol: "awsJson1_0",
    iamPrefix: "dynamodb",
  },
  { id: "s3", signingName: "s3", apiVersion: "2006-03-01", protocol: "restXml", iamPrefix: "s3" },
  { id: "rds", signingName: "rds", apiVersion: "2014-10-31", protocol: "awsQuery", iamPrefix: "rds" },
  { id: "iam", signingName: "iam", apiVersion: "2010-05-08", protocol: "awsQuery", iamPrefix: "iam" },
  { id: "sts", signingName: "sts", apiVersion: "2011-06-15", protocol: "awsQuery", iamPrefix: "sts" },
  { id: "ssm", signingName: "ssm", apiVersion: "2014-11-06", targetPrefix: "AmazonSSM", protocol: "awsJson1_1", iamPrefix: "ssm" },
  { id: "scheduler", signingName: "scheduler", apiVersion: "2021-06-30", protocol: "restJson1", iamPrefix: "scheduler" },
  { id: "events", signingName: "events", apiVersion: "2015-10-07", targetPrefix: "AWSEvents", protocol: "awsJson1_1", iamPrefix: "events" },
  { id: "sns", signingName: "sns", apiVersion: "2010-03-31", protocol: "awsQuery", iamPrefix: "sns" },
  { id: "sqs", signingName: "sqs", apiVersion: "2012-11-05", targetPrefix: "AmazonSQS", protocol: "awsJson1_0", iamPrefix: "sqs" },
  { id: "logs", signingName: "logs", apiVersion: "2014-03-28", targetPrefix: "Logs_20140328", protocol: "awsJson1_1", iamPrefix: "logs" },
  {
    id: "resourcegroupstaggingapi",
    signingName: "tagging",
    apiVersion: "2017-01-26",
    targetPrefix: "ResourceGroupsTaggingAPI_20170126",
    protocol: "awsJson1_1",
    iamPrefix: "tag",
  },
];

const byId = new Map(SERVICES.map((service) => [service.id, service]));

export function factsOf(id: ServiceId): ServiceFacts {
  const facts = byId.get(id);
  if (!facts) throw new Error(`no service ${id}`);
  return facts;
}
