import type { Duration, Percent } from "../../words";
import { bare, seconds } from "../build";
import type { Fault } from "../types";
import { type HostFault, sendCommand } from "./send-command";

/** Drops packets between instances and chosen sources, by AWSFIS-Run-Network-Packet-Loss-Sources. */
export interface NetworkPacketLossSources extends HostFault {
  readonly duration: Duration;
  /** Left out: 7%. */
  readonly loss?: Percent;
  /** IPv4 addresses or ranges, domain names, zones, `ALL`, `DYNAMODB`, `S3`. */
  readonly sources: readonly string[];
  /** Whether what comes from the sources or what goes to them is hit. Left out: ingress. */
  readonly traffic?: "ingress" | "egress";
  /** The share of connections (not of packets) that is hit. Left out: all. */
  readonly flows?: Percent;
  /** Interfaces, or `ALL`, `DEFAULT`. Left out: the primary one. */
  readonly interfaces?: readonly string[];
}

export function networkPacketLossSources(options: NetworkPacketLossSources): Fault {
  return sendCommand(options, "AWSFIS-Run-Network-Packet-Loss-Sources", options.duration, {
    DurationSeconds: seconds(options.duration),
    LossPercent: bare(options.loss),
    Sources: options.sources.join(","),
    TrafficType: options.traffic,
    FlowsPercent: bare(options.flows),
    Interface: options.interfaces?.join(","),
  });
}
