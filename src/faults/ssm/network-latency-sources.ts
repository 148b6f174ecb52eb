import type { Duration, Percent } from "../../words";
import { bare, milliseconds, seconds } from "../build";
import type { Fault } from "../types";
import { type HostFault, sendCommand } from "./send-command";

/** Delays the traffic of instances with chosen sources, by AWSFIS-Run-Network-Latency-Sources. */
export interface NetworkLatencySources extends HostFault {
  readonly duration: Duration;
  /** Left out: 200ms. */
  readonly delay?: Duration;
  /** Left out: 10ms. */
  readonly jitter?: Duration;
  /** IPv4 addresses or ranges, domain names, zones, `ALL`, `DYNAMODB`, `S3`. */
  readonly sources: readonly string[];
  /** Whether what comes from the sources or what goes to them is hit. Left out: ingress. */
  readonly traffic?: "ingress" | "egress";
  /** The share of connections (not of packets) that is hit. Left out: all. */
  readonly flows?: Percent;
  /** Interfaces, or `ALL`, `DEFAULT`. Left out: the primary one. */
  readonly interfaces?: readonly string[];
}

export function networkLatencySources(options: NetworkLatencySources): Fault {
  return sendCommand(options, "AWSFIS-Run-Network-Latency-Sources", options.duration, {
    DurationSeconds: seconds(options.duration),
    DelayMilliseconds: milliseconds(options.delay),
    JitterMilliseconds: milliseconds(options.jitter),
    Sources: options.sources.join(","),
    TrafficType: options.traffic,
    FlowsPercent: bare(options.flows),
    Interface: options.interfaces?.join(","),
  });
}
