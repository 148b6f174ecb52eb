/**
 * How long things take in EC2, in sandbox milliseconds (the sandbox's clock may run many times faster than the
 * wall's). A real machine boots underneath: a state is left only when both its time has passed and the process is
 * there, or gone. Values are typical of a small Linux instance on AWS.
 */
export const EC2_TIMINGS = {
  /** `pending` → `running`. */
  bootMs: 20_000,
  /** `stopping` → `stopped`; the process gets SIGTERM at its beginning. */
  stopMs: 20_000,
  /** `shutting-down` → `terminated`. */
  terminateMs: 20_000,
  /** Between SIGTERM and SIGKILL of a machine that is stopped or terminated. `StopInstances` with `Force` gives none. */
  shutdownGraceMs: 10_000,
  /** A terminated instance is described for so long: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html */
  terminatedVisibleMs: 3_600_000,
  /** Status checks are `initializing` for so long after a start. */
  statusInitializingMs: 60_000,
  /** `StatusCheckFailed*` metrics are published so often. */
  statusMetricsMs: 60_000,
  /** A NAT gateway is `pending`, and `deleting`, for so long. */
  natGatewayMs: 10_000,
} as const;
