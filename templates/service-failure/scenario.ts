import { type Duration, ec2, fis, type Selection, type Text } from "../../src";
import type { Evidence, Scenario } from "../scenario";

/** The processes of a service die, as in a crash. */
export interface ServiceFailure {
  /** Tags of the instances; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** The name of the process, as `killall` takes it. */
  readonly process: string;
  /** Left out: `SIGKILL`, as in a crash. */
  readonly signal?: "SIGTERM" | "SIGKILL";
  /** How many. Left out: one of them, picked at random. */
  readonly select?: Selection;
  /** Only in these zones, by name. Left out: everywhere. */
  readonly zones?: readonly Text[];
  /** How long the experiment goes on watching, at least one minute. Left out: 5 minutes. */
  readonly watchFor?: Duration;
  /** The metric that shows that it took effect, and where it goes then: normal must lie outside of that. */
  readonly evidence: Evidence;
}

/** Kills processes and keeps the guards armed while something starts them again. */
export function serviceFailure(options: ServiceFailure): Scenario {
  const { tags, process, signal = "SIGKILL", select = "1 of them", zones, watchFor = "5m", evidence } = options;
  return {
    faults: {
      kill: ec2.killProcess({ instances: { tags, select, ...(zones ? { zones } : {}) }, process, signal }),
      watch: fis.wait({ duration: watchFor, description: "keep watching while something starts the service again" }),
    },
    effect: { "service-gone": { ...evidence, of: ["kill"] } },
  };
}
