import type { Duration } from "../../words";
import { seconds } from "../build";
import type { Fault } from "../types";
import { type HostFault, sendCommand } from "./send-command";

/** Drops the traffic of one port of instances by AWSFIS-Run-Network-Blackhole-Port. */
export interface NetworkBlackholePort extends HostFault {
  readonly duration: Duration;
  /** 1 to 65535. */
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** Left out: ingress. */
  readonly traffic?: "ingress" | "egress";
}

export function networkBlackholePort(options: NetworkBlackholePort): Fault {
  return sendCommand(options, "AWSFIS-Run-Network-Blackhole-Port", options.duration, {
    DurationSeconds: seconds(options.duration),
    Port: String(options.port),
    Protocol: options.protocol,
    TrafficType: options.traffic,
  });
}
