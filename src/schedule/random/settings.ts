import type { RunWindow } from "../../experiment";
import type { Blackout } from "../definition";

/** Randomised chaos: which experiments may be drawn, how often, and when. */
export interface ChaosSettings {
  readonly version: 1;
  /** Plans, but marks its runs so that nothing executes them. Left out: true; only a written `false` lets runs happen. */
  readonly leashed?: boolean;
  /** Whether apps take part only when they say so, or unless they say not. Left out: `opt-in`. */
  readonly participation?: "opt-in" | "opt-out";
  /** The text that all draws derive from: same settings, seed, date and history, same plan. Left out: `faultline`. */
  readonly seed?: string;
  /** The IANA time zone in which a day is a day. Windows have their own. Left out: UTC. */
  readonly timezone?: string;
  /** When runs start. A day with no minute in them is no workday. At least one. */
  readonly windows: readonly RunWindow[];
  readonly blackouts?: readonly Blackout[];
  /** At most so many runs a day in all. Groups that were drawn and found no room go first on the next workday. Left out: no limit. */
  readonly maxPerDay?: number;
  /** For all apps that do not say otherwise. */
  readonly defaults?: ChaosRate;
  readonly apps: Readonly<Record<string, ChaosApp>>;
  /** What can be hit, and the experiment that hits it. */
  readonly members: readonly ChaosMember[];
}

/** How often a group is drawn. */
export interface ChaosRate {
  /** Workdays between two runs of a group, on average over a long time. At least `minWorkdaysBetween`. Left out: 2. */
  readonly meanWorkdaysBetween?: number;
  /** A group's next run comes at least so many workdays after its last: 1 is the next workday at the earliest. Left out: 1. */
  readonly minWorkdaysBetween?: number;
  /** What has at most one run a day: a whole app, each of its stacks, or each cluster; always by account. Left out: `cluster`. */
  readonly grouping?: "app" | "stack" | "cluster";
  /** Whether each Region is a group of its own. Left out: true. Databases that replicate across Regions want false. */
  readonly regionsAreIndependent?: boolean;
}

export interface ChaosApp extends ChaosRate {
  /** Left out: true with `opt-out`, false with `opt-in`. */
  readonly enabled?: boolean;
  /** Members that are never hit. */
  readonly exceptions?: readonly ChaosException[];
}

/** Matches members by all that it says; `*` stands for any text, also within one (`prod-*`), `""` for nothing. What is left out matches anything. */
export interface ChaosException {
  readonly account?: string;
  readonly region?: string;
  readonly stack?: string;
  readonly cluster?: string;
  readonly detail?: string;
}

export interface ChaosMember {
  readonly app: string;
  readonly account: string;
  readonly region: string;
  readonly stack?: string;
  readonly cluster?: string;
  readonly detail?: string;
  /** The name of the experiment that hits it. */
  readonly experiment: string;
}

export const RATE: Required<ChaosRate> = {
  meanWorkdaysBetween: 2,
  minWorkdaysBetween: 1,
  grouping: "cluster",
  regionsAreIndependent: true,
};
