import type { IOChaosSpec } from "../eks/crds/io-chaos";
import { CHAOS_MESH, type CustomResource, customResource } from "../eks/custom-resource";
import type { Fault } from "../types";

/** Delays the file operations of pods or makes them fail, by Chaos Mesh. https://chaos-mesh.org/docs/ */
export interface IoChaos extends CustomResource {
  /** The resource's specification, as Chaos Mesh documents it. Its `duration` is at least half a minute shorter than `maxDuration`. */
  readonly spec: IOChaosSpec;
}

export function ioChaos(options: IoChaos): Fault {
  return customResource(options, CHAOS_MESH, "IOChaos", options.spec);
}
