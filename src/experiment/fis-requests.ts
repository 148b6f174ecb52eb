import { targetTypes } from "../faults";
import { fillLocality, type Locality } from "../words";
import type { AccessRequest } from "./iam";
import type { Need } from "./permissions";
import { fillResource } from "./placeholders";

/** Where experiments are evaluated before anybody knows where they will live. */
export const SAMPLE_PLACE: Locality = { partition: "aws", region: "us-east-1", accountId: "111122223333" };

/** What EC2 says of a tag that is given at creation, by the kind of the resource. */
const CREATED_BY: Readonly<Record<string, string>> = {
  "network-acl": "CreateNetworkAcl",
  "route-table": "CreateRouteTable",
  "network-interface": "CreateNetworkInterface",
  "prefix-list": "CreateManagedPrefixList",
  "security-group": "CreateSecurityGroup",
};

/** What stands for a part of an ARN that nobody knows yet. */
const SOME = "faultline-sample";

/** The requests that FIS will make with the role for one need: each action on each of its resources, in the context that AWS sends along. */
export function requestsOf(need: Need, place: Locality = SAMPLE_PLACE): readonly AccessRequest[] {
  const context = contextOf(need, place);
  return resourcesOf(need, place).flatMap((resource) =>
    need.facts.actions.map((action) => ({ action, resource, context: { ...context, ...contextOfResource(action, resource) } })),
  );
}

/** The resources of a need as real ones would look: no wildcards. */
export function resourcesOf({ facts, scope }: Need, place: Locality = SAMPLE_PLACE): readonly string[] {
  const { target } = scope;
  const patterns =
    facts.narrowBy === "target-tags" && target && target.arns.length > 0
      ? target.arns
      : facts.resources.flatMap((pattern) => fillResource(pattern, scope));
  return [...new Set(patterns)].map((pattern) => (pattern === "*" ? "*" : concrete(fillLocality(pattern, place), place)));
}

function concrete(arn: string, place: Locality): string {
  const parts = arn.split(":");
  // Wildcards in the Region and account of an ARN stand for the experiment's own.
  const placed = parts.map((part, index) => (part !== "*" ? part : index === 3 ? place.region : index === 4 ? place.accountId : part));
  return placed.join(":").replaceAll("*", SOME);
}

/** What AWS says of the request besides the resource. https://docs.aws.amazon.com/service-authorization/latest/reference/ */
function contextOf({ action, scope }: Need, place: Locality): Readonly<Record<string, string | readonly string[]>> {
  const { target } = scope;
  const arns = target && target.arns.length > 0 ? target.arns : (targetTypes[target?.resourceType ?? ""]?.arns ?? []);
  const targetArns = arns.map((arn) => concrete(fillLocality(arn, place), place));
  const { parameters } = action;
  const resourceTags = Object.entries(target?.tags ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, value] as const);
  return {
    "aws:RequestedRegion": place.region,
    "aws:ResourceAccount": place.accountId,
    "aws:PrincipalAccount": place.accountId,
    ...Object.fromEntries(resourceTags),
    ...Object.fromEntries(
      ["dsql", "dynamodb", "ec2", "kinesis"].flatMap((service) => [
        [`${service}:FisActionId`, action.actionId],
        ...(targetArns.length > 0 ? [[`${service}:FisTargetArns`, targetArns]] : []),
      ]),
    ),
    ...(targetArns.length > 0 ? { "fis:Targets": targetArns, "arc-zonal-shift:ResourceIdentifier": targetArns[0] ?? "" } : {}),
    ...(targetArns.length > 0 ? { "ecs:cluster": targetArns[0] ?? "" } : {}),
    ...given("fis:Service", parameters.service),
    ...given("fis:Percentage", parameters.percentage),
    ...given("kinesis:FisInjectPercentage", parameters.percentage),
    ...(parameters.operations === undefined ? {} : { "fis:Operations": parameters.operations.split(",") }),
    ...given("s3:DestinationRegion", parameters.region),
    "s3:IsReplicationPauseRequest": "true",
    "iam:PassedToService": "ssm.amazonaws.com",
    "kms:GrantIsForAWSResource": "true",
    "kms:ViaService": `ec2.${place.region}.amazonaws.com`,
  };
}

/** Tags that FIS gives to what it makes, and that EKS gives to nodes. */
function contextOfResource(action: string, resource: string): Readonly<Record<string, string>> {
  const kind = /^arn:[^:]*:ec2:[^:]*:[^:]*:([a-z-]+)\//.exec(resource)?.[1];
  if (kind === undefined) return {};
  const created = CREATED_BY[kind];
  return {
    ...(created === undefined ? {} : { "ec2:ResourceTag/managedByFIS": "true", "aws:ResourceTag/managedByFIS": "true" }),
    ...(created !== undefined && /:(Create|Tag)/.test(action) ? { "aws:RequestTag/managedByFIS": "true" } : {}),
    ...(created !== undefined && action === "ec2:CreateTags" ? { "ec2:CreateAction": created } : {}),
    ...(kind === "instance" ? { "aws:ResourceTag/eks:nodegroup-name": SOME } : {}),
  };
}

function given(key: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [key]: value };
}
