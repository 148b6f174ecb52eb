import type { RunClock } from "../run";

/** Real time, as the door hands it in. `sleep` resolves after `ms` real milliseconds, or at once when the signal aborts. */
export interface RealTime {
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The clock of runs against AWS. */
export function wallClock(real: RealTime): RunClock {
  return { speed: 1, now: real.now, sleep: (ms, signal) => longSleep(real, ms, signal) };
}

/**
 * The clock of a rehearsal: `epochSandbox` is the sandbox's time at the instant at which the wall showed `epochWall`, and from then on it
 * runs `speed` times as fast.
 */
export function scaledClock(
  options: RealTime & { readonly epochWall: number; readonly epochSandbox: number; readonly speed: number },
): RunClock {
  const { speed, epochWall, epochSandbox } = options;
  return {
    speed,
    now: () => Math.round(epochSandbox + (options.now() - epochWall) * speed),
    sleep: (ms, signal) => longSleep(options, ms / speed, signal),
  };
}

/** The longest that a timer of Node can wait. */
const LONGEST_TIMER = 2_147_483_647;

async function longSleep(real: RealTime, ms: number, signal?: AbortSignal): Promise<void> {
  const end = real.now() + ms;
  for (let rest = ms; rest > LONGEST_TIMER && !signal?.aborted; rest = end - real.now()) await real.sleep(LONGEST_TIMER, signal);
  if (!signal?.aborted) await real.sleep(Math.max(0, Math.min(ms, end - real.now())), signal);
}
