import type { Fault } from "../types";
import { type HostFault, sendCommand } from "./send-command";

/** Kills processes by name with AWSFIS-Run-Kill-Process. Nothing starts them again but what supervises them. */
export interface KillProcess extends HostFault {
  readonly process: string;
  /** Left out: SIGTERM. */
  readonly signal?: "SIGTERM" | "SIGKILL";
}

export function killProcess(options: KillProcess): Fault {
  return sendCommand(options, "AWSFIS-Run-Kill-Process", "1m", { ProcessName: options.process, Signal: options.signal });
}
