/** How the sandbox's time follows from this machine's: `sandbox + (now - machine) * speed`. */
export interface TimeScale {
  readonly machine: number;
  readonly sandbox: number;
  readonly speed: number;
}

/**
 * Now in the sandbox's time. A function lives in the machine's time, as every process of the sandbox does: time-outs of its sockets and clients stay
 * what they are. Only what Lambda itself measures, the time that an invocation has left, is the sandbox's.
 */
export function sandboxNow({ machine, sandbox, speed }: TimeScale): number {
  return Math.floor(sandbox + (Date.now() - machine) * speed);
}
