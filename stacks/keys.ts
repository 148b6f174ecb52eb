import * as pulumi from "@pulumi/pulumi";

/** What can be configured. Pulumi takes any key, and a misspelled `approval` would let experiments run without one. */
const KEYS: readonly string[] = [
  ...["workload", "zone", "zones", "databaseApart", "spot"],
  ...["loadBalancer", "service", "cluster", "namespace", "deployment", "replicas"],
  ...["owner", "runbook", "samplePeriod", "leastTraffic", "baseline", "recovery", "maxDuration", "outage", "watchFor"],
  ...["orchestrator", "strict", "approval", "windows", "schedules", "subscribers", "history", "chaos"],
];

/** Refuses keys of this program that it does not know, all at once. Keys of providers are not its own. */
export function refuseUnknownKeys(config: pulumi.Config): void {
  const own = `${config.name}:`;
  const unknown = Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith(own))
    .map((key) => key.slice(own.length))
    .filter((key) => !KEYS.includes(key));
  if (unknown.length > 0)
    throw new pulumi.RunError(
      `The stack's configuration has keys that nobody reads: ${unknown.join(", ")}. There are ${[...KEYS].sort().join(", ")}.`,
    );
}
