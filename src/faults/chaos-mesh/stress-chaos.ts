import type { StressChaosSpec } from "../eks/crds/stress-chaos";
import { CHAOS_MESH, type CustomResource, customResource } from "../eks/custom-resource";
import type { Fault } from "../types";

/** Burns CPU or fills memory of pods, by Chaos Mesh. https://chaos-mesh.org/docs/ */
export interface StressChaos extends CustomResource {
  /** The resource's specification, as Chaos Mesh documents it. Its `duration` is at least half a minute shorter than `maxDuration`. */
  readonly spec: StressChaosSpec;
}

export function stressChaos(options: StressChaos): Fault {
  return customResource(options, CHAOS_MESH, "StressChaos", options.spec);
}
