import type { RunWindow } from "../../experiment";
import type { Duration } from "../../words";
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
  /** What a drawn run asks before it starts. Left out: the alarms of its experiment's guards; a run without any is refused. */
  readonly outageGate?: OutageGateSettings;
}

/** Where an outage would show. A run starts only when every place says that there is none. */
export interface OutageGateSettings {
  /** Names of CloudWatch alarms, metric or composite, of the account and Region of the run: OK lets it start. */
  readonly alarms?: readonly string[];
  /** Addresses that say whether all is well: a status page, an endpoint of your incident tool. */
  readonly status?: readonly StatusProbe[];
}

/** A GET that is answered with 200 to 299 says that there is no outage, with 500 to 599 that there is one. All else says nothing, so the run is refused. */
export interface StatusProbe {
  /** `https://…`, or `http://…` inside of a network. Redirects are not followed: a page for logging in is no answer. */
  readonly url: string;
  /** How long to wait for the answer, from `1s` to `10s`. Left out: `5s`. */
  readonly within?: Duration;
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
