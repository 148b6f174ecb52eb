import { fillLocality, formatArn, type Locality } from "../words";
import { CLOUDWATCH_LOG_NEEDS } from "./besides-faults";
import type { PolicyDocument } from "./iam";
import type { PermissionPlan } from "./plan";
import { sized } from "./platform";
import { ROLE_TRUST, rolePolicy } from "./role-policy";

export interface RoleDocuments {
  readonly roleArn: string;
  readonly policy: PolicyDocument;
  readonly trust: PolicyDocument;
}

export interface MultiAccountOptions {
  /** What the faults need, from a Plan. */
  readonly permissions: readonly PermissionPlan[];
  /** The account and Region of the experiment. */
  readonly place: Locality;
  /** The name of the experiment role, in the experiment's account. */
  readonly role: string;
  /** The accounts with the targets; at most 40. */
  readonly targetAccounts: readonly string[];
  /** The name of the role in each of them. */
  readonly targetRole: string;
}

/**
 * The roles of an experiment over several accounts: FIS assumes the first, which may do nothing but log and assume the others; those hold
 * what the faults need, and let themselves be assumed by the first alone, for an experiment of its account (the external id).
 * https://docs.aws.amazon.com/fis/latest/userguide/multi-account-prerequisites.html
 */
export function multiAccountRoles(options: MultiAccountOptions): {
  readonly orchestrator: RoleDocuments;
  readonly targets: readonly RoleDocuments[];
} {
  const { permissions, place, role, targetAccounts, targetRole } = options;
  const arnOf = (accountId: string, name: string) =>
    formatArn({ partition: place.partition, service: "iam", region: "", accountId, resource: `role/${name}` });
  const orchestratorArn = arnOf(place.accountId, role);
  const targetArns = targetAccounts.map((accountId) => arnOf(accountId, targetRole));
  const isLog = ({ neededBy }: PermissionPlan) => neededBy.every((by) => by === CLOUDWATCH_LOG_NEEDS[0]?.neededBy[0]);
  const assume: PermissionPlan = {
    actions: ["sts:AssumeRole"],
    resources: targetArns,
    conditions: {},
    neededBy: ["the roles in the target accounts"],
  };
  const log = permissions.some(({ neededBy }) => neededBy.includes("the experiment's log")) ? CLOUDWATCH_LOG_NEEDS : [];
  const faults = permissions.filter((statement) => !isLog(statement)).map(withoutLogs);
  const trust: PolicyDocument = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: {
          AWS: formatArn({ partition: place.partition, service: "iam", region: "", accountId: place.accountId, resource: "root" }),
        },
        Action: "sts:AssumeRole",
        Condition: {
          StringLike: { "sts:ExternalId": `arn:${place.partition}:fis:${place.region}:${place.accountId}:experiment/*` },
          ArnEquals: { "aws:PrincipalArn": orchestratorArn },
        },
      },
    ],
  };
  return {
    orchestrator: {
      roleArn: orchestratorArn,
      policy: sized(fillLocality(rolePolicy([assume, ...log]), place), "inline", "The policy of the experiment role"),
      trust: fillLocality(ROLE_TRUST, place),
    },
    targets: targetAccounts.map((accountId, index) => ({
      roleArn: targetArns[index] ?? "",
      policy: sized(fillLocality(rolePolicy(faults), { ...place, accountId }), "inline", "The policy of a target role"),
      trust,
    })),
  };
}

/** Statements that serve faults and the log: the target accounts do not log. */
function withoutLogs(statement: PermissionPlan): PermissionPlan {
  const logs = new Set(CLOUDWATCH_LOG_NEEDS.flatMap(({ actions }) => actions));
  return statement.neededBy.length > 1 ? { ...statement, actions: statement.actions.filter((action) => !logs.has(action)) } : statement;
}
