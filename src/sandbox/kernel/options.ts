import { EXIT, FaultlineError } from "../../words";
import type { PlaneDeps } from "../plane/deps";
import type { MachinePlane } from "../plane/types";
import type { ServiceFactory } from "./cloud";

/** How a sandbox is started. What touches the outside (time, randomness, logging) is handed in by the door. */
export interface SandboxOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Loopback only: `127.0.0.1` (default), `::1` or `localhost`. */
  readonly host?: string;
  /** Default 123456789012. An access key id of twelve digits selects another account per request. */
  readonly accountId?: string;
  /** The Region of requests that name none. Default us-east-1. */
  readonly region?: string;
  /** Sandbox time per real time, above 0 and at most 3,600. Default 1. */
  readonly speed?: number;
  /** The same seed gives the same ids and choices. Left out: `random` is used. */
  readonly seed?: number;
  /** Folder that keeps the state over a restart. Left out: memory only. */
  readonly dataDir?: string;
  /**
   * How long nobody can assume a role that was just made, in sandbox milliseconds: IAM is eventually consistent, and takes seconds, rarely a minute.
   * Default 0. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html
   */
  readonly rolesSettleMs?: number;
  /** Answer 500 to a service whose reply breaks AWS's model, instead of leaving the odd member out. For tests. */
  readonly strict?: boolean;
  /** The version told by the health check. */
  readonly version?: string;
  /** Real milliseconds since 1970. */
  readonly wallNow: () => number;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** One line for the operator. */
  readonly log: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
  /** Makes the machines' side. */
  readonly createPlane: (deps: PlaneDeps) => MachinePlane;
  /** Default: all services of the sandbox. */
  readonly services?: readonly ServiceFactory[];
}

export type CheckedOptions = SandboxOptions &
  Required<Pick<SandboxOptions, "port" | "host" | "accountId" | "region" | "speed" | "rolesSettleMs" | "strict" | "version">>;

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/** Fills in defaults; throws a FaultlineError for a value that cannot be. */
export function checkOptions(options: SandboxOptions): CheckedOptions {
  const refuse = (code: string, message: string, remedy: string) => new FaultlineError(code, message, { exitCode: EXIT.usage, remedy });
  const { port = 0, host = "127.0.0.1", accountId = "123456789012", region = "us-east-1", speed = 1 } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw refuse("sandbox-port", `The port ${port} is not a number from 0 to 65535.`, "Leave it out for any free port.");
  }
  if (!LOOPBACK.has(host)) {
    throw refuse("sandbox-host", `The sandbox listens on this machine only, not on ${host}: it checks no passwords.`, "Use 127.0.0.1.");
  }
  if (!/^\d{12}$/.test(accountId))
    throw refuse("sandbox-account", `The account "${accountId}" is not twelve digits.`, "For example 123456789012.");
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
    throw refuse("sandbox-region", `The Region "${region}" is not one of AWS's.`, "For example us-east-1.");
  if (!(speed > 0 && speed <= 3_600))
    throw refuse("sandbox-speed", `The speed ${speed} is not above 0 and at most 3600.`, "1 is real time.");
  const { rolesSettleMs = 0, strict = false, version = "0" } = options;
  return { ...options, port, host, accountId, region, speed, rolesSettleMs, strict, version };
}
