import { type Duration, ec2, type Percent, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";
import { effectOfSteps, type StepEvidence } from "../steps";

const steps = ["full-60", "full-75", "full-90"] as const;

/** Root volumes fill up on EC2 instances, in steps. */
export interface Ec2DiskStress {
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

/** Root volumes fill up in three steps, one after the other. */
export function ec2DiskStress(options: Ec2DiskStress): Scenario {
  const { tags, select = "all", zones, step = "5m", evidence } = options;
  const instances = { tags, select, ...(zones ? { zones } : {}) };
  const at = (full: Percent, after?: string) =>
    ec2.diskFill({ instances, duration: step, full, ...(after === undefined ? {} : { after: [after] }) });
  return {
    faults: {
      "full-60": at("60%"),
      "full-75": at("75%", "full-60"),
      "full-90": at("90%", "full-75"),
    },
    effect: effectOfSteps("step-seen", steps, evidence),
  };
}
