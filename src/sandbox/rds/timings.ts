/** How long things take in RDS, in sandbox milliseconds. */
export const RDS_TIMINGS = {
  /** A cluster's `creating` and `deleting`. */
  clusterMs: 5_000,
  /** An instance's `creating`, besides the boot of its process. */
  instanceMs: 8_000,
  /** From the order, or the detection of a lost writer, until another takes the writes: nobody does meanwhile. Aurora says typically under 30 s. */
  failoverMs: 12_000,
  /** A lost process is seen by then. */
  detectionMs: 3_000,
  /** A restarting instance is away for so long, at least. */
  rebootMs: 6_000,
  /** Between SIGTERM and SIGKILL. */
  graceMs: 2_000,
} as const;
