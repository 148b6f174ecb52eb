import type { Call, Cloud, Requirement, ServiceId } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { CREDENTIALS, type CredentialRecord } from "../kernel/principals";
import type { State } from "../kernel/state";
import { awsManagedDocument } from "./aws-managed";
import { type PolicyDocument, parsePolicy } from "./policy/document";
import { type Decision, evaluate, type PolicySet } from "./policy/evaluate";
import { contextOf } from "./policy/match";
import { type AccountIam, iamOf, keyOf, type RoleRecord } from "./records";

export interface AuthorizerDeps {
  readonly state: State;
  now(): number;
  log(message: string): void;
}

const NOTHING: PolicyDocument = { statements: [], variables: true };
const MOST_CACHED = 2_000;
const cache = new Map<string, PolicyDocument>();

/** A document that was checked when it was stored, read once. */
export function readDocument(text: string): PolicyDocument {
  const known = cache.get(text);
  if (known) return known;
  if (cache.size >= MOST_CACHED) cache.clear();
  const document = parsePolicy(text, "identity");
  cache.set(text, document);
  return document;
}

/** The document of a managed policy in force; nothing where the sandbox does not know an AWS policy's text. */
export function managedDocument(iam: AccountIam, arn: string): PolicyDocument {
  const policy = iam.policies.get(arn);
  if (!policy) return awsManagedDocument(arn) ?? NOTHING;
  const version = policy.versions.find(({ id }) => id === policy.defaultVersion);
  return version ? readDocument(version.document) : NOTHING;
}

/** All that says what a role may do. */
export function policiesOf(iam: AccountIam, role: RoleRecord): PolicySet {
  return {
    identity: [...Object.values(role.inline).map(readDocument), ...role.attached.map((arn) => managedDocument(iam, arn))],
    boundary: role.boundary === undefined ? undefined : managedDocument(iam, role.boundary),
  };
}

/** Evaluates roles; an account's root and AWS's services may do everything. */
export function createAuthorizer({ state, now, log }: AuthorizerDeps): Cloud["authorize"] {
  return (requirements, call) => {
    const { principal } = call;
    if (principal.kind !== "role") return;
    // The role's account is in its ARN: it may act in another account only through a role there.
    const accountId = principal.arn.split(":")[4] ?? call.accountId;
    const iam = iamOf(state, accountId);
    const role = iam.roles.get(keyOf(principal.roleName));
    const session = state
      .table<CredentialRecord>(CREDENTIALS.table)
      .in(CREDENTIALS.scope)
      .find(({ arn, policy }) => arn === principal.arn && policy !== undefined);
    const policies: PolicySet = {
      ...(role ? policiesOf(iam, role) : { identity: [] }),
      session: session?.policy === undefined ? undefined : readDocument(session.policy),
    };
    const time = now();
    for (const { action, resource, context } of requirements) {
      const decision = evaluate(policies, {
        action,
        resource,
        context: contextOf({
          "aws:PrincipalArn": role?.arn ?? principal.arn,
          "aws:PrincipalAccount": accountId,
          "aws:PrincipalType": "AssumedRole",
          "aws:RequestedRegion": call.region,
          "aws:ResourceAccount": call.accountId,
          "aws:CurrentTime": new Date(time).toISOString(),
          "aws:EpochTime": String(Math.floor(time / 1_000)),
          "aws:SecureTransport": "true",
          "aws:userid": role && `${role.id}:${principal.sessionName}`,
          ...Object.fromEntries(Object.entries(role?.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
          ...context,
        }),
      });
      if (decision.allowed) continue;
      const unknown = role?.attached.filter((arn) => !iam.policies.has(arn) && !awsManagedDocument(arn)) ?? [];
      if (!decision.explicit && unknown.length > 0) {
        log(
          `role ${principal.roleName} may not ${action}: AWS's text of ${unknown.join(", ")} is not known here, so it grants nothing in this sandbox`,
        );
      }
      throw accessDenied(call, { action, resource }, decision);
    }
  };
}

/** Services that answer in JSON or REST say `AccessDeniedException`; the status differs between the two. */
const DENIALS: Readonly<Record<ServiceId, { readonly code: string; readonly status: number }>> = {
  ec2: { code: "UnauthorizedOperation", status: 403 },
  autoscaling: { code: "AccessDenied", status: 403 },
  elbv2: { code: "AccessDenied", status: 403 },
  rds: { code: "AccessDenied", status: 403 },
  iam: { code: "AccessDenied", status: 403 },
  sts: { code: "AccessDenied", status: 403 },
  cloudwatch: { code: "AccessDenied", status: 403 },
  fis: { code: "AccessDeniedException", status: 403 },
  eks: { code: "AccessDeniedException", status: 403 },
  lambda: { code: "AccessDeniedException", status: 403 },
  dynamodb: { code: "AccessDeniedException", status: 400 },
  s3: { code: "AccessDenied", status: 403 },
  ssm: { code: "AccessDeniedException", status: 400 },
  logs: { code: "AccessDeniedException", status: 400 },
  scheduler: { code: "AccessDeniedException", status: 403 },
  events: { code: "AccessDeniedException", status: 400 },
  sns: { code: "AuthorizationErrorException", status: 403 },
  sqs: { code: "AccessDeniedException", status: 403 },
  resourcegroupstaggingapi: { code: "AccessDeniedException", status: 400 },
};

function accessDenied(
  { principal, service }: Pick<Call, "principal" | "service">,
  { action, resource }: Pick<Requirement, "action" | "resource">,
  { explicit, by }: Extract<Decision, { allowed: false }>,
): AwsError {
  const why = explicit
    ? `with an explicit deny in ${by.startsWith("i") ? "an" : "a"} ${by}`
    : `because no ${by} allows the ${action} action`;
  const what = `User: ${principal.arn} is not authorized to perform: ${action}${resource === "*" ? "" : ` on resource: ${resource}`} ${why}`;
  const { code, status } = DENIALS[service];
  return new AwsError(code, service === "ec2" ? `You are not authorized to perform this operation. ${what}` : what, status);
}
