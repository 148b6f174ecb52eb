import type { DayPlan } from "../schedule";
import type { Problem } from "../words";
import { type News, newsOf } from "./news";

/** What came of planning a day: what the function returns. */
export interface DayTold {
  readonly version: 1;
  readonly kind: "day-planned";
  /** `YYYY-MM-DD` in the settings' zone. */
  readonly date: string;
  /** Nothing was made, because the settings say so. */
  readonly leashed: boolean;
  /** Names of the schedules that fire once. */
  readonly schedules: readonly string[];
  /** Runs that were drawn and get no schedule, and why. */
  readonly left: readonly Problem[];
  /** Where the whole plan lies. */
  readonly plan: string;
}

/** A message of SNS has at most 256 KB; the whole plan lies in the bucket. */
const MOST_GROUPS = 200;
const MOST_RUNS = 200;

/** The message about a day's plan: the runs, and of each group why it was drawn or not. */
export function dayNews(told: DayTold, plan: DayPlan | undefined): News {
  const { date, leashed, schedules, left } = told;
  const runs = plan?.runs ?? [];
  const explain = plan?.explain ?? [];
  const state = leashed ? `${runs.length} drawn, on a leash` : `${schedules.length} of ${runs.length} drawn will run`;
  return newsOf("day-planned", date, `Faultline plan of ${date}: ${state}`, {
    ...told,
    seed: plan?.seed ?? null,
    schedules: schedules.slice(0, MOST_RUNS),
    left: left.slice(0, MOST_RUNS).map(({ code, message, remedy }) => ({ code, message: message.slice(0, 300), remedy })),
    runs: runs.slice(0, MOST_RUNS).map(({ id, group, at, member }) => ({ id, group, at, experiment: member.experiment })),
    explain: explain.slice(0, MOST_GROUPS).map(({ group, outcome, why }) => ({ group, outcome, why })),
    moreInThePlan: Math.max(0, runs.length - MOST_RUNS) + Math.max(0, explain.length - MOST_GROUPS),
  });
}
