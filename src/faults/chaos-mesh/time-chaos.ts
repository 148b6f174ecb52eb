import type { TimeChaosSpec } from "../eks/crds/time-chaos";
import { CHAOS_MESH, type CustomResource, customResource } from "../eks/custom-resource";
import type { Fault } from "../types";

/** Sets the clocks of processes in pods before or after the time, by Chaos Mesh. https://chaos-mesh.org/docs/ */
export interface TimeChaos extends CustomResource {
  /** The resource's specification, as Chaos Mesh documents it. Its `duration` is at least half a minute shorter than `maxDuration`. */
  readonly spec: TimeChaosSpec;
}

export function timeChaos(options: TimeChaos): Fault {
  return customResource(options, CHAOS_MESH, "TimeChaos", options.spec);
}
