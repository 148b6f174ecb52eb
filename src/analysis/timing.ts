/** Samples that a phase needs before anything can be concluded from it. */
export const MIN_SAMPLES = 3;

/** Good samples in a row after the fault before the system counts as recovered. */
export const GOOD_IN_A_ROW = 3;

/**
 * How long after its end a sample may still come in before it counts as missing: CloudWatch gets the metrics of load balancers
 * one to three minutes late, metrics of ten seconds within some seconds.
 */
export function graceMs(periodMs: number): number {
  return Math.min(180_000, Math.max(30_000, 3 * periodMs));
}

/** The start of the period that an instant is in. */
export function floorTo(periodMs: number, at: number): number {
  return Math.floor(at / periodMs) * periodMs;
}

/** The start of the first period that begins at an instant or after it. */
export function ceilTo(periodMs: number, at: number): number {
  return Math.ceil(at / periodMs) * periodMs;
}
