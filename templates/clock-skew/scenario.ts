import { type Duration, eks, type Text } from "../../src";
import { longer } from "../durations";
import type { Evidence, Scenario } from "../scenario";

/** The clocks of pods go wrong. */
export interface ClockSkew {
  /** ARN of the EKS cluster. */
  readonly cluster: Text;
  /** The namespace of the pods, and of the resource. */
  readonly namespace: string;
  /** Labels of the pods; all of them must match. */
  readonly labels: Readonly<Record<string, string>>;
  /** How far the clock is off, in one unit: `10m`. */
  readonly offset: Duration;
  /** Whether the clock is slow or fast. */
  readonly into: "the past" | "the future";
  /** Left out: one. */
  readonly pods?: "one" | "all";
  /** How long the clocks are off, 30 seconds to 11 hours. Left out: 5 minutes. */
  readonly lasts?: Duration;
  /** The metric that shows that it took effect, and where it goes then: normal must lie outside of that. */
  readonly evidence: Evidence;
}

/** Chaos Mesh may take half a minute to start; FIS follows the resource for so much longer than it lasts. */
const START_UP_MS = 60_000;

/** Shifts clocks by a TimeChaos of Chaos Mesh. */
export function clockSkew(options: ClockSkew): Scenario {
  const { cluster, namespace, labels, offset, into, pods = "one", lasts = "5m", evidence } = options;
  return {
    faults: {
      skew: eks.chaosMesh.timeChaos({
        cluster,
        namespace,
        spec: {
          mode: pods,
          selector: { namespaces: [namespace], labelSelectors: labels },
          timeOffset: `${into === "the past" ? "-" : ""}${offset}`,
          duration: lasts,
        },
        maxDuration: longer(lasts, START_UP_MS),
      }),
    },
    effect: { "clock-skewed": evidence },
  };
}
