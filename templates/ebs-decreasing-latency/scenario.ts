import { type Duration, ebs, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";
import { effectOfSteps, type StepEvidence } from "../steps";

const steps = ["delay-20s", "delay-5s", "delay-900ms", "delay-300ms", "delay-40ms"] as const;

/** Reads and writes of EBS volumes are very slow, then recover in five steps. */
export interface EbsDecreasingLatency {
  /** Tags of the volumes; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** Only volumes in this zone, by name: they must all be in one. Left out: wherever they are. */
  readonly zone?: Text;
  /** How many. A number or a share is picked at random for each step anew. Left out: all of them. */
  readonly select?: Selection;
  /** How long each step lasts, 1 second to 12 hours. Left out: 3 minutes. */
  readonly step?: Duration;
  /** The metric that shows that a step took effect, and where it goes then, for all steps or for each by its name: normal must lie outside of that. */
  readonly evidence: StepEvidence<(typeof steps)[number]>;
}

/** Reads and writes of EBS volumes are very slow, then recover in five steps. */
export function ebsDecreasingLatency(options: EbsDecreasingLatency): Scenario {
  const { tags, zone, select = "all", step = "3m", evidence } = options;
  const volumes = { tags, select, ...(zone === undefined ? {} : { zone }) };
  const at = (delay: Duration, after?: string) =>
    ebs.volumeIoLatency({
      volumes,
      duration: step,
      reads: "10%",
      readDelay: delay,
      writes: "10%",
      writeDelay: delay,
      ...(after === undefined ? {} : { after: [after] }),
    });
  return {
    faults: {
      "delay-20s": at("20s"),
      "delay-5s": at("5s", "delay-20s"),
      "delay-900ms": at("900ms", "delay-5s"),
      "delay-300ms": at("300ms", "delay-900ms"),
      "delay-40ms": at("40ms", "delay-300ms"),
    },
    effect: effectOfSteps("volumes-slow", steps, evidence),
  };
}
