import type { RunClock } from "./ports";

/** Nobody answered in time. */
export class CallTimeout extends Error {
  constructor(call: string, ms: number) {
    super(`${call} gave no answer within ${ms} ms`);
    this.name = "CallTimeout";
  }
}

/**
 * Waits for an outside call for at most `realMs` of real time. When the time is up, or the outer signal aborts, the call is told by its
 * signal and no longer waited for, whether it listens or not.
 */
export async function within<T>(
  clock: RunClock,
  call: string,
  realMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  if (outer?.aborted) throw new CallTimeout(`${call} (no longer wanted)`, 0);
  const timer = new AbortController();
  const inner = new AbortController();
  const late = clock.sleep(realMs * clock.speed, timer.signal).then(() => {
    if (!timer.signal.aborted) throw new CallTimeout(call, realMs);
    return new Promise<never>(() => {});
  });
  const given = new Promise<never>((_, reject) => {
    outer?.addEventListener("abort", () => reject(new CallTimeout(`${call} (no longer wanted)`, realMs)), { signal: timer.signal });
  });
  try {
    return await Promise.race([work(inner.signal), late, given]);
  } finally {
    timer.abort();
    inner.abort();
  }
}

/** Repeats until the signal aborts, with pauses of the run's time in between; the work decides by `false` to end it. */
export async function repeat(clock: RunClock, signal: AbortSignal, pause: () => number, work: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    const began = clock.now();
    if ((await work()) === false) return;
    if (signal.aborted) return;
    await clock.sleep(Math.max(0, pause() - (clock.now() - began)), signal);
  }
}
