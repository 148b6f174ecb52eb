import type { ChaosMember } from "./settings";

/** What earlier days leave to the next one. Plain JSON; keep it with the plan. */
export interface ChaosState {
  /** The last day of each group's run, `YYYY-MM-DD`. */
  readonly lastRun: Readonly<Record<string, string>>;
  /** Groups that were drawn and found no room or no time, with the day on which they were drawn. */
  readonly waiting: Readonly<Record<string, string>>;
  /** Of each group with several members: the day of each one's last turn. */
  readonly turns: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const NO_STATE: ChaosState = { lastRun: {}, waiting: {}, turns: {} };

export interface PlannedRun {
  /** The run's id: the same plan gives the same id. At most 64 characters of letters, digits and hyphens. */
  readonly id: string;
  readonly group: string;
  readonly member: ChaosMember;
  /** ISO 8601, whole minutes. */
  readonly at: string;
  /** On a leash it must not be executed. */
  readonly leashed: boolean;
}

/** What was decided about one group on one day, and why. */
export interface GroupDecision {
  readonly group: string;
  readonly outcome: "drawn" | "not-drawn" | "not-enabled" | "excepted" | "closed" | "gap" | "no-room" | "too-late";
  /** In a sentence. */
  readonly why: string;
  /** The chance of the day, where there was a draw. */
  readonly chance?: number;
  /** The number drawn; below the chance means drawn. */
  readonly draw?: number;
}

export interface DayPlan {
  readonly version: 1;
  readonly date: string;
  readonly seed: string;
  readonly leashed: boolean;
  /** By time. */
  readonly runs: readonly PlannedRun[];
  /** One for each group, by its id. */
  readonly explain: readonly GroupDecision[];
  /** For the next day. */
  readonly state: ChaosState;
}

/** The committed plan of a week. */
export interface WeekPlan {
  readonly version: 1;
  /** ISO 8601: `2026-W48`. */
  readonly week: string;
  readonly seed: string;
  /** Of the settings it was made from. */
  readonly settingsHash: string;
  readonly leashed: boolean;
  /** What it began with. */
  readonly before: ChaosState;
  readonly days: readonly DayPlan[];
}
