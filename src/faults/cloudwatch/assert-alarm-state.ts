import type { Text } from "../../words";
import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Fails the experiment unless every alarm is in one of the states, looked at once when its turn comes. Does nothing to the system. */
export interface AssertAlarmState extends FaultOptions {
  /** One to five ARNs of alarms. */
  readonly alarms: readonly Text[];
  readonly states: readonly ("OK" | "ALARM" | "INSUFFICIENT_DATA")[];
}

export const assertAlarmStateFacts: FaultFacts = {
  actionId: "aws:cloudwatch:assert-alarm-state",
  title: "assert the state of alarms",
  targets: {},
  parameters: {
    alarmArns: { kind: "list", required: true, maxItems: 5 },
    alarmStates: { kind: "list", required: true, allowed: ["OK", "ALARM", "INSUFFICIENT_DATA"] },
  },
  reverts: "always",
  instantaneous: false,
  injectsFault: false,
  visibleIn: "target-state",
  permissions: [{ actions: ["cloudwatch:DescribeAlarms"], resources: ["arn:{partition}:cloudwatch:{region}:{account}:alarm:*"] }],
  prerequisites: [],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#assert-alarm-state",
  readOn: "2026-11-20",
};

export function assertAlarmState(options: AssertAlarmState): Fault {
  return fault(assertAlarmStateFacts.actionId, options, {}, { alarmArns: options.alarms, alarmStates: options.states });
}
