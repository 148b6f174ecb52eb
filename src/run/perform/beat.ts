import { repeat } from "../calls";
import { type Context, FailureLog } from "../context";
import { every, PATIENCE } from "../patience";

/** Keeps the dead-man's switch quiet. A beat that fails is not made up for: silence is what the alarm is there to hear. */
export async function beat(context: Context, signal: AbortSignal): Promise<void> {
  const { heartbeat } = context.manifest;
  const log = new FailureLog(context, "heartbeat");
  await repeat(
    context.clock,
    signal,
    () => every(heartbeat.everyMs, context.clock.speed),
    async () => {
      try {
        await context.call("heartbeat", (call) => context.ports.alarms.beat(heartbeat, { signal: call }), {
          realMs: PATIENCE.eyeReal,
          signal,
        });
        log.ok();
      } catch (thrown) {
        if (!signal.aborted) await log.failed(thrown);
      }
    },
  );
}
