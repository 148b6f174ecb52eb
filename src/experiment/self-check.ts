import { fillHoles, fillLocality, holesIn, type Problem } from "../words";
import { requestsOf, SAMPLE_PLACE } from "./fis-requests";
import { evaluateAccess, POLICY_SIZES, type PolicyDocument, policySize } from "./iam";
import { commonNeighbours, type Neighbour, neighboursOf } from "./neighbours";
import { type Need, needsOf, type PermittedAction, statementOf } from "./permissions";
import type { PermissionPlan, TargetPlan } from "./plan";
import { rolePolicy } from "./role-policy";

/** What a role is judged by: the faults it is for, and what it may do. */
export interface RoleSubject {
  readonly actions: readonly PermittedAction[];
  readonly targets: readonly TargetPlan[];
  readonly permissions: readonly PermissionPlan[];
}

/**
 * Judges an experiment role before it is made, as IAM would: everything that its faults need is allowed, and what lies beside that is
 * denied: the same change on other tags, ARNs, accounts and Regions, actions of the same services, and what no experiment may do. All problems at once.
 */
export function selfCheck(subject: RoleSubject): readonly Problem[] {
  const known = fillLocality(withoutHoles(subject), SAMPLE_PLACE);
  const policy = fillLocality(rolePolicy(known.permissions), SAMPLE_PLACE);
  const needs = needsOf(known.actions, known.targets);
  try {
    return [...sizeProblems(policy), ...missing(needs, policy), ...loose(needs, policy)];
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
    return [
      {
        code: "unknown-condition",
        path: "faults",
        message: `the experiment role cannot be evaluated: ${problem.message}`,
        remedy: "Write the condition with String, Arn, Numeric, Bool or Null operators.",
      },
    ];
  }
}

/** What is known only later, written as numbers: they can stand in names, ARNs and tags, and be compared as numbers. */
function withoutHoles({ actions, targets, permissions }: RoleSubject): RoleSubject {
  const subject = { actions, targets, permissions };
  const holes = holesIn(subject);
  return holes.length === 0 ? subject : fillHoles(subject, Object.fromEntries(holes.map((number) => [number, String(1_000 + number)])));
}

function sizeProblems(policy: PolicyDocument): readonly Problem[] {
  const size = policySize(policy);
  if (size <= POLICY_SIZES.inline) return [];
  return [
    {
      code: "policy-too-large",
      path: "faults",
      message: "the policy of the experiment role is larger than IAM takes",
      given: size,
      allowed: `at most ${POLICY_SIZES.inline} characters`,
      remedy: "Split the experiment, or select targets by the same tags.",
    },
  ];
}

function missing(needs: readonly Need[], policy: PolicyDocument): readonly Problem[] {
  return needs.flatMap((need) => {
    // What the author of an untyped fault asks for is granted as it was written; which requests FIS will make is not known.
    if (need.action.untyped) return [];
    const denied = requestsOf(need).filter((request) => !evaluateAccess({ identity: [policy] }, request).allowed);
    const [first] = denied;
    if (!first) return [];
    return [
      {
        code: "role-lacks-permission",
        path: `faults.${need.action.name}`,
        message: `the experiment role would not be allowed ${first.action} on ${first.resource}`,
        given: denied.map(({ action }) => action),
        remedy: "Faultline's facts are wrong here: report it, and use fault.raw with the permissions that AWS's guide names.",
      },
    ];
  });
}

function loose(needs: readonly Need[], policy: PolicyDocument): readonly Problem[] {
  const seen = new Set<string>();
  const isLoose = ({ what, ...request }: Neighbour, others: () => PolicyDocument): boolean => {
    const key = `${request.action} ${what}`;
    if (seen.has(key) || !evaluateAccess({ identity: [policy] }, request).allowed) return false;
    // What another fault needs is no looseness of this one.
    if (evaluateAccess({ identity: [others()] }, request).allowed) return false;
    seen.add(key);
    return true;
  };
  const none: PolicyDocument = { Version: "2012-10-17", Statement: [] };
  return [
    ...commonNeighbours(needs)
      .filter((neighbour) => isLoose(neighbour, () => none))
      .map((neighbour) => problem("faults", neighbour)),
    ...needs.flatMap((need) =>
      neighboursOf(need)
        .filter((neighbour) => isLoose(neighbour, () => policyOf(needs.filter((other) => other !== need))))
        .map((neighbour) => problem(`faults.${need.action.name}`, neighbour)),
    ),
  ];
}

function policyOf(needs: readonly Need[]): PolicyDocument {
  return fillLocality(rolePolicy(needs.map(statementOf)), SAMPLE_PLACE);
}

function problem(path: string, { action, resource, what }: Neighbour): Problem {
  return {
    code: "loose-role",
    path,
    message: `the experiment role would be allowed ${action} on ${resource}, ${what}`,
    given: action,
    remedy: "Name narrower resources or conditions in the permissions of the untyped fault, for example with {region} and {account}.",
  };
}
