import { type RunWindow, WEEKDAYS, type Weekday } from "../experiment";
import type { Blackout, OpeningHours } from "./definition";
import { changes, DAY, dateText, firstAtOrAfter, instantsOf, MINUTE, parseDate, parseTime, wallOf } from "./zone";

const EVERY_DAY: readonly Weekday[] = WEEKDAYS;

/** The day of the week of a wall-clock time. */
export function weekdayOf(wall: number): Weekday {
  // 1 January 1970 was a Thursday.
  return EVERY_DAY[(Math.floor(wall / DAY) + 3) % 7] ?? "MON";
}

/** Whether runs may start at an instant: inside of a window and on no blackout day. */
export function isOpen(hours: OpeningHours, instant: number): boolean {
  const isIn = hours.windows.length === 0 || hours.windows.some((window) => isInside(window, instant));
  return isIn && blackoutAt(hours, instant) === undefined;
}

/** The blackout that an instant lies in. */
export function blackoutAt({ blackouts = [] }: OpeningHours, instant: number): Blackout | undefined {
  return blackouts.find(({ from, to = from, timezone = "UTC" }) => {
    const date = dateText(wallOf(instant, timezone));
    return date >= from && date <= to;
  });
}

function isInside({ days = EVERY_DAY, from, to, timezone }: RunWindow, instant: number): boolean {
  const wall = wallOf(instant, timezone);
  const minutes = Math.floor((wall % DAY) / MINUTE);
  return days.includes(weekdayOf(wall)) && minutes >= (parseTime(from) ?? 0) && minutes < (parseTime(to) ?? 0);
}

/** How far ahead an opening is looked for: first near, which is nearly always enough. */
const AHEAD_DAYS = [8, 400];

/** The first instant at or after one at which runs may start, within 400 days; `undefined` when there is none. */
export function nextOpening(hours: OpeningHours, instant: number): number | undefined {
  if (isOpen(hours, instant)) return instant;
  for (const days of AHEAD_DAYS) {
    const limit = instant + days * DAY;
    const starts = candidates(hours, instant, days).sort((a, b) => a - b);
    const found = starts.find((at) => at >= instant && at <= limit && isOpen(hours, at));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Hours open only where a window begins, a blackout ends or a clock changes. */
function candidates({ windows, blackouts = [] }: OpeningHours, instant: number, days: number): number[] {
  const starts = blackouts.flatMap(({ from, to = from, timezone = "UTC" }) => {
    const last = parseDate(to);
    return last === undefined ? [] : [firstAtOrAfter(last + DAY, timezone)];
  });
  for (const { from, timezone } of windows) {
    const today = Math.floor(wallOf(instant, timezone) / DAY) * DAY;
    const minutes = parseTime(from) ?? 0;
    for (let day = -1; day <= days; day++) {
      const wall = today + day * DAY + minutes * MINUTE;
      starts.push(firstAtOrAfter(wall, timezone), ...instantsOf(wall, timezone).slice(1));
    }
    starts.push(...changes(timezone, instant, instant + days * DAY).map(({ at }) => at));
  }
  return starts;
}
