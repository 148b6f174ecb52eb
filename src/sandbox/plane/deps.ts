import type { Clock } from "../kernel/clock";
import type { Bus, Measurement } from "../kernel/cloud";
import type { State } from "../kernel/state";

/** What the plane is handed. */
export interface PlaneDeps {
  readonly clock: Clock;
  readonly bus: Bus;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Where measured numbers go; called at most every 100 real milliseconds per number. */
  measure(measurement: Measurement): void;
  /** Where the system description is kept over a restart. Left out: it is not. */
  readonly state?: State;
  log(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** Real milliseconds of a sandbox length of time, never less than the floor. */
export const realMs = (clock: Clock, sandboxMs: number, floorMs = 0): number => Math.max(floorMs, sandboxMs / clock.speed);

/** Sandbox milliseconds for the clock's timers that last at least `floorMs` really. */
export const flooredMs = (clock: Clock, sandboxMs: number, floorMs: number): number => Math.max(sandboxMs, floorMs * clock.speed);
