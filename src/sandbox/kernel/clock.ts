export type Cancel = () => void;

/** The sandbox's time. All delays are in sandbox milliseconds; with `--speed 30` one of them lasts 1/30 real millisecond. */
export interface Clock {
  readonly speed: number;
  /** Sandbox time, in milliseconds since 1970. Starts at the real time and runs `speed` times as fast. */
  now(): number;
  after(ms: number, run: () => void): Cancel;
  every(ms: number, run: () => void): Cancel;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Cancels everything that is pending. */
  close(): void;
}

/** A clock on real timers. Where the epoch is given, `now` continues from there (a restart with `--data`). */
export function scaledClock(speed: number, wallNow: () => number, epoch = wallNow()): Clock {
  const startedAt = wallNow();
  const pending = new Set<Cancel>();
  const now = () => epoch + (wallNow() - startedAt) * speed;
  const after = (ms: number, run: () => void): Cancel => {
    const cancel: Cancel = () => {
      clearTimeout(timer);
      pending.delete(cancel);
    };
    const timer = setTimeout(
      () => {
        pending.delete(cancel);
        run();
      },
      Math.max(0, ms / speed),
    );
    pending.add(cancel);
    return cancel;
  };
  const every = (ms: number, run: () => void): Cancel => {
    const cancel: Cancel = () => {
      clearInterval(timer);
      pending.delete(cancel);
    };
    const timer = setInterval(run, Math.max(1, ms / speed));
    pending.add(cancel);
    return cancel;
  };
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal?.aborted) return resolve();
      const cancel = after(ms, () => {
        signal?.removeEventListener("abort", wake);
        resolve();
      });
      const wake = () => {
        cancel();
        resolve();
      };
      signal?.addEventListener("abort", wake, { once: true });
    });
  const close = () => {
    for (const cancel of [...pending]) cancel();
  };
  return { speed, now, after, every, sleep, close };
}

/** A clock for tests: time moves only when told, and everything due runs in order. */
export interface VirtualClock extends Clock {
  /** Moves time on by `ms`, running what falls due, and lets promises settle in between. */
  advance(ms: number): Promise<void>;
}

export function virtualClock(start = Date.UTC(2026, 0, 5, 12)): VirtualClock {
  let time = start;
  let serial = 0;
  const due = new Map<number, { at: number; run: () => void; every: number | undefined }>();
  const add = (ms: number, run: () => void, every?: number): Cancel => {
    const id = serial++;
    due.set(id, { at: time + Math.max(0, ms), run, every });
    return () => {
      due.delete(id);
    };
  };
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return {
    speed: 1,
    now: () => time,
    after: (ms, run) => add(ms, run),
    every: (ms, run) => add(ms, run, Math.max(1, ms)),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const cancel = add(ms, () => {
          signal?.removeEventListener("abort", wake);
          resolve();
        });
        const wake = () => {
          cancel();
          resolve();
        };
        signal?.addEventListener("abort", wake, { once: true });
      }),
    close: () => due.clear(),
    advance: async (ms) => {
      const end = time + ms;
      await settle();
      for (;;) {
        const next = [...due.entries()].filter(([, task]) => task.at <= end).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
        if (!next) break;
        const [id, task] = next;
        time = Math.max(time, task.at);
        if (task.every === undefined) due.delete(id);
        else task.at += task.every;
        task.run();
        await settle();
      }
      time = end;
    },
  };
}
