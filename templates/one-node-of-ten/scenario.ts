import { type Duration, eks, fis, type Percent, type Text } from "../../src";
import type { Scenario } from "../scenario";

/** One node of ten disappears. */
export interface OneNodeOfTen {
  /** Tags of the managed node groups; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** The share of the nodes of each group, 1 to 100 %. Left out: 10 %. */
  readonly share?: Percent;
  /** How long the experiment goes on watching, at least one minute. Left out: 10 minutes. */
  readonly watchFor?: Duration;
}

/** Terminates a tenth of the nodes and keeps the guards armed while the groups replace them. */
export function oneNodeOfTen(options: OneNodeOfTen): Scenario {
  const { tags, share = "10%", watchFor = "10m" } = options;
  return {
    faults: {
      terminate: eks.terminateNodegroupInstances({ nodegroups: { tags }, share }),
      watch: fis.wait({ duration: watchFor, description: "keep watching while the groups replace what was lost" }),
    },
  };
}
