import { breachOf, lookBackMs, rateOf } from "../../analysis";
import { valueText } from "../../words";
import { PATIENCE } from "../patience";
import { type Answer, type Check, type Look, ok, refused, wait } from "./check";

/** Every guard's alarm is there and quiet. One that has no data yet is waited for: an alarm that cannot see guards nothing. */
export const guardAlarms: Check = {
  name: "guard-alarms",
  patienceMs: PATIENCE.settle,
  look: async (look) => {
    const { alarms } = look.context.manifest;
    if (alarms.length === 0) return ok("there is no guard alarm");
    return alarmsOk(
      look,
      alarms.map((alarm) => ({ arn: alarm.arn, name: `alarm ${alarm.name} of guard ${alarm.guard}` })),
    );
  },
};

/** The dead-man's switch hears the beats: it must go quiet, or FIS would stop the fault at once. */
export const heartbeatAlarm: Check = {
  name: "heartbeat-alarm",
  patienceMs: PATIENCE.settle,
  look: async (look) => {
    const { alarmArn, alarmName } = look.context.manifest.heartbeat;
    const answer = await alarmsOk(look, [{ arn: alarmArn, name: `heartbeat alarm ${alarmName}` }]);
    return answer.facts.state === "ALARM" ? { ...answer, answer: "wait" } : answer;
  },
};

async function alarmsOk(
  { context, signal, waitedMs }: Look,
  alarms: readonly { readonly arn: string; readonly name: string }[],
): Promise<Answer> {
  const states = await context.ports.alarms.states(
    alarms.map((alarm) => alarm.arn),
    { signal },
  );
  for (const { arn, name } of alarms) {
    const state = states[arn]?.state ?? "missing";
    const facts = { arn, state };
    if (state === "missing") return refused(`${name} does not exist: run pulumi up`, facts);
    if (state === "ALARM") {
      // One that was made a moment ago is in ALARM until its first data: it gets a little time, and no more.
      const message = `${name} is in ALARM: wait until the system is well (${states[arn]?.reason ?? ""})`;
      return waitedMs < PATIENCE.alarmClears ? wait(message, facts) : refused(message, facts);
    }
    if (state !== "OK") return wait(`${name} has no data: see that its metric is published`, facts);
  }
  return ok(`${alarms.length === 1 ? "the alarm is" : `${alarms.length} alarms are`} OK`, { alarms: alarms.map(({ arn }) => arn) });
}

/** The orchestrator's own eye sees each guard's metric, and sees nothing bad. */
export const guardMetrics: Check = {
  name: "guard-metrics",
  patienceMs: PATIENCE.settle,
  look: async ({ context, signal }) => {
    const { guards } = context.plan;
    if (guards.length === 0) return ok("there is no guard metric");
    const now = context.clock.now();
    const read = await context.ports.metrics.read(
      guards.map((guard) => guard.metric),
      now - Math.max(...guards.map(lookBackMs)),
      now,
      { signal },
    );
    for (const [index, guard] of guards.entries()) {
      const samples = read[index] ?? [];
      if (guard.missingData === "breaching" && !samples.some((sample) => sample.value !== null))
        return wait(`guard ${guard.name} has no data: see that its metric is published`, { guard: guard.name });
      const known = samples.filter((sample) => sample.value !== null);
      const breach = breachOf(guard, known, now - guard.of * guard.metric.periodMs, now);
      if (breach)
        return refused(`guard ${guard.name} is breached now: ${valueText(breach.value, guard.metric.unit)} is ${guard.breachedWhen.text}`, {
          guard: guard.name,
          value: breach.value,
        });
    }
    return ok(`${guards.length} guard metrics give data`);
  },
};

/** Enough is going on for the run to say anything. */
export const traffic: Check = {
  name: "traffic",
  patienceMs: PATIENCE.settle,
  look: async ({ context, signal }) => {
    const { metric, atLeast, text } = context.plan.traffic;
    const now = context.clock.now();
    const [samples = []] = await context.ports.metrics.read([metric], now - 10 * metric.periodMs, now, { signal });
    const last = samples.findLast((sample) => sample.value !== null && sample.at + metric.periodMs <= now);
    if (last === undefined || last.value === null)
      return wait("the traffic metric has no data: see that it is published, and that there is traffic");
    const rate = rateOf(metric, last.value);
    const facts = { rate, atLeast };
    return rate >= atLeast
      ? ok(`traffic is ${valueText(rate, "Count/Second")}, ${text} is needed`, facts)
      : wait(`traffic is ${valueText(rate, "Count/Second")}, and ${text} is needed: run when there is more, or lower the floor`, facts);
  },
};
