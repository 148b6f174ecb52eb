import type { PodChaosSpec } from "../eks/crds/pod-chaos";
import { CHAOS_MESH, type CustomResource, customResource } from "../eks/custom-resource";
import type { Fault } from "../types";

/** Kills pods or containers, or makes pods unavailable, by Chaos Mesh. https://chaos-mesh.org/docs/ */
export interface PodChaos extends CustomResource {
  /** The resource's specification, as Chaos Mesh documents it. Its `duration` is at least half a minute shorter than `maxDuration`; kills need none. */
  readonly spec: PodChaosSpec;
}

export function podChaos(options: PodChaos): Fault {
  return customResource(options, CHAOS_MESH, "PodChaos", options.spec);
}
