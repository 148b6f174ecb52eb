import { lastOf, type RunEvent } from "../../journal";
import { messageOf } from "../../words";
import type { Context } from "../context";
import { PATIENCE } from "../patience";

type Attribution = Extract<RunEvent, { type: "stop-attributed" }>;

/** Finds out who ended an experiment that ended early without our asking: the lever, an alarm, or somebody else. */
export async function attributeStop(context: Context, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      await context.record(await context.call("attribute-stop", (call) => attribution(context, call)), (state) => !state.attributed);
      return;
    } catch (thrown) {
      const message = messageOf(thrown).slice(0, 500);
      await context.record({ type: "call-failed", call: "attribute-stop", message, attempt });
      if (attempt >= PATIENCE.attributeTries) {
        await context.record(unknown(`who stopped it could not be found out: ${message}`));
        return;
      }
    }
    await context.clock.sleep(PATIENCE.stopPauseReal * context.clock.speed, signal);
  }
}

async function attribution(context: Context, signal: AbortSignal): Promise<Attribution> {
  const { manifest, ports, session } = context;
  const observed = lastOf(session.entries, "experiment-observed")?.event;
  const lever = await ports.injector.safetyLever({ signal });
  if (lever !== "disengaged" || observed?.status === "cancelled")
    return { type: "stop-attributed", to: "safety-lever", guard: null, since: null, message: "the safety lever of the account stopped it" };
  const states = await ports.alarms.states([...manifest.alarms.map((alarm) => alarm.arn), manifest.heartbeat.alarmArn], { signal });
  // An alarm that went off and is quiet again has changed since the start; one that is still off is the surer witness.
  const startedAt = session.state.experiment?.acceptedAt ?? 0;
  const suspects = [...manifest.alarms, { guard: null, name: manifest.heartbeat.alarmName, arn: manifest.heartbeat.alarmArn }]
    .map((alarm) => ({ ...alarm, seen: states[alarm.arn] }))
    .filter(({ seen }) => seen?.state === "ALARM" || (seen?.since !== null && seen !== undefined && seen.since >= startedAt))
    .sort((a, b) => Number(b.seen?.state === "ALARM") - Number(a.seen?.state === "ALARM") || (a.seen?.since ?? 0) - (b.seen?.since ?? 0));
  const [first] = suspects;
  if (!first) {
    const isCondition = /stop condition/i.test(observed?.reason ?? "");
    return isCondition
      ? unknown("a stop condition ended it, and none of its alarms shows a change")
      : { type: "stop-attributed", to: "outside", guard: null, since: null, message: "somebody or something outside Faultline stopped it" };
  }
  const since = first.seen?.since ?? null;
  return first.guard === null
    ? {
        type: "stop-attributed",
        to: "dead-man",
        guard: null,
        since,
        message: `FIS stopped it because the orchestrator had fallen silent (alarm ${first.name})`,
      }
    : {
        type: "stop-attributed",
        to: "guard",
        guard: first.guard,
        since,
        message: `FIS stopped it because guard ${first.guard} was breached (alarm ${first.name})`,
      };
}

function unknown(message: string): Attribution {
  return { type: "stop-attributed", to: "unknown", guard: null, since: null, message };
}
