import { catalogue } from "../faults";
import { EXIT, FaultlineError, fillLocality, type Locality } from "../words";
import { CLOUDWATCH_LOG_NEEDS } from "./besides-faults";
import { POLICY_SIZES, type PolicyDocument, policySize } from "./iam";
import { mergeStatements, type PermittedAction, statementOf } from "./permissions";
import type { PermissionPlan, TargetPlan } from "./plan";
import { rolePolicy } from "./role-policy";

/** What a permissions boundary lets experiment roles do at most. */
export interface BoundaryOptions {
  /** FIS's action ids: `aws:ec2:stop-instances`. */
  readonly faults: readonly string[];
  /** Where the roles and their targets are. */
  readonly place: Locality;
  /** Only resources with all these tags may be harmed, where IAM can tell. Left out: any of the account and Region. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * What a fault's permissions are about when nobody has chosen yet: as wide as a definition could make it, and no wider than the account
 * where IAM can tell.
 */
export const UNDECIDED: Pick<PermittedAction, "parameters" | "grants"> = {
  parameters: {
    documentArn: "arn:{partition}:ssm:*:*:document/*",
    documentParameters: JSON.stringify({ AutomationAssumeRole: "arn:{partition}:iam::{account}:role/*" }),
  },
  grants: { volumeKey: "arn:{partition}:kms:{region}:{account}:key/*" },
};

/**
 * A permissions boundary for experiment roles: what the faults named may need in any definition, and logging; nothing else, so that a role
 * made by anybody can never do more. Throws `FaultlineError` `unknown-fault`, or `policy-too-large` over IAM's 6,144 characters of a managed policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function permissionsBoundary({ faults, place, tags = {} }: BoundaryOptions): PolicyDocument {
  const unknown = faults.filter((id) => !Object.hasOwn(catalogue, id));
  if (unknown.length > 0 || faults.length === 0) throw unknownFaults(unknown);
  const statements = faults.flatMap((id) => widestOf(id, tags));
  const policy = fillLocality(rolePolicy(mergeStatements([...statements, ...CLOUDWATCH_LOG_NEEDS])), place);
  return sized(policy, "managed", "The permissions boundary");
}

/** Everything that a fault may need, in whatever circumstances. */
function widestOf(id: string, tags: Readonly<Record<string, string>>): readonly PermissionPlan[] {
  const facts = catalogue[id];
  if (!facts) return [];
  const [entry] = Object.entries(facts.targets);
  const target: TargetPlan | undefined = entry && {
    name: id,
    resourceType: entry[1],
    selectionMode: "ALL",
    arns: [],
    tags,
    filters: [],
    parameters: {},
  };
  const action: PermittedAction = { name: id, actionId: id, targets: entry ? { [entry[0]]: id } : {}, ...UNDECIDED };
  const without = new Set(facts.permissions.flatMap(({ when }) => when?.noGrant ?? []));
  return facts.permissions
    .filter(({ when }) => when?.grant === undefined || !without.has(when.grant))
    .map((item) => statementOf({ facts: item, action, scope: { action, target } }));
}

/** Which faults an organization lets its accounts define. */
export interface AllowListOptions {
  /** FIS's action ids; also those that are newer than Faultline's catalogue. */
  readonly faults: readonly string[];
  /** Left out: `aws`. */
  readonly partition?: string;
}

/**
 * A service control policy by which no experiment template can be made or changed with another action than these. Throws
 * `FaultlineError` `unknown-fault` for what cannot be an action's id, or `policy-too-large` over the 5,120 characters of an SCP.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsfaultinjectionservice.html
 */
export function faultAllowList({ faults, partition = "aws" }: AllowListOptions): PolicyDocument {
  const unknown = faults.filter((id) => !/^aws:[a-z0-9-]+:[a-z0-9-]+$/.test(id));
  if (unknown.length > 0 || faults.length === 0) throw unknownFaults(unknown);
  const allowed = [...new Set(faults)].sort().map((id) => `arn:${partition}:fis:*:*:action/${id}`);
  const policy: PolicyDocument = {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OnlyTheseFaults",
        Effect: "Deny",
        Action: ["fis:CreateExperimentTemplate", "fis:UpdateExperimentTemplate"],
        // The same calls are authorised on the template too, which this is not about.
        NotResource: [`arn:${partition}:fis:*:*:experiment-template/*`, ...allowed],
      },
    ],
  };
  return sized(policy, "serviceControl", "The service control policy");
}

/** The policy, if IAM takes one of its size. */
export function sized(policy: PolicyDocument, kind: keyof typeof POLICY_SIZES, what: string): PolicyDocument {
  const size = policySize(policy);
  if (size <= POLICY_SIZES[kind]) return policy;
  throw new FaultlineError("policy-too-large", `${what} has ${size} characters, and AWS takes at most ${POLICY_SIZES[kind]}.`, {
    exitCode: EXIT.usage,
    remedy: "Name fewer faults, or make one for each kind of experiment.",
    facts: { size, most: POLICY_SIZES[kind] },
  });
}

function unknownFaults(unknown: readonly string[]): FaultlineError {
  return new FaultlineError(
    "unknown-fault",
    unknown.length > 0
      ? `FIS has no action named ${unknown.join(", ")}.`
      : "No fault is named, and a policy that allows none is a plain deny.",
    { exitCode: EXIT.usage, remedy: "Name actions as FIS does: aws:ec2:stop-instances.", facts: { unknown } },
  );
}
