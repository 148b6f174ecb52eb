import type { Duration } from "../../words";
import { milliseconds, seconds } from "../build";
import type { Fault } from "../types";
import { type HostFault, sendCommand } from "./send-command";

/** Delays all traffic of an interface by AWSFIS-Run-Network-Latency. */
export interface NetworkLatency extends HostFault {
  readonly duration: Duration;
  /** Left out: 200ms. Applies both ways, so a round trip gains twice as much. */
  readonly delay?: Duration;
  /** Left out: `eth0`, which most current images do not have: name yours. */
  readonly interface?: string;
}

export function networkLatency(options: NetworkLatency): Fault {
  return sendCommand(options, "AWSFIS-Run-Network-Latency", options.duration, {
    DurationSeconds: seconds(options.duration),
    DelayMilliseconds: milliseconds(options.delay),
    Interface: options.interface,
  });
}
