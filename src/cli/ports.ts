import { join } from "node:path";
import { setTimeout as sleepFor } from "node:timers/promises";
import { scaledClock, wallClock } from "../adapters/clock";
import { sqliteStore } from "../adapters/store/sqlite";
import type { Manifest } from "../experiment";
import type { JournalStore } from "../journal";
import type { RunClock, RunPorts } from "../run";
import { EXIT, FaultlineError, parseArn } from "../words";
import { type Given, type OptionSpec, textOption } from "./command";
import type { Context } from "./context";
import { healthOf, type SandboxHealth } from "./sandbox/health";

export const endpointOptions: readonly OptionSpec[] = [
  { flags: "--endpoint-url <url>", about: "a sandbox instead of AWS", otherwise: "AWS_ENDPOINT_URL, or AWS" },
];

/** Where a sandbox is that is meant instead of AWS; `undefined` for AWS. */
export function endpointOf(context: Context, given: Given): string | undefined {
  return (textOption(given, "endpointUrl") ?? context.env.AWS_ENDPOINT_URL)?.replace(/\/$/, "");
}

/** The ports of a run against AWS, or against a sandbox at an endpoint. */
export async function openPorts(
  context: Context,
  given: Given,
  manifest: Manifest,
): Promise<{ readonly ports: RunPorts; readonly platform: "aws" | "sandbox"; readonly endpoint: string | undefined }> {
  const endpoint = endpointOf(context, given);
  const ports = await portsFor(manifest, await clockAt(endpoint), endpoint);
  return { ports, platform: endpoint === undefined ? "aws" : "sandbox", endpoint };
}

/** AWS's clients cost a tenth of a second to load, so only what talks to AWS does it. */
export async function portsFor({ region, accountId, roleArn }: Manifest, clock: RunClock, endpoint?: string): Promise<RunPorts> {
  const { awsPorts } = await import("../adapters/aws.js");
  return awsPorts({ region, accountId, partition: parseArn(roleArn)?.partition ?? "aws", clock, ...sandboxAccess(accountId, endpoint) });
}

/** What clients need for a sandbox: it takes any credentials, and these are the account's root. For AWS: nothing. */
export function sandboxAccess(accountId: string, endpoint: string | undefined) {
  return endpoint === undefined ? {} : { endpoint, credentials: { accessKeyId: accountId, secretAccessKey: "sandbox" } };
}

/** The clock of runs: the real time for AWS, else that of the sandbox at the endpoint. Throws `no-sandbox` when none answers there. */
export async function clockAt(endpoint: string | undefined): Promise<RunClock> {
  if (endpoint === undefined) return wallClock(realTime);
  const health = await healthOf(endpoint);
  if (health) return sandboxClock(health);
  throw new FaultlineError("no-sandbox", `No Faultline sandbox answers at ${endpoint}.`, {
    exitCode: EXIT.errored,
    remedy: "Start one with `faultline sandbox`, or leave the endpoint out to use AWS.",
    facts: { endpoint },
  });
}

/** The clock of a sandbox, read from its health check. */
function sandboxClock(health: SandboxHealth): RunClock {
  return scaledClock({ ...realTime, epochWall: health.epochWall, epochSandbox: health.epochSandbox, speed: health.speed });
}

/** The store of journals in a folder. */
export function openJournal(dir: string): Promise<JournalStore> {
  return sqliteStore({ path: join(dir, "runs.db"), now: Date.now, sleep: (ms) => sleepFor(ms) });
}

const realTime = {
  now: Date.now,
  sleep: async (ms: number, signal?: AbortSignal) => {
    await sleepFor(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
  },
};
