import { parseArn } from "../../words";
import { parsePolicy } from "../iam/policy/document";
import { contextOf } from "../iam/policy/match";
import { type Trust, type TrustSubject, trustOf } from "../iam/policy/trust";
import { checked } from "../iam/problems";
import { iamOf, isSettling, keyOf, type RoleRecord, uniqueId } from "../iam/records";
import type { Call, Cloud, Handler, Principal } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { CREDENTIALS, type CredentialRecord } from "../kernel/principals";

interface AssumeRole {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly DurationSeconds?: number;
  readonly ExternalId?: string;
  readonly Policy?: string;
}

/** `AssumeRole`: the role's trust policy decides, and across accounts the caller's own policies too. */
export function assumeRole(cloud: Cloud): Handler {
  return (input: AssumeRole, call: Call) => {
    const refuse = () =>
      new AwsError(
        "AccessDenied",
        `User: ${nameOf(call.principal)} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
        403,
      );
    const target = parseArn(input.RoleArn);
    if (target?.service !== "iam" || !target.resource.startsWith("role/")) {
      throw new AwsError("ValidationError", `${input.RoleArn} is invalid`, 400);
    }
    const role = iamOf(cloud.state, target.accountId).roles.find(({ arn }) => arn === input.RoleArn);
    if (!role || isSettling(cloud, role)) throw refuse();
    const trust = trusts(cloud, role, input, call);
    if (trust === "no") throw refuse();
    if (call.principal.kind === "role" && (trust === "account" || target.accountId !== call.accountId)) {
      cloud.authorize([{ action: "sts:AssumeRole", resource: role.arn }], call);
    }
    if (input.Policy !== undefined) checked(input.Policy, "identity");
    const seconds = input.DurationSeconds ?? 3_600;
    if (seconds > role.maxSession) {
      throw new AwsError("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", 400);
    }
    return sessionOf(cloud, role, target.accountId, input, cloud.clock.now() + seconds * 1_000);
  };
}

function sessionOf(cloud: Cloud, role: RoleRecord, accountId: string, input: AssumeRole, expiresAt: number) {
  const sessions = cloud.state.table<CredentialRecord>(CREDENTIALS.table).in(CREDENTIALS.scope);
  for (const [id, { expiresAt: end }] of sessions.entries()) if (end <= cloud.clock.now()) sessions.delete(id);
  const accessKeyId = uniqueId(cloud, "ASIA", 16);
  const session: CredentialRecord = {
    accountId,
    roleName: role.name,
    sessionName: input.RoleSessionName,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${input.RoleSessionName}`,
    userId: `${role.id}:${input.RoleSessionName}`,
    expiresAt,
    policy: input.Policy,
  };
  sessions.set(accessKeyId, session);
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: uniqueId(cloud, "", 40),
      SessionToken: uniqueId(cloud, "", 120),
      Expiration: expiresAt,
    },
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
  };
}

/** `fis.amazonaws.com`, written as such or within the ARN of its service-linked role. */
function hostOf(arn: string): string {
  return /aws-service-role\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}

const nameOf = (principal: Principal) => (principal.kind === "service" ? hostOf(principal.arn) : principal.arn);

function trusts(cloud: Cloud, role: RoleRecord, input: AssumeRole, call: Call): Trust {
  const { principal } = call;
  const callerArn = roleArnOf(cloud, call);
  const context = contextOf({
    "sts:ExternalId": input.ExternalId,
    "sts:RoleSessionName": input.RoleSessionName,
    ...(principal.kind === "service"
      ? { "aws:SourceAccount": principal.onBehalfOf?.accountId ?? call.accountId, "aws:SourceArn": principal.onBehalfOf?.arn }
      : { "aws:PrincipalAccount": call.accountId, "aws:PrincipalArn": callerArn }),
  });
  const document = parsePolicy(role.trust, "trust");
  const subject: TrustSubject =
    principal.kind === "service"
      ? { kind: "service", host: hostOf(principal.arn) }
      : { kind: "aws", accountId: call.accountId, arns: [principal.arn, callerArn] };
  return trustOf(document, "sts:AssumeRole", subject, context);
}

/** Trust policies name the role rather than its session, with the path that a session's ARN lacks. */
function roleArnOf({ state }: Cloud, { principal, accountId }: Call): string {
  if (principal.kind !== "role") return principal.arn;
  return iamOf(state, accountId).roles.get(keyOf(principal.roleName))?.arn ?? `arn:aws:iam::${accountId}:role/${principal.roleName}`;
}
