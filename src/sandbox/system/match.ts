import { matchesAll, matchesPattern } from "./pattern";
import type { ServiceDescription, SystemDescription } from "./types";

/** What is known of a machine, as far as a description can ask for it. */
export interface Matchable {
  readonly kind: "instance" | "pod" | "database";
  readonly tags: Readonly<Record<string, string>>;
  readonly names: {
    readonly autoScalingGroup?: string;
    readonly cluster?: string;
    readonly namespace?: string;
    readonly deployment?: string;
    readonly databaseCluster?: string;
  };
}

/** The service that runs on a machine; `undefined` when none is described. */
export function serviceFor(system: SystemDescription, machine: Matchable): ServiceDescription | undefined {
  return system.services.find((service) => runsOn(service, machine));
}

function runsOn(service: ServiceDescription, machine: Matchable): boolean {
  const { on } = service;
  const named = (pattern: string | undefined, name: string | undefined) =>
    pattern === undefined || (name !== undefined && matchesPattern(pattern, name));
  switch (on.kind) {
    case "instances":
      return machine.kind === "instance" && named(on.autoScalingGroup, machine.names.autoScalingGroup) && matchesAll(on.tags, machine.tags);
    case "pods":
      return (
        machine.kind === "pod" &&
        named(on.cluster, machine.names.cluster) &&
        named(on.namespace, machine.names.namespace) &&
        named(on.deployment, machine.names.deployment)
      );
    case "database":
      return machine.kind === "database" && named(on.cluster, machine.names.databaseCluster);
  }
}
