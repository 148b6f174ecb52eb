import { type Handler, regionalScope } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import { alarmNotFound, validation } from "../errors";
import type { StateValue } from "../types";
import type { AlarmParts } from "./put";
import { alarmTable } from "./records";

interface SetStateInput {
  readonly AlarmName: string;
  readonly StateValue: StateValue;
  readonly StateReason: string;
  readonly StateReasonData?: string;
}

/** Until the next evaluation. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
export function setAlarmState({ cloud, states }: AlarmParts): Handler {
  return (input: SetStateInput, call) => {
    const scope = regionalScope(call);
    if (!alarmTable(cloud).in(scope).has(input.AlarmName)) throw alarmNotFound(input.AlarmName);
    if (input.StateReasonData !== undefined) {
      try {
        JSON.parse(input.StateReasonData);
      } catch {
        throw new AwsError("InvalidFormatFault", "StateReasonData was not valid JSON", 400);
      }
    }
    states.set(scope, input.AlarmName, { value: input.StateValue, reason: input.StateReason, reasonData: input.StateReasonData });
    return {};
  };
}

interface NamesInput {
  readonly AlarmNames: readonly string[];
}

/** EnableAlarmActions and DisableAlarmActions; names that do not exist are passed over. */
export function switchActions({ cloud, history }: AlarmParts, actionsEnabled: boolean): Handler {
  return (input: NamesInput, call) => {
    const scope = regionalScope(call);
    const alarms = alarmTable(cloud).in(scope);
    for (const name of input.AlarmNames) {
      const alarm = alarms.get(name);
      if (!alarm || alarm.actionsEnabled === actionsEnabled) continue;
      history.configured(scope, alarms.set(name, { ...alarm, actionsEnabled, configuredAt: cloud.clock.now() }), "updated");
    }
    return {};
  };
}

/**
 * All or none: nothing is deleted where a name does not exist, where more than one composite alarm is named, or where
 * a composite alarm that stays depends on one that would go.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
 */
export function deleteAlarms({ cloud, history, states }: AlarmParts): Handler {
  return (input: NamesInput, call) => {
    const scope = regionalScope(call);
    const alarms = alarmTable(cloud).in(scope);
    const names = [...new Set(input.AlarmNames)];
    const going = names.map((name) => {
      const alarm = alarms.get(name);
      if (!alarm) throw alarmNotFound(name);
      return alarm;
    });
    if (going.filter((alarm) => alarm.kind === "composite").length > 1) {
      throw validation("Only one composite alarm can be deleted in one operation");
    }
    const needed = going.filter((alarm) => states.parentsOf(scope, alarm).some((parent) => !names.includes(parent.name)));
    if (needed.length > 0) {
      const them = needed.length === 1 ? "it" : "them";
      throw validation(`Cannot delete ${needed.map(({ name }) => name).join(",")} as there are composite alarm(s) depending on ${them}.`);
    }
    for (const alarm of going) {
      alarms.delete(alarm.name);
      history.configured(scope, alarm, "deleted");
    }
    return {};
  };
}
