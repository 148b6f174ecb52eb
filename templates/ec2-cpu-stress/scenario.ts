import { type Duration, ec2, type Percent, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";
import { effectOfSteps, type StepEvidence } from "../steps";

const steps = ["load-50", "load-75", "load-95"] as const;

/** CPUs burn on EC2 instances, in steps. */
export interface Ec2CpuStress {
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

/** CPUs burn in three steps, one after the other. */
export function ec2CpuStress(options: Ec2CpuStress): Scenario {
  const { tags, select = "all", zones, step = "5m", evidence } = options;
  const instances = { tags, select, ...(zones ? { zones } : {}) };
  const at = (load: Percent, after?: string) =>
    ec2.cpuStress({ instances, duration: step, load, ...(after === undefined ? {} : { after: [after] }) });
  return {
    faults: {
      "load-50": at("50%"),
      "load-75": at("75%", "load-50"),
      "load-95": at("95%", "load-75"),
    },
    effect: effectOfSteps("step-seen", steps, evidence),
  };
}
