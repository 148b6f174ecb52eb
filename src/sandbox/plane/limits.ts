/**
 * What is real time and what is sandbox time.
 *
 * Everything a request feels is REAL time and never scaled by `--speed`: latencies, time-outs, rates, idle time-outs, delays and
 * retransmissions of packets. What a control plane waits for is SANDBOX time: health check intervals and time-outs, deregistration
 * delays, grace periods, DNS. Scaled that way they could become shorter than a loaded laptop can answer, so they have floors
 * in real milliseconds: a slow laptop must not look like a broken system.
 */
export const LIMITS = {
  /** Never check a target's health more often (real ms). */
  healthCheckIntervalFloorMs: 200,
  /** Never give a target less to answer its health check (real ms). */
  healthCheckTimeoutFloorMs: 250,
  /** Between SIGTERM and SIGKILL, where any grace was asked for (real ms). */
  graceFloorMs: 100,
  /** DNS forgets a load balancer's node this long after it was cut off, and finds it again as late (sandbox ms). */
  dnsDelayMs: 60_000,
  /** An Application Load Balancer waits this long for a connection to a target, then answers 504 (real ms). */
  targetConnectTimeoutMs: 10_000,
  /** First retransmission of a lost connection request (real ms; RFC 6298). */
  synRetryMs: 1_000,
  /** First retransmission of lost data (real ms; Linux's least). Doubles with every further loss. */
  retransmitMs: 200,
  /** The longest pause between retransmissions (sandbox ms; Linux: 120 s), at least a real second. */
  retransmitCapMs: 120_000,
  /** Linux gives a connection up after so many retransmissions in a row. */
  retransmits: 15,
  /** A connection holds so many bytes on their way before its sender has to wait. */
  flowBufferBytes: 1_048_576,
  /** Measured numbers are handed over this often (real ms). */
  measureEveryMs: 100,
  /** A process that neither answers nor ends within this has failed to start (real ms); commands say their own. */
  startTimeoutMs: 20_000,
} as const;
