import { parseArn } from "../../../words";
import type { Acting } from "../../common/identity";
import type { Cloud } from "../../kernel/cloud";
import { CREDENTIALS, type CredentialRecord } from "../../kernel/principals";
import type { ExecutionRecord } from "./records";

const HOST = "ssm.amazonaws.com";
/** A program lives in this machine's time; its keys outlive it at any speed of the sandbox. */
const KEYS_MS = 12 * 3_600_000;

export interface RoleKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

interface Assumed {
  readonly Credentials: { readonly AccessKeyId: string; readonly SecretAccessKey: string; readonly SessionToken: string };
  readonly AssumedRoleUser: { readonly Arn: string };
}

type Where = { readonly accountId: string; readonly region: string };
type Running = Pick<ExecutionRecord, "id" | "arn" | "starter">;

/** Systems Manager takes the role on behalf of the automation: what the role's trust policy sees as aws:SourceArn. Throws what STS answers. */
export async function assumeFor(cloud: Cloud, where: Where, running: Running, roleArn: string): Promise<{ as: Acting; keys: RoleKeys }> {
  const service: Acting = {
    ...where,
    principal: { kind: "service", arn: HOST, onBehalfOf: { accountId: where.accountId, arn: running.arn } },
  };
  const sessionName = `Automation-${running.id}`;
  const { Credentials, AssumedRoleUser } = await cloud.invoke<Assumed>(
    "sts",
    "AssumeRole",
    { RoleArn: roleArn, RoleSessionName: sessionName },
    service,
  );
  const sessions = cloud.state.table<CredentialRecord>(CREDENTIALS.table).in(CREDENTIALS.scope);
  const session = sessions.get(Credentials.AccessKeyId);
  if (session) sessions.set(Credentials.AccessKeyId, { ...session, expiresAt: cloud.clock.now() + KEYS_MS });
  const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const accountId = parseArn(roleArn)?.accountId ?? where.accountId;
  return {
    as: { accountId, region: where.region, principal: { kind: "role", arn: AssumedRoleUser.Arn, roleName, sessionName } },
    keys: {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
    },
  };
}

/** Whoever started the automation: acts where the runbook assumes no role. */
export const starterOf = (where: Where, { starter }: Running): Acting => ({ ...where, principal: starter });
