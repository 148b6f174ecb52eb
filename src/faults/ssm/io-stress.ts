import type { Count, Duration, Percent } from "../../words";
import { bare, seconds } from "../build";
import type { Fault } from "../types";
import { type HostFault, sendCommand } from "./send-command";

/** Writes and reads files on instances without pause, by AWSFIS-Run-IO-Stress. */
export interface IoStress extends HostFault {
  readonly duration: Duration;
  /** The share of the free space that is used, 0 to 100 %. Left out: 80%. */
  readonly space?: Percent;
  /** Stressors, for example `"2 workers"`. Left out: one. */
  readonly workers?: Count;
}

export function ioStress(options: IoStress): Fault {
  return sendCommand(options, "AWSFIS-Run-IO-Stress", options.duration, {
    DurationSeconds: seconds(options.duration),
    Percent: bare(options.space),
    Workers: options.workers?.split(" ")[0],
  });
}
