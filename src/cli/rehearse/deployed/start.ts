import { humanDuration } from "../../../words";
import { newRunId } from "../../conducting";
import type { Remote } from "../../remote/connect";
import { invoke } from "../../remote/invoke";
import type { Schedules } from "./schedules";

/** A run of randomised chaos that the function has made a schedule for. */
export interface Drawn {
  readonly experiment: string;
  readonly runId: string;
  /** Of the schedule that starts it, once. */
  readonly schedule: string;
  /** Sandbox time, in milliseconds. */
  readonly at: number;
}

/** How a run is set going. */
export interface Started {
  /** For people. */
  readonly said: string;
  /** Whether a run is the one meant. */
  isIt(runId: string): boolean;
  /** Of the schedule that starts it, unless it was started already. */
  readonly schedule: string | undefined;
  /** So long it may take to begin, in real milliseconds. */
  readonly withinRealMs: number;
}

/** A schedule fires within a minute, a function starts within seconds; the machine may be busy. */
const BEGUN_WITHIN_REAL_MS = 60_000;

/**
 * Sets a run going as AWS would: by the experiment's own schedule, with its target, role and input, moved to the next minute; an experiment without one
 * by the schedule that the day's plan made for it; without that too, it is asked for as `faultline run --remote` does.
 */
export async function start(
  remote: Remote & { readonly schedules: Schedules },
  experiment: string,
  drawn: Drawn | undefined,
  by: string,
): Promise<Started> {
  const { store, schedules, clock } = remote;
  const known = new Set((await store.list({ experiment })).map(({ runId }) => runId));
  const isNew = (runId: string) => !known.has(runId);
  const moved = await schedules.moveUp(experiment, clock.now());
  if (moved !== undefined) return { said: `its schedule ${moved}`, isIt: isNew, schedule: experiment, withinRealMs: BEGUN_WITHIN_REAL_MS };
  if (drawn) {
    const waits = Math.max(0, drawn.at - clock.now()) / clock.speed;
    return {
      said: `it has no schedule of its own: the day's plan starts it at ${new Date(drawn.at).toISOString()}, in ${humanDuration(waits)} of real time`,
      isIt: (runId) => runId === drawn.runId,
      schedule: drawn.schedule,
      withinRealMs: waits + BEGUN_WITHIN_REAL_MS,
    };
  }
  await invoke(remote, { version: 1, kind: "run", experiment, runId: newRunId(clock.now()), by });
  return { said: "it has no schedule: the function is invoked", isIt: isNew, schedule: undefined, withinRealMs: BEGUN_WITHIN_REAL_MS };
}
