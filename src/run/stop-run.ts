import { within } from "./calls";
import { PATIENCE } from "./patience";
import { RUN_TAG } from "./perform/start";
import type { RunPorts } from "./ports";
import { isTerminal } from "./state";

/** What a direct stop came to. */
export interface DirectStop {
  /** Nothing of the run runs any more, by FIS's own word. */
  readonly isOver: boolean;
  readonly fisExperimentId: string | null;
  /** For people. When it is not over: how to stop it by hand. */
  readonly message: string;
}

/**
 * Stops what a run may have started without its conductor and without its journal: for when the one is dead or the other cannot be read. Looks for
 * the experiment by its tag, asks FIS to stop it until FIS reports the end, for at most two minutes of real time. Never throws.
 */
export async function stopRun({
  runId,
  region,
  ports: { injector, clock },
}: {
  readonly runId: string;
  readonly region: string;
  readonly ports: Pick<RunPorts, "injector" | "clock">;
}): Promise<DirectStop> {
  const until = clock.now() + PATIENCE.emergencyReal * clock.speed;
  const call = <T>(name: string, work: (signal: AbortSignal) => Promise<T>) => within(clock, name, PATIENCE.callReal, work);
  let id: string | null = null;
  let empty = 0;
  for (let attempt = 1; clock.now() < until; attempt++) {
    try {
      if (id === null) {
        const found = await call("find-experiment", (signal) => injector.findByTag(RUN_TAG, runId, { signal }));
        empty = found ? 0 : empty + 1;
        id = found?.id ?? null;
        if (empty >= PATIENCE.findLooks)
          return { isOver: true, fisExperimentId: null, message: "FIS knows no experiment of this run: nothing runs." };
      }
      if (id !== null) {
        const experiment = id;
        const before = await call("observe-experiment", (signal) => injector.observe(experiment, { signal }));
        if (isTerminal(before.status))
          return { isOver: true, fisExperimentId: experiment, message: `FIS experiment ${experiment} is ${before.status}.` };
        await call("stop-experiment", (signal) => injector.stop(experiment, { signal }));
      }
    } catch {
      // Asked again below, until the time is up.
    }
    await clock.sleep(Math.min(2_000, PATIENCE.stopPauseReal * attempt) * clock.speed);
  }
  const command =
    id === null
      ? `aws fis list-experiments --region ${region}, find the one tagged ${RUN_TAG}=${runId}, and stop it`
      : `aws fis stop-experiment --id ${id} --region ${region}`;
  return {
    isOver: false,
    fisExperimentId: id,
    message: `EXPERIMENT ${id ?? "(id unknown)"} MAY STILL BE RUNNING. Stop it now: ${command}.`,
  };
}
