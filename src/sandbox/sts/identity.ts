import type { Call, Cloud, Handler } from "../kernel/cloud";
import { CREDENTIALS, type CredentialRecord } from "../kernel/principals";

/** `GetCallerIdentity` */
export function callerIdentity({ state }: Pick<Cloud, "state">): Handler {
  return (_input: object, call: Call) => {
    const { arn, kind } = call.principal;
    const session =
      kind === "role"
        ? state
            .table<CredentialRecord>(CREDENTIALS.table)
            .in(CREDENTIALS.scope)
            .find((record) => record.arn === arn)
        : undefined;
    return { UserId: session?.userId ?? call.accountId, Account: call.accountId, Arn: arn };
  };
}
