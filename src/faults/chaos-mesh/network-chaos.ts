import type { NetworkChaosSpec } from "../eks/crds/network-chaos";
import { CHAOS_MESH, type CustomResource, customResource } from "../eks/custom-resource";
import type { Fault } from "../types";

/** Delays, loses, duplicates, corrupts or limits the traffic of pods, or cuts it, by Chaos Mesh. https://chaos-mesh.org/docs/ */
export interface NetworkChaos extends CustomResource {
  /** The resource's specification, as Chaos Mesh documents it. Its `duration` is at least half a minute shorter than `maxDuration`. */
  readonly spec: NetworkChaosSpec;
}

export function networkChaos(options: NetworkChaos): Fault {
  return customResource(options, CHAOS_MESH, "NetworkChaos", options.spec);
}
