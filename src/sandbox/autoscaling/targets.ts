import { AwsError } from "../kernel/error";
import { acting } from "./acting";
import type { GroupRecord, Member } from "./records";
import type { Store } from "./store";

/** Registers a member with those of the group's target groups that do not have it yet, and takes it out of the others. */
export async function reconcileTargets(store: Store, scope: string, group: GroupRecord, member: Member): Promise<void> {
  const wanted = member.state === "InService" ? group.targetGroupArns : [];
  const registered = new Set(member.registered);
  for (const arn of wanted) if (!registered.has(arn) && (await tell(store, scope, "RegisterTargets", arn, member.id))) registered.add(arn);
  for (const arn of member.registered) {
    if (wanted.includes(arn)) continue;
    await tell(store, scope, "DeregisterTargets", arn, member.id);
    registered.delete(arn);
  }
  if (registered.size !== member.registered.length || member.registered.some((arn) => !registered.has(arn)))
    store.changeMember(scope, group.name, member.id, { registered: [...registered] });
}

async function tell(store: Store, scope: string, operation: string, TargetGroupArn: string, id: string): Promise<boolean> {
  try {
    await store.cloud.invoke("elbv2", operation, { TargetGroupArn, Targets: [{ Id: id }] }, acting(scope));
    return true;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    store.cloud.log("Auto Scaling could not change a target group", {
      operation,
      targetGroup: TargetGroupArn,
      instanceId: id,
      reason: error.message,
    });
    return false;
  }
}
