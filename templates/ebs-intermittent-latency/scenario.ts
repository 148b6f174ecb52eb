import { type Duration, ebs, fis, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";
import { effectOfSteps, type StepEvidence } from "../steps";

const steps = ["spike-30s", "spike-10s", "spike-20s"] as const;

/** A few reads and writes of EBS volumes hang for many seconds, three times. */
export interface EbsIntermittentLatency {
  /** Tags of the volumes; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** Only volumes in this zone, by name: they must all be in one. Left out: wherever they are. */
  readonly zone?: Text;
  /** How many. A number or a share is picked at random for each step anew. Left out: all of them. */
  readonly select?: Selection;
  /** How long the system may recover between the spikes, 1 minute to 12 hours. Left out: 5 minutes. */
  readonly pause?: Duration;
  /** The metric that shows that a step took effect, and where it goes then, for all steps or for each by its name: normal must lie outside of that. */
  readonly evidence: StepEvidence<(typeof steps)[number]>;
}

/** Makes three spikes with pauses between them. */
export function ebsIntermittentLatency(options: EbsIntermittentLatency): Scenario {
  const { tags, zone, select = "all", pause = "5m", evidence } = options;
  const volumes = { tags, select, ...(zone === undefined ? {} : { zone }) };
  const spike = (delay: Duration, duration: Duration, after?: string) =>
    ebs.volumeIoLatency({
      volumes,
      duration,
      reads: "0.1%",
      readDelay: delay,
      writes: "0.1%",
      writeDelay: delay,
      ...(after === undefined ? {} : { after: [after] }),
    });
  return {
    faults: {
      "spike-30s": spike("30s", "1m"),
      "pause-1": fis.wait({ duration: pause, after: ["spike-30s"] }),
      "spike-10s": spike("10s", "2m", "pause-1"),
      "pause-2": fis.wait({ duration: pause, after: ["spike-10s"] }),
      "spike-20s": spike("20s", "2m", "pause-2"),
    },
    effect: effectOfSteps("volumes-slow", steps, evidence),
  };
}
