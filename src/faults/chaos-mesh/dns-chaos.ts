import type { DNSChaosSpec } from "../eks/crds/dns-chaos";
import { CHAOS_MESH, type CustomResource, customResource } from "../eks/custom-resource";
import type { Fault } from "../types";

/** Answers the DNS questions of pods with errors or wrong addresses, by Chaos Mesh and its own DNS server. https://chaos-mesh.org/docs/ */
export interface DnsChaos extends CustomResource {
  /** The resource's specification, as Chaos Mesh documents it. Its `duration` is at least half a minute shorter than `maxDuration`. */
  readonly spec: DNSChaosSpec;
}

export function dnsChaos(options: DnsChaos): Fault {
  return customResource(options, CHAOS_MESH, "DNSChaos", options.spec);
}
