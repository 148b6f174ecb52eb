import { parseArn } from "../../words";
import type { Acting } from "../common/identity";
import type { Call, Cloud } from "../kernel/cloud";
import { CREDENTIALS, type CredentialRecord } from "../kernel/principals";
import { invalid } from "./errors";

/** Lambda as trust policies and resource policies name it. */
const HOST = "lambda.amazonaws.com";
/** The credentials of an execution environment live for twelve hours, whatever the role says of sessions that people open. */
const CREDENTIALS_MS = 12 * 3_600_000;

type Where = Pick<Call, "accountId" | "region">;

const asLambda = (where: Where): Acting => ({
  accountId: where.accountId,
  region: where.region,
  principal: { kind: "service", arn: HOST },
});

interface Assumed {
  readonly Credentials: { readonly AccessKeyId: string; readonly SecretAccessKey: string; readonly SessionToken: string };
  readonly AssumedRoleUser: { readonly Arn: string };
}

/** Credentials of a function's execution role, and who they make of their bearer. */
export interface RoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
  readonly as: Acting;
}

/** Throws what CreateFunction answers when the role is not there or does not trust Lambda. */
export async function trustedRole(cloud: Cloud, where: Where, roleArn: string): Promise<void> {
  await assume(cloud, where, roleArn, "check");
}

/** Opens a session of a function's execution role. Its name is the function's, as in AWS. */
export async function roleSession(cloud: Cloud, where: Where, roleArn: string, sessionName: string): Promise<RoleSession> {
  const { Credentials: keys, AssumedRoleUser } = await assume(cloud, where, roleArn, sessionName);
  const expiresAt = cloud.clock.now() + CREDENTIALS_MS;
  const sessions = cloud.state.table<CredentialRecord>(CREDENTIALS.table).in(CREDENTIALS.scope);
  const session = sessions.get(keys.AccessKeyId);
  if (session) sessions.set(keys.AccessKeyId, { ...session, expiresAt });
  const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  return {
    accessKeyId: keys.AccessKeyId,
    secretAccessKey: keys.SecretAccessKey,
    sessionToken: keys.SessionToken,
    expiresAt,
    as: { accountId: where.accountId, region: where.region, principal: { kind: "role", arn: AssumedRoleUser.Arn, roleName, sessionName } },
  };
}

/** Who a function's role is, without credentials: for what Lambda does in its name (destinations). */
export function roleActing(where: Where, roleArn: string, sessionName: string): Acting {
  const accountId = parseArn(roleArn)?.accountId ?? where.accountId;
  const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const arn = `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
  return { accountId: where.accountId, region: where.region, principal: { kind: "role", arn, roleName, sessionName } };
}

async function assume(cloud: Cloud, where: Where, roleArn: string, sessionName: string): Promise<Assumed> {
  const input = { RoleArn: roleArn, RoleSessionName: sessionName.slice(0, 64), DurationSeconds: 900 };
  try {
    return await cloud.invoke<Assumed>("sts", "AssumeRole", input, asLambda(where));
  } catch {
    throw invalid("The role defined for the function cannot be assumed by Lambda.");
  }
}
