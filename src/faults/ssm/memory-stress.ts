import type { Count, Duration, Percent } from "../../words";
import { bare, seconds } from "../build";
import type { Fault } from "../types";
import { type HostFault, sendCommand } from "./send-command";

/** Fills memory on instances by AWSFIS-Run-Memory-Stress. What the kernel kills when memory runs out is its choice. */
export interface MemoryStress extends HostFault {
  readonly duration: Duration;
  /** The share of the virtual memory that is used, 0 to 100 %. */
  readonly memory: Percent;
  /** Stressors, for example `"2 workers"`. Left out: one. */
  readonly workers?: Count;
}

export function memoryStress(options: MemoryStress): Fault {
  return sendCommand(options, "AWSFIS-Run-Memory-Stress", options.duration, {
    DurationSeconds: seconds(options.duration),
    Percent: bare(options.memory),
    Workers: options.workers?.split(" ")[0],
  });
}
