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

/** The checks that are made again in the second before the start, because minutes have passed. */
export const LAST_LOOK = [
  "start/safety-lever",
  "start/active-experiments",
  "start/guard-alarms",
  "start/targets-found",
  "start/targets-healthy",
] as const;

/** The fact that marks an answer that only needed time, which nobody took because the start was refused already. */
export const NOT_WAITED_FOR = "notWaitedFor";
