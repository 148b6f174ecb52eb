import type { HTTPChaosSpec } from "../eks/crds/http-chaos";
import { CHAOS_MESH, type CustomResource, customResource } from "../eks/custom-resource";
import type { Fault } from "../types";

/** Aborts, delays or changes HTTP requests and responses of pods, by Chaos Mesh. https://chaos-mesh.org/docs/ */
export interface HttpChaos extends CustomResource {
  /** The resource's specification, as Chaos Mesh documents it. Its `duration` is at least half a minute shorter than `maxDuration`. */
  readonly spec: HTTPChaosSpec;
}

export function httpChaos(options: HttpChaos): Fault {
  return customResource(options, CHAOS_MESH, "HTTPChaos", options.spec);
}
