import type { RunWindow } from "../experiment";
import type { Duration } from "../words";

/** When runs start by themselves, as EventBridge Scheduler takes it. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
export interface ScheduleDefinition {
  /**
   * `cron(0 10 ? * MON-FRI *)` (minutes, hours, day of month, month, day of week, year; SUN is 1), `rate(7 days)` or, once,
   * `at(2027-03-01T10:00:00)`. A rate counts hours that passed, whatever clocks do.
   */
  readonly at: string;
  /**
   * The IANA time zone in which `cron` and `at` are read. Left out: UTC. A time that clocks skip in spring does not fire that day; one that
   * they repeat in autumn fires once.
   */
  readonly timezone?: string;
  /** Starts at a moment of AWS's choice within this time after the scheduled one: whole minutes, at most `1440m`. Left out: on time. */
  readonly within?: Duration;
  /** Never before this moment, ISO 8601 with zone: `2027-01-04T00:00:00Z`. A rate counts from it and must have it: without, AWS would fire when it
   * is made. Left out: at once. */
  readonly from?: string;
  /** Never after this moment. Left out: for ever. */
  readonly until?: string;
  /** Keeps the schedule without firing it. Left out: false. */
  readonly paused?: boolean;
}

/** Whole days on which nothing starts: a freeze, a holiday. */
export interface Blackout {
  /** The first day, `YYYY-MM-DD`. */
  readonly from: string;
  /** The last day, included. Left out: only the first. */
  readonly to?: string;
  /** Said when a run is refused for it. */
  readonly reason?: string;
  /** The IANA time zone of the days. Left out: UTC. */
  readonly timezone?: string;
}

/** When runs may start at all, however they are asked for. */
export interface OpeningHours {
  /** A run starts only within one of them. Empty: at any time. */
  readonly windows: readonly RunWindow[];
  /** Stronger than windows. Left out: none. */
  readonly blackouts?: readonly Blackout[];
}

/** A start that comes later than this would be a surprise: it goes to the dead letters, and an alarm says so. */
export const LATEST_START_SECONDS = 900;
/** How often EventBridge Scheduler tries again within that time. */
export const MOST_TRIES = 5;
