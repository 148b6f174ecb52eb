import { type Duration, ec2, fis, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";

/** Instances disappear, as they do when hardware fails. */
export interface InstanceTermination {
  /** Tags of the instances. */
  readonly tags: Readonly<Record<string, Text>>;
  /** Left out: one of them, picked at random. */
  readonly select?: Selection;
  /** Only in these zones. Left out: everywhere. */
  readonly zones?: readonly Text[];
  /** How long the experiment goes on watching after the blow, at least one minute. Left out: five minutes. */
  readonly watchFor?: Duration;
}

/** Terminates instances and keeps the guards armed while the system replaces them. */
export function instanceTermination(options: InstanceTermination): Scenario {
  const { tags, select = "1 of them", zones, watchFor = "5m" } = options;
  return {
    faults: {
      terminate: ec2.terminateInstances({ instances: { tags, select, ...(zones ? { zones } : {}) } }),
      watch: fis.wait({ duration: watchFor, description: "keep watching while the system replaces what was lost" }),
    },
  };
}
