import type { Context } from "./context";
import { PATIENCE } from "./patience";
import { RUN_TAG } from "./perform/start";
import { howToStop } from "./perform/stop";
import { isTerminal } from "./state";

/** What an emergency stop came to. */
export interface EmergencyOutcome {
  readonly isOver: boolean;
  readonly experimentId: string | null;
  readonly message: string;
}

/**
 * Stops whatever may run when the conductor itself cannot go on, above all when its journal cannot be written. Safety goes before the
 * record: nothing is written down here. The beats have ceased, so the dead-man's switch works at the same end. `closing` resolves when all
 * calls that were under way have come back: a start among them may be about to name the experiment.
 */
export async function emergencyStop(context: Context, closing: Promise<void>): Promise<EmergencyOutcome> {
  const { session, clock } = context;
  const { state } = session;
  const mayRun = !isTerminal(state.status) && (context.running !== undefined || state.experiment !== null || state.start !== null);
  if (!mayRun) return { isOver: true, experimentId: state.experiment?.id ?? null, message: "Nothing was running." };
  const until = clock.now() + PATIENCE.emergencyReal * clock.speed;
  if (context.running === undefined && state.experiment === null) await closing;
  let experimentId = context.running ?? state.experiment?.id ?? null;
  for (let attempt = 1; clock.now() < until; attempt++) {
    experimentId ??= await tolerant(find(context));
    if (experimentId === null && attempt > PATIENCE.findLooks) return { isOver: true, experimentId, message: "Nothing had been started." };
    if (experimentId !== null) {
      const id = experimentId;
      await tolerant(
        context.call("stop-experiment", (signal) => context.ports.injector.stop(id, { signal }), { realMs: PATIENCE.stopCallReal }),
      );
      const seen = await tolerant(
        context.call("observe-experiment", (signal) => context.ports.injector.observe(id, { signal }), { realMs: PATIENCE.eyeReal }),
      );
      if (seen && isTerminal(seen.status)) return { isOver: true, experimentId, message: `Experiment ${id} ended ${seen.status}.` };
      if (attempt === PATIENCE.stopTries && seen?.status !== "stopping")
        await tolerant(
          context.call("safety-lever", (signal) =>
            context.ports.injector.engageSafetyLever(`Faultline run ${session.runId}: emergency stop`, { signal }),
          ),
        );
    }
    await clock.sleep(Math.min(2_000, PATIENCE.stopPauseReal * attempt) * clock.speed);
  }
  return { isOver: false, experimentId, message: howToStop(context, experimentId) };
}

async function find(context: Context): Promise<string> {
  const found = await context.call("find-experiment", (signal) =>
    context.ports.injector.findByTag(RUN_TAG, context.session.runId, { signal }),
  );
  if (!found) throw new Error("there is none");
  return found.id;
}

async function tolerant<T>(work: Promise<T>): Promise<T | null> {
  return work.catch(() => null);
}
