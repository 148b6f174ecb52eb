import { everyAlarm } from "../alarms";
import { ExperimentFailure } from "../errors";
import type { Effect } from "./types";

/** aws:cloudwatch:assert-alarm-state — fails unless every alarm is in one of the states at this moment. */
export const assertAlarmState: Effect = {
  run: async (context) => {
    const arns = (context.parameter("alarmArns") ?? "").split(",").map((arn) => arn.trim());
    const states = (context.parameter("alarmStates") ?? "").split(",").map((state) => state.trim());
    const [batch] = context.batches;
    if (!batch) return undefined;
    for (const { arn, state } of await everyAlarm(context.cloud, batch.as, arns)) {
      if (state !== undefined && states.includes(state)) continue;
      const reason = `Alarm ${arn} is ${state === undefined ? "not there" : `in state ${state}`}, not in [${states.join(", ")}].`;
      throw new ExperimentFailure({ code: "ConfigurationFailure", reason });
    }
    return undefined;
  },
};
