import type { Duration, Percent } from "../../words";
import { bare, seconds } from "../build";
import type { Fault } from "../types";
import { type HostFault, sendCommand } from "./send-command";

/** Drops packets of an interface by AWSFIS-Run-Network-Packet-Loss. 15 % costs TCP almost all of its throughput. */
export interface NetworkPacketLoss extends HostFault {
  readonly duration: Duration;
  /** Left out: 7%. */
  readonly loss?: Percent;
  /** Left out: `eth0`, which most current images do not have: name yours. */
  readonly interface?: string;
}

export function networkPacketLoss(options: NetworkPacketLoss): Fault {
  return sendCommand(options, "AWSFIS-Run-Network-Packet-Loss", options.duration, {
    DurationSeconds: seconds(options.duration),
    LossPercent: bare(options.loss),
    Interface: options.interface,
  });
}
