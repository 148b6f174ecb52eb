import { type Duration, ec2, fis, type Selection, type Text } from "../../src";
import type { Evidence, Scenario } from "../scenario";

/** Spot instances are interrupted. */
export interface SpotInterruption {
  /** Tags of the instances; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** How many. Left out: one of them, picked at random. */
  readonly select?: Selection;
  /** Only in these zones, by name. Left out: everywhere. */
  readonly zones?: readonly Text[];
  /** From the recommendation to the interruption, 2 to 15 minutes. Left out: 2 minutes. */
  readonly interruptAfter?: Duration;
  /** How long the experiment goes on watching, at least one minute. Left out: 10 minutes. */
  readonly watchFor?: Duration;
  /** The metric that shows that it took effect, and where it goes then: normal must lie outside of that. */
  readonly evidence: Evidence;
}

/** Interrupts Spot instances and keeps the guards armed while they are replaced. */
export function spotInterruption(options: SpotInterruption): Scenario {
  const { tags, select = "1 of them", zones, interruptAfter = "2m", watchFor = "10m", evidence } = options;
  return {
    faults: {
      interrupt: ec2.interruptSpotInstances({ instances: { tags, select, ...(zones ? { zones } : {}) }, interruptAfter }),
      watch: fis.wait({ duration: watchFor, description: "keep watching while capacity is replaced" }),
    },
    effect: { "capacity-missing": { ...evidence, of: ["interrupt"] } },
  };
}
