import { messageOf } from "../../words";
import { repeat } from "../calls";
import { type Context, FailureLog } from "../context";
import { PATIENCE } from "../patience";
import type { RunState } from "../state";

/** The tag by which an experiment is found again when the answer to its start was lost. */
export const RUN_TAG = "faultline:run";
/** Names the experiment of which a FIS experiment is a run. */
export const EXPERIMENT_TAG = "faultline:experiment";

const isUnanswered = (state: RunState) => state.experiment === null && state.start !== null;

/**
 * Starts the experiment. The request is in the journal already. Its token is the run's, so however often this is repeated there is one
 * experiment. A call once made is waited for even when the run is being stopped, because its answer names what must be stopped.
 */
export async function startExperiment(context: Context, notBefore: number, signal: AbortSignal): Promise<void> {
  const { clock, manifest, session } = context;
  const created = session.state.created;
  if (created === null) return;
  await clock.sleep(Math.max(0, notBefore - clock.now()), signal);
  if (signal.aborted) return;
  try {
    const answer = await context.call("start-experiment", (call) =>
      context.ports.injector.start(
        {
          templateId: manifest.templateId,
          clientToken: created.clientToken,
          tags: { ...manifest.plan.tags, [RUN_TAG]: session.runId, [EXPERIMENT_TAG]: manifest.plan.name },
        },
        { signal: call },
      ),
    );
    if (answer.ok) await accepted(context, answer);
    else
      await context.record(
        { type: "start-refused", code: answer.code, message: answer.message, retryable: answer.retryable },
        isUnanswered,
      );
  } catch (thrown) {
    const attempt = (session.state.start?.tries ?? 0) + 1;
    await context.record(
      { type: "call-failed", call: "start-experiment", message: messageOf(thrown).slice(0, 500), attempt },
      isUnanswered,
    );
  }
}

/**
 * Looks for an experiment whose start may have been answered to nobody. It is only not there when FIS has said so several times; while
 * FIS does not answer at all, the ladder of the stop goes on.
 */
export async function findExperiment(context: Context, signal: AbortSignal): Promise<void> {
  const { clock, session } = context;
  const log = new FailureLog(context, "find-experiment");
  const began = clock.now();
  let empty = 0;
  await repeat(
    clock,
    signal,
    () => PATIENCE.findPauseReal * clock.speed,
    async () => {
      try {
        const found = await context.call(
          "find-experiment",
          (call) => context.ports.injector.findByTag(RUN_TAG, session.runId, { signal: call }),
          { signal },
        );
        log.ok();
        if (found) {
          await accepted(context, found);
          return false;
        }
        empty++;
        if (empty < PATIENCE.findLooks) return true;
        await context.record({ type: "start-not-found" }, isUnanswered);
        return false;
      } catch (thrown) {
        if (signal.aborted) return false;
        await log.failed(thrown);
        if (clock.now() - began >= PATIENCE.findForReal * clock.speed) await climb(context, messageOf(thrown));
        return true;
      }
    },
  );
}

async function accepted(context: Context, experiment: { readonly id: string; readonly arn: string }): Promise<void> {
  context.running = experiment.id;
  await context.record(
    { type: "start-accepted", fisExperimentId: experiment.id, fisExperimentArn: experiment.arn },
    (state) => state.experiment === null,
  );
}

async function climb(context: Context, message: string): Promise<void> {
  const reason = `whether the experiment was started cannot be found out: ${message}`.slice(0, 500);
  await context.record({ type: "stop-requested", cause: { kind: "orchestrator", reason } }, (state) => state.stop === null);
  await context.record(
    { type: "stop-failed", rung: "stop-experiment", message: reason },
    (state) => state.phase === "stopping" && state.stop?.failed.includes("stop-experiment") === false,
  );
}
