import type { ChaosEngineSpec } from "../eks/crds/chaos-engine";
import { type CustomResource, customResource, LITMUS } from "../eks/custom-resource";
import type { Fault } from "../types";

/** Runs experiments of Litmus. https://docs.litmuschaos.io */
export interface ChaosEngine extends CustomResource {
  /**
   * The resource's specification, as Litmus documents it. Each experiment has its `TOTAL_CHAOS_DURATION` in seconds; together they are
   * at least half a minute shorter than `maxDuration`.
   */
  readonly spec: ChaosEngineSpec;
}

export function chaosEngine(options: ChaosEngine): Fault {
  return customResource(options, LITMUS, "ChaosEngine", options.spec);
}
