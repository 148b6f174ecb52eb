import nodeTimers from "node:timers";
import promisedTimers from "node:timers/promises";

/** How the sandbox's time follows from this machine's: `sandbox + (now - machine) * speed`. */
export interface TimeScale {
  readonly machine: number;
  readonly sandbox: number;
  readonly speed: number;
}

/**
 * Makes this process live in the sandbox's time: `Date` tells it, and timers last as long in it as they are asked to. So a function that
 * waits a minute waits one of the sandbox's, and its deadline, which Lambda gives as a date, means what it says.
 * Sockets' own time-outs (`socket.setTimeout`) stay in the machine's time.
 */
export function liveIn({ machine, sandbox, speed }: TimeScale): void {
  const MachineDate = Date;
  const now = () => Math.floor(sandbox + (MachineDate.now() - machine) * speed);
  class SandboxDate extends MachineDate {
    constructor(...parts: readonly unknown[]) {
      if (parts.length === 0) super(now());
      else super(...(parts as [number, number, number]));
    }
    static override now(): number {
      return now();
    }
  }
  // `Date()` without `new` is a text, which a class cannot give.
  globalThis.Date = new Proxy(SandboxDate, { apply: () => new MachineDate(now()).toString() }) as DateConstructor;
  if (speed === 1) return;

  const scaled = (ms: unknown) => (typeof ms === "number" ? ms / speed : ms);
  const after = <F extends (...args: never[]) => unknown>(original: F): F =>
    new Proxy(original, {
      apply: (target, self, [run, ms, ...more]: unknown[]) => Reflect.apply(target, self, [run, scaled(ms), ...more]) as unknown,
    });
  const sleeping = <F extends (...args: never[]) => unknown>(original: F): F =>
    new Proxy(original, {
      apply: (target, self, [ms, ...more]: unknown[]) => Reflect.apply(target, self, [scaled(ms), ...more]) as unknown,
    });
  globalThis.setTimeout = after(globalThis.setTimeout);
  globalThis.setInterval = after(globalThis.setInterval);
  Object.assign(nodeTimers, { setTimeout: globalThis.setTimeout, setInterval: globalThis.setInterval });
  Object.assign(promisedTimers, { setTimeout: sleeping(promisedTimers.setTimeout), setInterval: sleeping(promisedTimers.setInterval) });
}
