import { messageOf } from "../../words";
import type { Context } from "../context";
import { PATIENCE } from "../patience";

/** The first rung: StopExperiment, several times in quick succession, each with its own time limit. Again and again when all else has failed. */
export async function stopExperiment(context: Context, experimentId: string, again: boolean, signal: AbortSignal): Promise<void> {
  const { clock, ports } = context;
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      await context.call("stop-experiment", (call) => ports.injector.stop(experimentId, { signal: call }), {
        realMs: PATIENCE.stopCallReal,
      });
      await context.record(
        { type: "stop-accepted", by: "stop-experiment" },
        (state) => state.stop !== null && state.stop.acceptedAt === null,
      );
      return;
    } catch (thrown) {
      const message = messageOf(thrown).slice(0, 500);
      if (attempt === 1 || attempt === PATIENCE.stopTries)
        await context.record({ type: "call-failed", call: "stop-experiment", message, attempt });
      if (!again && attempt >= PATIENCE.stopTries) {
        await context.record({ type: "stop-failed", rung: "stop-experiment", message });
        return;
      }
    }
    const pause = again ? Math.min(10_000, PATIENCE.stopPauseReal * attempt) : PATIENCE.stopPauseReal;
    await clock.sleep(pause * clock.speed, signal);
  }
}

/** The second rung: the safety lever stops every experiment of the account and Region. */
export async function engageLever(context: Context, experimentId: string | null, signal: AbortSignal): Promise<void> {
  const { clock, ports, session } = context;
  const reason = `Faultline run ${session.runId}: experiment ${experimentId ?? "(unknown)"} could not be stopped`;
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      await context.call("safety-lever", (call) => ports.injector.engageSafetyLever(reason, { signal: call }), {
        realMs: PATIENCE.stopCallReal,
      });
      await context.record({ type: "stop-accepted", by: "safety-lever" });
      return;
    } catch (thrown) {
      if (attempt >= PATIENCE.stopTries) {
        await context.record({ type: "stop-failed", rung: "safety-lever", message: messageOf(thrown).slice(0, 500) });
        return;
      }
    }
    await clock.sleep(PATIENCE.stopPauseReal * clock.speed, signal);
  }
}

/** The last rung: a person. The entry is what every door shows as loudly as it can. */
export async function page(context: Context, experimentId: string | null): Promise<void> {
  await context.record(
    { type: "stop-failed", rung: "page", message: howToStop(context, experimentId) },
    (state) => !state.stop?.failed.includes("page"),
  );
}

/** What may still run, and how anybody can stop it without Faultline. */
export function howToStop(context: Pick<Context, "manifest" | "session">, experimentId: string | null): string {
  const { region, accountId, plan } = context.manifest;
  const where = `account ${accountId}, Region ${region}`;
  const command = experimentId
    ? `aws fis stop-experiment --id ${experimentId} --region ${region}`
    : `aws fis list-experiments --region ${region}, find the one tagged faultline:run=${context.session.runId}, and stop it`;
  return `EXPERIMENT ${experimentId ?? "(id unknown)"} OF ${plan.name} MAY STILL BE RUNNING in ${where}. Stop it now: ${command}. Runbook: ${plan.runbook}`;
}
