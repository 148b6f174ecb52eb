import type { Principal } from "./cloud";
import { AwsError } from "./error";
import type { State } from "./state";

/** A temporary access key that STS gave out, by its id; all accounts in one scope, as a request names only the key. */
export interface CredentialRecord {
  readonly accountId: string;
  readonly roleName: string;
  readonly sessionName: string;
  /** `arn:aws:sts::123456789012:assumed-role/NAME/SESSION` */
  readonly arn: string;
  /** `AROA…:SESSION` */
  readonly userId: string;
  readonly expiresAt: number;
  /** A session policy narrows what the role may do. */
  readonly policy?: string;
}

export const CREDENTIALS = { table: "sts.credentials", scope: "everywhere" } as const;

export interface Caller {
  readonly accountId: string;
  readonly principal: Principal;
}

export function rootOf(accountId: string): Principal {
  return { kind: "root", arn: `arn:aws:iam::${accountId}:root` };
}

/**
 * Whose key this is: a role's session if STS gave it out, the root of an account if it is twelve digits, and else the
 * root of the sandbox's own account. Secrets are not checked.
 */
export function callerOf(state: State, accessKeyId: string | undefined, defaultAccountId: string, now: number): Caller {
  if (accessKeyId === undefined) return { accountId: defaultAccountId, principal: rootOf(defaultAccountId) };
  if (/^\d{12}$/.test(accessKeyId)) return { accountId: accessKeyId, principal: rootOf(accessKeyId) };
  const session = state.table<CredentialRecord>(CREDENTIALS.table).in(CREDENTIALS.scope).get(accessKeyId);
  if (!session) return { accountId: defaultAccountId, principal: rootOf(defaultAccountId) };
  if (session.expiresAt <= now) throw new AwsError("ExpiredTokenException", "The security token included in the request is expired", 403);
  const { arn, roleName, sessionName } = session;
  return { accountId: session.accountId, principal: { kind: "role", arn, roleName, sessionName } };
}
