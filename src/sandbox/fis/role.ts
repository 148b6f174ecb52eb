import { parseArn } from "../../words";
import type { Acting } from "../common/identity";
import type { Cloud } from "../kernel/cloud";
import { ExperimentFailure } from "./errors";
import type { ExperimentRecord } from "./records";
import type { Reach } from "./resolve/resolve";

/** FIS as itself, as the trust policy of an experiment role names it. */
export const FIS_HOST = "fis.amazonaws.com";

/** FIS by the right of its service-linked role: reads alarms, looks up what needs no permission of the role. */
export function ownRight(place: { accountId: string; region: string }): Acting {
  const { accountId, region } = place;
  const arn = `arn:aws:iam::${accountId}:role/aws-service-role/${FIS_HOST}/AWSServiceRoleForFIS`;
  return { accountId, region, principal: { kind: "service", arn } };
}

interface Assumed {
  AssumedRoleUser?: { Arn?: string };
}

/**
 * The experiment role, and the accounts that it acts in, each with its assumed role. With several accounts the experiment role assumes
 * one role in each. Throws ExperimentFailure (AuthorizationFailure) when a role is not there or does not trust.
 */
export async function reachOf(
  cloud: Cloud,
  place: { accountId: string; region: string },
  record: ExperimentRecord,
): Promise<{ experiment: Acting; reach: Reach[] }> {
  const { roleArn, experimentOptions } = record.content;
  const service: Acting = {
    ...place,
    principal: { kind: "service", arn: FIS_HOST, onBehalfOf: { accountId: place.accountId, arn: record.arn } },
  };
  const experiment = await assume(cloud, service, roleArn, record, {});
  if (experimentOptions.accountTargeting === "single-account")
    return { experiment, reach: [{ as: experiment, own: ownRight(experiment), roleArn }] };
  const accounts = Object.values(record.targetAccounts);
  if (accounts.length === 0) {
    throw new ExperimentFailure({ code: "ConfigurationFailure", reason: "The experiment template has no target account configuration." });
  }
  const reach = await Promise.all(
    accounts.map(async (account) => {
      const as = await assume(cloud, experiment, account.roleArn, record, { ExternalId: record.arn });
      return { as, own: ownRight(as), roleArn: account.roleArn };
    }),
  );
  return { experiment, reach };
}

async function assume(cloud: Cloud, caller: Acting, roleArn: string, record: ExperimentRecord, more: object): Promise<Acting> {
  const accountId = parseArn(roleArn)?.accountId ?? caller.accountId;
  const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const sessionName = record.id;
  try {
    const input = { RoleArn: roleArn, RoleSessionName: sessionName, ...more };
    const { AssumedRoleUser } = await cloud.invoke<Assumed>("sts", "AssumeRole", input, caller);
    const arn = AssumedRoleUser?.Arn ?? `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
    return { accountId, region: caller.region, principal: { kind: "role", arn, roleName, sessionName } };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ExperimentFailure({
      code: "AuthorizationFailure",
      reason: `Unable to assume role ${roleArn}. ${why}`,
      location: "roleArn",
      accountId,
    });
  }
}
