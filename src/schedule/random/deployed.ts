import type { Deployment } from "../../experiment";
import { changes, DAY, dateText, firstAtOrAfter, MINUTE, parseTime, wallOf } from "../zone";
import type { ChaosSettings } from "./settings";

/** What the Orchestrator writes into its bucket, for the function to plan days by. */
export interface ChaosDocument {
  readonly version: 1;
  readonly settings: ChaosSettings;
  readonly deployment: Deployment;
  /** In which EventBridge Scheduler starts the runs. */
  readonly schedulerRoleArn: string;
  /** Of the queue of what could not be delivered. */
  readonly deadLetterArn: string;
}

/** A day is planned so many minutes before its first window opens. */
const AHEAD = 60;
/** Where clocks skip that time. Those further ahead must not reach into the day before. */
const OTHERS = [75, 90, 105, 120, 150, 180, 45, 30, 15];
const YEARS = 10;

/**
 * When a day is planned, on the clock of the settings' zone: an hour before the first minute in which any day can have a run, on all days; never at a
 * time that clocks skip, because AWS does not fire then and the day would have no plan.
 */
export function planningTime(settings: ChaosSettings, now: number): { readonly hour: number; readonly minute: number } {
  const zone = settings.timezone ?? "UTC";
  const first = firstMinute(settings, now);
  const skipped = changes(zone, now, now + YEARS * 366 * DAY).filter(({ from, to }) => to > from);
  const isSkipped = (minute: number) =>
    skipped.some(({ at, from, to }) => {
      const low = minuteOf(at + from);
      return (minute - low + 2 * 1_440) % 1_440 < (to - from) / MINUTE;
    });
  const ahead = [AHEAD, ...OTHERS].find((minutes) => (minutes === AHEAD || planned(first, minutes)) && !isSkipped(first - minutes));
  const minute = (first - (ahead ?? AHEAD) + 1_440) % 1_440;
  return { hour: Math.floor(minute / 60), minute: minute % 60 };
}

/** Whether a time so far ahead of the first minute is an hour away from the same day. */
function planned(first: number, minutes: number): boolean {
  const lands = first - minutes + AHEAD;
  return lands >= 0 && lands < 1_440;
}

/** The day that is planned at an instant, `YYYY-MM-DD`: the one that it is in an hour. */
export function dayPlannedAt({ timezone = "UTC" }: ChaosSettings, instant: number): string {
  return dateText(wallOf(instant, timezone) + AHEAD * MINUTE);
}

/** The first minute of a day, on the clock of the settings' zone, that lies in a window on any day of the coming year. */
function firstMinute({ timezone = "UTC", windows }: ChaosSettings, now: number): number {
  let first = 1_439;
  const today = Math.floor(wallOf(now, timezone) / DAY) * DAY;
  for (const window of windows) {
    for (let day = -1; day <= 366; day++) {
      const from = firstAtOrAfter(today + day * DAY + (parseTime(window.from) ?? 0) * MINUTE, window.timezone);
      const to = firstAtOrAfter(today + day * DAY + (parseTime(window.to) ?? 0) * MINUTE, window.timezone);
      const [begins, ends] = [wallOf(from, timezone), wallOf(to, timezone)];
      // A window that spans midnight on this clock is open in the day's first minute.
      first = dateText(begins) === dateText(ends - 1) ? Math.min(first, minuteOf(begins)) : 0;
      if (first === 0) return 0;
    }
  }
  return first;
}

function minuteOf(wall: number): number {
  return Math.floor((((wall % DAY) + DAY) % DAY) / MINUTE);
}
