/** The checks before a start, in reading order. Each name has its check in `run/guards`. */
export const PREFLIGHT = [
  "store-writable",
  "guards-declared",
  "template-as-planned",
  "role-permissions",
  "safety-lever",
  "experiment-free",
  "active-experiments",
  "residue-of-earlier-runs",
  "guard-alarms",
  "heartbeat-alarm",
  "guard-metrics",
  "traffic",
  "targets-found",
  "targets-healthy",
] as const;

/** The checks that every run makes again in the second before the start, because minutes have passed. */
export const LAST_LOOK = [
  "start/safety-lever",
  "start/active-experiments",
  "start/guard-alarms",
  "start/targets-found",
  "start/targets-healthy",
] as const;

interface Created {
  readonly demands?: readonly string[];
  readonly askedAgain?: readonly string[];
}

/** All that is asked of a run before anything is touched: what it demands, and what every run does. */
export function askedFirst(created: Created | null | undefined): readonly string[] {
  return [...(created?.demands ?? []), ...PREFLIGHT];
}

/** All that is asked of a run right before the start. What it demands comes last, so that its answers are the freshest. */
export function askedLast(created: Created | null | undefined): readonly string[] {
  return [...LAST_LOOK, ...(created?.askedAgain ?? []).map((name) => `start/${name}`)];
}

/** The fact that marks an answer that only needed time, which nobody took because the start was refused already. */
export const NOT_WAITED_FOR = "notWaitedFor";
