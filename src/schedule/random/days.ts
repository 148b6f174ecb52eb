import { isOpen } from "../windows";
import { DAY, dateText, firstAtOrAfter, MINUTE, parseDate } from "../zone";
import { drawOf } from "./draw";
import type { ChaosSettings } from "./settings";

const known = new WeakMap<ChaosSettings, Map<string, readonly number[]>>();

/** The whole minutes of a day in which runs may start. */
export function minutesOf(settings: ChaosSettings, date: string): readonly number[] {
  const days = known.get(settings) ?? new Map<string, readonly number[]>();
  known.set(settings, days);
  const found = days.get(date) ?? openMinutes(settings, date);
  days.set(date, found);
  return found;
}

function openMinutes(settings: ChaosSettings, date: string): readonly number[] {
  const zone = settings.timezone ?? "UTC";
  const wall = parseDate(date) ?? Number.NaN;
  const end = firstAtOrAfter(wall + DAY, zone);
  const out: number[] = [];
  for (let at = firstAtOrAfter(wall, zone); at < end; at += MINUTE) if (isOpen(settings, at)) out.push(at);
  return out;
}

export function isWorkday(settings: ChaosSettings, date: string): boolean {
  return minutesOf(settings, date).length > 0;
}

/** How many workdays lie after one day up to and with another, counted no further than `enough`. */
export function workdaysSince(settings: ChaosSettings, last: string, date: string, enough: number): number {
  let count = 0;
  const first = parseDate(last) ?? Number.NaN;
  for (let wall = parseDate(date) ?? Number.NaN; wall > first && count < enough; wall -= DAY)
    if (isWorkday(settings, dateText(wall))) count++;
  return count;
}

/** The minute of a group's run on a day: any open one, as likely as any other. */
export function minuteFor(settings: ChaosSettings, seed: string, date: string, group: string): number | undefined {
  const minutes = minutesOf(settings, date);
  return minutes[Math.floor(drawOf(seed, date, group, "minute") * minutes.length)];
}
