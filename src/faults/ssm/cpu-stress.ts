import type { Count, Duration, Percent } from "../../words";
import { bare, seconds } from "../build";
import type { Fault } from "../types";
import { type HostFault, sendCommand } from "./send-command";

/** Burns CPU on instances by AWSFIS-Run-CPU-Stress. */
export interface CpuStress extends HostFault {
  /** How long the CPUs burn. */
  readonly duration: Duration;
  /** Stressors, for example `"2 cpus"`. Left out: one for each CPU. */
  readonly cpus?: Count;
  /** Left out: 100%. */
  readonly load?: Percent;
}

export function cpuStress(options: CpuStress): Fault {
  return sendCommand(options, "AWSFIS-Run-CPU-Stress", options.duration, {
    DurationSeconds: seconds(options.duration),
    CPU: options.cpus?.split(" ")[0],
    LoadPercent: bare(options.load),
  });
}
