import { type Duration, ebs, type Selection, type Text } from "../../src";
import type { Evidence, Scenario } from "../scenario";

/** Reads and writes of EBS volumes are slow: https://docs.aws.amazon.com/fis/latest/userguide/scenario-library-scenarios.html */
export interface EbsSustainedLatency {
  /** Tags of the volumes; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** Only volumes in this zone, by name: they must all be in one. Left out: wherever they are. */
  readonly zone?: Text;
  /** How many. A number or a share is picked at random for each step anew. Left out: all of them. */
  readonly select?: Selection;
  /** How long it lasts, 1 second to 12 hours. Left out: 15 minutes. */
  readonly lasts?: Duration;
  /** The metric that shows that it took effect, and where it goes then: normal must lie outside of that. */
  readonly evidence: Evidence;
}

/** Delays half of the reads and all of the writes by half a second. */
export function ebsSustainedLatency(options: EbsSustainedLatency): Scenario {
  const { tags, zone, select = "all", lasts = "15m", evidence } = options;
  const volumes = { tags, select, ...(zone === undefined ? {} : { zone }) };
  return {
    faults: {
      latency: ebs.volumeIoLatency({ volumes, duration: lasts, reads: "50%", readDelay: "500ms", writes: "100%", writeDelay: "500ms" }),
    },
    effect: { "volumes-slow": evidence },
  };
}
