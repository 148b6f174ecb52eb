/** What an Orchestrator demands of the runs of one experiment. It lies in the bucket beside the Manifest; the function reads it at each start. */
export interface ExperimentSettings {
  readonly version: 1;
  readonly experiment: string;
  /** Left out: nobody needs to consent. */
  readonly approval?: ApprovalSettings;
  /** A run starts only within one of them. Empty: at any time. */
  readonly windows: readonly RunWindow[];
}

/** Whose consent a run needs before anything is touched. */
export interface ApprovalSettings {
  /** One of these people must approve, by the name under which they do. */
  readonly by: readonly string[];
  /** A run that nobody has approved after so many milliseconds is refused. */
  readonly withinMs: number;
}

export const WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** A time of day on some days, in one time zone: `{ days: ["MON", "TUE"], from: "09:00", to: "16:00", timezone: "Europe/Berlin" }`. */
export interface RunWindow {
  /** Left out: every day. */
  readonly days?: readonly Weekday[];
  /** The first minute, `HH:MM` of 24 hours. */
  readonly from: string;
  /** The first minute after it, later than `from` on the same day; `24:00` is midnight. */
  readonly to: string;
  /** An IANA time zone: `Europe/Berlin`. The window keeps its wall-clock times when clocks change. */
  readonly timezone: string;
}
