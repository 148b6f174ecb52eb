import { type Duration, ec2, type Percent, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";
import { effectOfSteps, type StepEvidence } from "../steps";

const steps = ["memory-40", "memory-60", "memory-80"] as const;

/** Memory fills up on EC2 instances, in steps. */
export interface Ec2MemoryStress {
  /** Tags of the instances; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** How many. A number or a share is picked at random for each step anew. Left out: all of them. */
  readonly select?: Selection;
  /** Only in these zones, by name. Left out: everywhere. */
  readonly zones?: readonly Text[];
  /** How long each step lasts, 1 minute to 12 hours. Left out: 5 minutes. */
  readonly step?: Duration;
  /** The metric that shows that a step took effect, and where it goes then, for all steps or for each by its name: normal must lie outside of that. */
  readonly evidence: StepEvidence<(typeof steps)[number]>;
}

/** Memory fills up in three steps, one after the other. */
export function ec2MemoryStress(options: Ec2MemoryStress): Scenario {
  const { tags, select = "all", zones, step = "5m", evidence } = options;
  const instances = { tags, select, ...(zones ? { zones } : {}) };
  const at = (memory: Percent, after?: string) =>
    ec2.memoryStress({ instances, duration: step, memory, ...(after === undefined ? {} : { after: [after] }) });
  return {
    faults: {
      "memory-40": at("40%"),
      "memory-60": at("60%", "memory-40"),
      "memory-80": at("80%", "memory-60"),
    },
    effect: effectOfSteps("step-seen", steps, evidence),
  };
}
