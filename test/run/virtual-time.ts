import type { RunClock } from "../../src/run";

/** A run clock that moves only when everything that can be done now has been done: hours pass in milliseconds, in one order. */
export class VirtualTime implements RunClock {
  private time: number;
  private serial = 0;
  private readonly timers = new Map<number, { readonly at: number; readonly wake: () => void }>();

  constructor(
    start = Date.UTC(2026, 0, 5, 12, 0, 3),
    readonly speed = 1,
  ) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const id = this.serial++;
      const wake = () => {
        this.timers.delete(id);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      signal?.addEventListener("abort", wake, { once: true });
      this.timers.set(id, { at: this.time + Math.max(0, ms), wake });
    });
  }

  /** Lets time pass until the promise is settled. */
  async until<T>(promise: Promise<T>, limitMs = 48 * 3_600_000): Promise<T> {
    let isSettled = false;
    const settled = promise.then(
      () => {
        isSettled = true;
      },
      () => {
        isSettled = true;
      },
    );
    const limit = this.time + limitMs;
    for (;;) {
      await quiet();
      if (isSettled) break;
      if (!this.next() || this.time > limit) throw new Error("the run stands still: nothing is waited for");
    }
    await settled;
    return promise;
  }

  /** Lets so much time pass, whatever is going on. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await quiet();
    while (this.next(end)) await quiet();
    this.time = end;
  }

  /** Wakes the next sleeper, if there is one. */
  step(): boolean {
    return this.next();
  }

  private next(end = Number.POSITIVE_INFINITY): boolean {
    let first: { readonly at: number; readonly wake: () => void } | undefined;
    for (const timer of this.timers.values()) if (!first || timer.at < first.at) first = timer;
    if (!first || first.at > end) return false;
    this.time = Math.max(this.time, first.at);
    first.wake();
    return true;
  }
}

/** All promises that can go on have gone on. */
async function quiet(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
