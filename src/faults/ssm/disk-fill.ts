import type { Duration, Percent } from "../../words";
import { bare, seconds } from "../build";
import type { Fault } from "../types";
import { type HostFault, sendCommand } from "./send-command";

/** Fills the root volume of instances by AWSFIS-Run-Disk-Fill. At 100 % the SSM agent may not be able to undo it: stay below. */
export interface DiskFill extends HostFault {
  readonly duration: Duration;
  /** The share of the disk that is full then, 0 to 100 %. Left out: 95%. */
  readonly full?: Percent;
}

export function diskFill(options: DiskFill): Fault {
  return sendCommand(options, "AWSFIS-Run-Disk-Fill", options.duration, {
    DurationSeconds: seconds(options.duration),
    Percent: bare(options.full),
  });
}
