import { hashOf } from "../../words";
import { DAY, dateText } from "../zone";
import { type ChaosState, type DayPlan, NO_STATE, type WeekPlan } from "./plan";
import { planDay } from "./plan-day";
import type { ChaosSettings } from "./settings";

export const DEFAULT_SEED = "faultline";

export interface PlanWeekOptions {
  /** Left out: the settings' seed. */
  readonly seed?: string;
  /** What earlier weeks left. Left out: nothing ran before. */
  readonly state?: ChaosState;
}

/** The dates of an ISO week, Monday first; `undefined` when there is no such week. */
export function datesOfWeek(week: string): readonly string[] | undefined {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? [];
  // 4 January lies in week 1.
  const fourth = Date.UTC(Number(year), 0, 4);
  if (year === undefined || Number.isNaN(fourth)) return undefined;
  const monday = fourth - ((Math.floor(fourth / DAY) + 3) % 7) * DAY + (Number(number) - 1) * 7 * DAY;
  return weekOf(monday) === week ? [0, 1, 2, 3, 4, 5, 6].map((day) => dateText(monday + day * DAY)) : undefined;
}

/** The ISO week that a wall-clock time lies in. */
export function weekOf(wall: number): string {
  const midnight = Math.floor(wall / DAY) * DAY;
  // The year of a week is that of its Thursday.
  const thursday = midnight + (3 - ((Math.floor(midnight / DAY) + 3) % 7)) * DAY;
  const year = new Date(thursday).getUTCFullYear();
  const number = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1;
  return `${year}-W${String(number).padStart(2, "0")}`;
}

/** Draws a week, each day with what the days before left. Throws a RangeError when there is no such week. */
export function planWeek(
  settings: ChaosSettings,
  week: string,
  { seed = settings.seed ?? DEFAULT_SEED, state = NO_STATE }: PlanWeekOptions = {},
): WeekPlan {
  const dates = datesOfWeek(week);
  if (!dates) throw new RangeError(`there is no week ${week}`);
  const days: DayPlan[] = [];
  for (const date of dates) days.push(planDay(settings, date, seed, { state: days.at(-1)?.state ?? state }));
  return { version: 1, week, seed, settingsHash: hashOf(settings), leashed: settings.leashed ?? true, before: state, days };
}
