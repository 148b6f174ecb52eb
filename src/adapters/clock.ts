import type { RunClock } from "../run";

/** The clock of real runs. */
export function wallClock(): RunClock {
  return scaledClock({ wall: Date.now(), run: Date.now(), speed: 1 });
}

/**
 * The clock of a rehearsal: `run` is the sandbox's time at the instant at which the wall showed `wall`, and from then on it runs `speed`
 * times as fast.
 */
export function scaledClock(epoch: { readonly wall: number; readonly run: number; readonly speed: number }): RunClock {
  const { speed } = epoch;
  const now = () => Math.round(epoch.run + (Date.now() - epoch.wall) * speed);
  return { speed, now, sleep: (ms, signal) => sleepReal(ms / speed, signal) };
}

/** Waits in real time, or until the signal aborts. Waits longer than a timer can hold are made of several. */
export function sleepReal(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = Date.now() + ms;
    let timer: NodeJS.Timeout;
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const arm = () => {
      const rest = end - Date.now();
      timer = rest > LONGEST_TIMER ? setTimeout(arm, LONGEST_TIMER) : setTimeout(done, Math.max(0, rest));
    };
    signal?.addEventListener("abort", done, { once: true });
    arm();
  });
}

const LONGEST_TIMER = 2_147_483_647;
