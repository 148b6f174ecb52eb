import { requestsOf, resourcesOf, SAMPLE_PLACE } from "./fis-requests";
import type { AccessRequest } from "./iam";
import { isRead, type Need } from "./permissions";

/** A request that an experiment role must not be allowed. */
export interface Neighbour extends AccessRequest {
  /** What it is, in words: `with another value of the tag Team`. */
  readonly what: string;
}

const HERE = { "aws:RequestedRegion": SAMPLE_PLACE.region, "aws:ResourceAccount": SAMPLE_PLACE.accountId };
const ACCOUNT = SAMPLE_PLACE.accountId;
/** Nobody's names, so that no honest statement means them. */
const OTHER = "faultline-neighbour";
const OTHER_ACCOUNT = "444455556666";
const OTHER_REGION = "ap-southeast-4";

/** What no experiment has any business doing, whatever its faults: how an attacker would go on from a role. */
const NEVER: readonly (readonly [action: string, resource: string])[] = [
  ["iam:CreateUser", `arn:aws:iam::${ACCOUNT}:user/${OTHER}`],
  ["iam:CreateAccessKey", `arn:aws:iam::${ACCOUNT}:user/${OTHER}`],
  ["iam:AttachRolePolicy", `arn:aws:iam::${ACCOUNT}:role/${OTHER}`],
  ["iam:PutRolePolicy", `arn:aws:iam::${ACCOUNT}:role/${OTHER}`],
  ["iam:UpdateAssumeRolePolicy", `arn:aws:iam::${ACCOUNT}:role/${OTHER}`],
  ["iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/${OTHER}`],
  ["sts:AssumeRole", `arn:aws:iam::${ACCOUNT}:role/${OTHER}`],
  ["kms:Decrypt", `arn:aws:kms:us-east-1:${ACCOUNT}:key/${OTHER}`],
  ["kms:CreateGrant", `arn:aws:kms:us-east-1:${ACCOUNT}:key/${OTHER}`],
  ["kms:ScheduleKeyDeletion", `arn:aws:kms:us-east-1:${ACCOUNT}:key/${OTHER}`],
  ["s3:GetObject", `arn:aws:s3:::${OTHER}/object`],
  ["s3:DeleteBucket", `arn:aws:s3:::${OTHER}`],
  ["s3:PutBucketPolicy", `arn:aws:s3:::${OTHER}`],
  ["secretsmanager:GetSecretValue", `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${OTHER}`],
  ["ssm:GetParameter", `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/${OTHER}`],
  ["organizations:LeaveOrganization", "*"],
  ["cloudtrail:StopLogging", `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/${OTHER}`],
  ["fis:StartExperiment", `arn:aws:fis:us-east-1:${ACCOUNT}:experiment-template/${OTHER}`],
  ["fis:UpdateSafetyLeverState", `arn:aws:fis:us-east-1:${ACCOUNT}:safety-lever/default`],
  ["cloudwatch:DeleteAlarms", `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:${OTHER}`],
  ["logs:DeleteLogGroup", `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${OTHER}`],
  ["lambda:UpdateFunctionCode", `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${OTHER}`],
];

/** Actions of the same services that do something else. One that a fault names is not asked. */
const SIBLINGS: readonly (readonly [action: string, resource: string])[] = [
  ["ec2:TerminateInstances", `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${OTHER}`],
  ["ec2:StopInstances", `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${OTHER}`],
  ["ec2:ModifyInstanceAttribute", `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${OTHER}`],
  ["ec2:DeleteVolume", `arn:aws:ec2:us-east-1:${ACCOUNT}:volume/${OTHER}`],
  ["ec2:DeleteSubnet", `arn:aws:ec2:us-east-1:${ACCOUNT}:subnet/${OTHER}`],
  ["ec2:AuthorizeSecurityGroupIngress", `arn:aws:ec2:us-east-1:${ACCOUNT}:security-group/${OTHER}`],
  ["ssm:StartSession", `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${OTHER}`],
  ["ssm:SendCommand", `arn:aws:ssm:us-east-1::document/AWS-RunShellScript`],
  ["ssm:DeleteDocument", `arn:aws:ssm:us-east-1:${ACCOUNT}:document/${OTHER}`],
  ["rds:DeleteDBCluster", `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:${OTHER}`],
  ["rds:DeleteDBInstance", `arn:aws:rds:us-east-1:${ACCOUNT}:db:${OTHER}`],
  ["eks:DeleteNodegroup", `arn:aws:eks:us-east-1:${ACCOUNT}:nodegroup/${OTHER}/${OTHER}/${OTHER}`],
  ["ecs:DeleteService", `arn:aws:ecs:us-east-1:${ACCOUNT}:service/${OTHER}/${OTHER}`],
  ["dynamodb:DeleteTable", `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${OTHER}`],
  ["kinesis:DeleteStream", `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/${OTHER}`],
  ["elasticache:DeleteReplicationGroup", `arn:aws:elasticache:us-east-1:${ACCOUNT}:replicationgroup:${OTHER}`],
];

/** The neighbours of every experiment; those whose action a fault needs on such a resource are told apart by their own. */
export function commonNeighbours(needs: readonly Need[]): readonly Neighbour[] {
  const needed = new Set(needs.flatMap(({ facts }) => facts.actions));
  const asked = [...NEVER, ...SIBLINGS.filter(([action]) => !needed.has(action))];
  return asked.map(([action, resource]) => ({ action, resource, context: HERE, what: "which no fault of it needs" }));
}

/** The neighbours of one need: the same change on other tags, another resource, in another account or Region, for another fault. */
export function neighboursOf(need: Need): readonly Neighbour[] {
  const { facts, scope } = need;
  const { target } = scope;
  const changes = facts.actions.filter((action) => !isRead(action));
  if (changes.length === 0) return [];
  const own = requestsOf(need).filter(({ action }) => changes.includes(action));
  const varied = (what: string, vary: (request: AccessRequest) => Partial<AccessRequest>): readonly Neighbour[] =>
    own.map((request) => ({ ...request, ...vary(request), what }));
  const isBound = facts.narrowBy === "target-tags" && target !== undefined;
  const byArn = isBound && target.arns.length > 0;
  const tags = isBound && !byArn ? Object.entries(target.tags) : [];
  return [
    ...(byArn ? varied("on another resource", ({ resource }) => ({ resource: `${resource}-${OTHER}` })) : []),
    ...tags.flatMap(([key, value]) =>
      varied(`with another value of the tag ${key}`, ({ context }) => ({
        context: { ...context, [`aws:ResourceTag/${key}`]: `${value}-${OTHER}` },
      })),
    ),
    ...(resourcesOf(need).every(isPlaced)
      ? [
          ...varied("in another account", ({ resource }) => ({ resource: withPart(resource, 4, OTHER_ACCOUNT) })),
          ...varied("in another Region", ({ resource, context }) => ({
            resource: withPart(resource, 3, OTHER_REGION),
            context: { ...context, "aws:RequestedRegion": OTHER_REGION },
          })),
        ]
      : []),
    ...Object.entries(facts.conditions?.StringEquals ?? {})
      .filter(([key]) => key.endsWith(":FisActionId"))
      .flatMap(([key]) => varied("for another fault", ({ context }) => ({ context: { ...context, [key]: `aws:${OTHER}:fault` } }))),
  ];
}

/** Whether an ARN says in which account and Region it is. */
function isPlaced(arn: string): boolean {
  const parts = arn.split(":");
  return (parts[3] ?? "") !== "" && (parts[4] ?? "") !== "";
}

function withPart(arn: string, index: number, value: string): string {
  return arn
    .split(":")
    .map((part, at) => (at === index ? value : part))
    .join(":");
}
