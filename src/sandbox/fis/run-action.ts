import { parseDuration } from "../../words";
import type { Cancel } from "../kernel/clock";
import type { Cloud } from "../kernel/cloud";
import { effectOf } from "./actions";
import { type ActionContext, type Batch, callOf } from "./actions/types";
import { actionFact } from "./catalogue";
import type { ExperimentRecord, UndoStep } from "./records";
import type { Reach } from "./resolve/resolve";

/** What an action leaves to be taken back. */
export interface Leftovers {
  /** Durable steps, in the experiment's record. */
  add(step: UndoStep): void;
  /** Effects in this process. */
  defer(cancel: Cancel): void;
}

/** Runs one action of an experiment to its end. Resolves with the state's reason, if it has a special one. */
export async function runAction(
  cloud: Cloud,
  record: ExperimentRecord,
  name: string,
  reach: readonly Reach[],
  signal: AbortSignal,
  leftovers: Leftovers,
): Promise<string | undefined> {
  const action = record.content.actions[name];
  if (!action) return undefined;
  const parameter = (key: string) => action.parameters?.[key] ?? actionFact(action.actionId)?.parameters[key]?.default;
  const context: ActionContext = {
    cloud,
    name,
    action,
    experimentId: record.id,
    experimentArn: record.arn,
    batches: batchesOf(record, Object.values(action.targets ?? {}), reach),
    signal,
    parameter,
    duration: (key) => parseDuration(parameter(key) ?? "") ?? 0,
    hold: (ms) => cloud.clock.sleep(ms, signal),
    undo: (kind, as, data, when = "always") => leftovers.add({ kind, accountId: as.accountId, actionName: name, data, when }),
    defer: (cancel) => leftovers.defer(cancel),
    authorize: (as, permission, resource, context) =>
      cloud.authorize([{ action: permission, resource, context }], callOf(as, permission.slice(permission.indexOf(":") + 1))),
  };
  return effectOf(action.actionId).run(context);
}

/** An action's targets by account. An action without targets acts once, in the first account. */
function batchesOf(record: ExperimentRecord, targetNames: readonly string[], reach: readonly Reach[]): Batch[] {
  const batches = reach.map(({ as, roleArn }) => {
    const targets = record.resolved.filter((one) => one.accountId === as.accountId && targetNames.includes(one.targetName));
    return { as, roleArn, targets, arns: targets.flatMap((one) => one.arn ?? []) };
  });
  return targetNames.length === 0 ? batches.slice(0, 1) : batches.filter((batch) => batch.targets.length > 0);
}
