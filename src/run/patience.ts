/**
 * How long and how often. Members that end in `Real` are real milliseconds, because networks do not run faster in a rehearsal; all
 * others are milliseconds of the run's clock.
 */
export const PATIENCE = {
  /** The tick of the guard loop, and the least real time between two of them. */
  tick: 1_000,
  tickReal: 100,
  /** A call of the guard loop that takes longer has failed. */
  eyeReal: 2_000,
  /** Failures of one eye in a row that count as a breach. */
  blindAfter: 3,
  /** A call of the stop that takes longer is tried again. */
  stopCallReal: 2_000,
  stopTries: 5,
  stopPauseReal: 200,
  /** A stop was accepted, but the experiment does not even say `stopping`. */
  stopIgnored: 30_000,
  /** The experiment says `stopping` for so long that a person must look. */
  stopSlow: 600_000,
  /** After this long without a terminal state the run ends as errored. */
  stopGivenUp: 1_800_000,
  /** How long the emergency stop goes on. */
  emergencyReal: 120_000,
  /** Any other call. */
  callReal: 10_000,
  /** An experiment that could not be observed for so long is stopped. */
  unseenReal: 15_000,
  /** Between observations of the experiment, and of the targets. */
  observe: 2_000,
  targets: 5_000,
  /** FIS's clock and the host's may differ by so much. */
  clocksApart: 5_000,
  /** Between two tries to start, and for how long they are made. */
  startPause: 5_000,
  startFor: 120_000,
  /** Looks for an experiment whose start was never answered: so many must come back empty. */
  findLooks: 3,
  findPauseReal: 500,
  findForReal: 60_000,
  /** A check before the start may wait this long for something to settle. */
  settle: 180_000,
  settlePause: 2_000,
  /** IAM is eventually consistent: a role that was made within this time may not be assumable for FIS yet. */
  roleSettles: 60_000,
  /** A guard's alarm that is in ALARM before the start may clear within this time. */
  alarmClears: 60_000,
  /** Between looks at targets and residue after the fault. */
  restore: 5_000,
  resolveTries: 5,
  attributeTries: 5,
  /** The lease on the run, renewed at a third of it. */
  leaseReal: 15_000,
  /** A run that was handed over and taken over within this time was never alone. */
  handOverReal: 60_000,
} as const;

/** The run-clock interval of something that should happen every `ms`, but never more often than the floor of real time allows. */
export function every(ms: number, speed: number): number {
  return Math.max(ms, PATIENCE.tickReal * speed);
}
