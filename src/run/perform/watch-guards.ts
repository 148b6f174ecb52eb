import { breachOf, lookBackMs, sampleNumber } from "../../analysis";
import type { RunEvent } from "../../journal";
import { messageOf } from "../../words";
import { repeat } from "../calls";
import { type Context, FailureLog } from "../context";
import { every, PATIENCE } from "../patience";
import type { RunState } from "../state";

/** Whether a breach still matters: nothing has been breached or stopped, and the experiment is not over. */
const isOn = (state: RunState) =>
  state.breach === null && state.stop === null && ["baseline", "start", "fault"].includes(state.phase ?? "");

/**
 * The guard loop: two eyes, one on the metrics and one on the alarms, each at its own pace, so that neither waits for the other or for
 * anything else. An eye that fails three times in a row is blind, and a run without its eyes is stopped.
 */
export async function watchGuards(context: Context, from: number, signal: AbortSignal): Promise<void> {
  await Promise.all([
    watch(context, "guard metrics", signal, (call) => lookAtMetrics(context, from, call)),
    watch(context, "guard alarms", signal, (call) => lookAtAlarms(context, call)),
  ]);
}

type Breached = Extract<RunEvent, { type: "guard-breached" }>;

async function watch(
  context: Context,
  name: string,
  signal: AbortSignal,
  look: (signal: AbortSignal) => Promise<Breached | undefined>,
): Promise<void> {
  const log = new FailureLog(context, name);
  await repeat(
    context.clock,
    signal,
    () => every(PATIENCE.tick, context.clock.speed),
    async () => {
      try {
        const breached = await context.call(name, look, { realMs: PATIENCE.eyeReal, signal });
        log.ok();
        if (breached) await context.record(breached, isOn);
      } catch (thrown) {
        if (signal.aborted) return;
        await log.failed(thrown);
        if (log.count >= PATIENCE.blindAfter)
          await goBlind(context, `${name} could not be read ${log.count} times in a row: ${messageOf(thrown)}`);
      }
    },
  );
}

/** Not to see is never good news: the run is stopped, in the baseline as well as in the fault. */
async function goBlind(context: Context, reason: string): Promise<void> {
  await context.record({ type: "stop-requested", cause: { kind: "orchestrator", reason: reason.slice(0, 500) } }, isOn);
}

async function lookAtMetrics(context: Context, from: number, signal: AbortSignal): Promise<Breached | undefined> {
  const { guards } = context.plan;
  if (guards.length === 0) return undefined;
  const now = context.clock.now();
  const since = now - Math.max(...guards.map(lookBackMs));
  const read = await context.ports.metrics.read(
    guards.map((guard) => guard.metric),
    since,
    now,
    { signal },
  );
  if (read.length !== guards.length) throw new Error(`the metric source gave ${read.length} series for ${guards.length} guards`);
  for (const [index, guard] of guards.entries()) {
    const breach = breachOf(guard, read[index] ?? [], from, now);
    if (breach)
      return {
        type: "guard-breached",
        guard: guard.name,
        seenIn: "metric",
        value: breach.value,
        threshold: guard.breachedWhen.text,
        breachAt: breach.breachAt,
        firstBadAt: breach.firstBadAt,
        sample: sampleNumber(guard.metric.periodMs, context.session.state.experiment?.acceptedAt ?? from, breach.sampleAt),
      };
  }
  return undefined;
}

async function lookAtAlarms(context: Context, signal: AbortSignal): Promise<Breached | undefined> {
  const { manifest, plan, clock } = context;
  const arns = [...manifest.alarms.map((alarm) => alarm.arn), manifest.heartbeat.alarmArn];
  const states = await context.ports.alarms.states(arns, { signal });
  const now = clock.now();
  for (const alarm of manifest.alarms) {
    const seen = states[alarm.arn];
    if (seen?.state !== "ALARM") continue;
    const guard = plan.guards.find((guard) => guard.name === alarm.guard);
    const since = Math.min(now, seen.since ?? now);
    return {
      type: "guard-breached",
      guard: alarm.guard,
      seenIn: "alarm",
      value: null,
      threshold: guard?.breachedWhen.text ?? "",
      breachAt: since,
      firstBadAt: since,
      sample: sampleNumber(guard?.metric.periodMs ?? 60_000, context.session.state.experiment?.acceptedAt ?? since, since),
    };
  }
  const asleep = arns.find(
    (arn) => states[arn] === undefined || states[arn].state === "missing" || states[arn].state === "INSUFFICIENT_DATA",
  );
  if (asleep) throw new Error(`alarm ${asleep} guards nothing: it is ${states[asleep]?.state ?? "missing"}`);
  if (states[manifest.heartbeat.alarmArn]?.state === "ALARM")
    throw new Error(`the heartbeat alarm ${manifest.heartbeat.alarmName} is in ALARM`);
  return undefined;
}
