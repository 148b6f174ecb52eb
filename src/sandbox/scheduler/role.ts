import { parseArn } from "../../words";
import type { Acting } from "../common/identity";
import type { Cloud } from "../kernel/cloud";

const HOST = "scheduler.amazonaws.com";

/**
 * The target's role, taken by EventBridge Scheduler for a group's schedules: trust policies see the group as aws:SourceArn.
 * Throws STS's error when the role is not there or does not trust.
 */
export async function roleOf(cloud: Cloud, roleArn: string, groupArn: string): Promise<Acting> {
  const [, , , region = "", accountId = ""] = groupArn.split(":");
  const roleAccount = parseArn(roleArn)?.accountId ?? accountId;
  const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const sessionName = `${cloud.newId("scheduler", 12)}`;
  await cloud.invoke(
    "sts",
    "AssumeRole",
    { RoleArn: roleArn, RoleSessionName: sessionName },
    { accountId, region, principal: { kind: "service", arn: HOST, onBehalfOf: { accountId, arn: groupArn } } },
  );
  const arn = `arn:aws:sts::${roleAccount}:assumed-role/${roleName}/${sessionName}`;
  return { accountId: roleAccount, region, principal: { kind: "role", arn, roleName, sessionName } };
}
