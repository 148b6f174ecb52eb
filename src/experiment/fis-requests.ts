import { targetTypes } from "../faults";
import { canonicalJson, fillLocality, type Locality } from "../words";
import { CLOUDWATCH_LOG_NEEDS } from "./besides-faults";
import type { AccessRequest } from "./iam";
import { type Need, needsOf } from "./permissions";
import { fillResource } from "./placeholders";
import type { Plan } from "./plan";

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
  const context = need.action.untyped ? contextAsWritten(need, place) : contextOf(need, place);
  return resourcesOf(need, place).flatMap((resource) =>
    need.facts.actions.map((action) => ({
      action,
      resource,
      context: { ...ofService(action, context), ...(need.action.untyped ? {} : contextOfResource(action, resource)) },
    })),
  );
}

/** Every request that a role must be allowed for a plan's faults and its log, each once. */
export function roleRequests(subject: Pick<Plan, "actions" | "targets">, place: Locality): readonly AccessRequest[] {
  const faults = needsOf(subject.actions, subject.targets).flatMap((need) => requestsOf(need, place));
  const context = { "aws:RequestedRegion": place.region };
  const log = CLOUDWATCH_LOG_NEEDS.flatMap(({ actions }) => actions.map((action): AccessRequest => ({ action, resource: "*", context })));
  return [...new Map([...faults, ...log].map((request) => [canonicalJson(request), request])).values()];
}

/** Keys of other services say nothing to an action. */
function ofService(action: string, context: Readonly<Record<string, string | readonly string[]>>) {
  const prefix = `${action.split(":")[0]}:`;
  return Object.fromEntries(Object.entries(context).filter(([key]) => key.startsWith("aws:") || key.startsWith(prefix)));
}

/** What the author of an untyped fault says that FIS sends along: values that meet their own conditions. */
function contextAsWritten({ facts, scope }: Need, place: Locality): Readonly<Record<string, string | readonly string[]>> {
  const tags = facts.narrowBy
    ? Object.entries(scope.target?.tags ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, value] as const)
    : [];
  const met = Object.entries(facts.conditions ?? {})
    .filter(([operator]) => !operator.includes("Not"))
    .flatMap(([operator, keys]) =>
      Object.entries(keys).flatMap(([key, value]) => {
        const first = typeof value === "string" ? value : (value[0] ?? "");
        if (operator === "Null") return first === "false" ? [[key, SOME] as const] : [];
        return [[key, concrete(fillLocality(first, place), place)] as const];
      }),
    );
  return { "aws:RequestedRegion": place.region, "aws:ResourceAccount": place.accountId, ...Object.fromEntries([...tags, ...met]) };
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
