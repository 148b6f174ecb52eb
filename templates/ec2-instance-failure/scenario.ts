import { type Duration, ec2, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";

/** Instances stop and start again, as in a failure of their host. */
export interface Ec2InstanceFailure {
  /** Tags of the instances; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** How many. Left out: one of them, picked at random. */
  readonly select?: Selection;
  /** Only in these zones, by name. Left out: everywhere. */
  readonly zones?: readonly Text[];
  /** How long they stay stopped, 1 minute to 12 hours. Left out: 5 minutes. */
  readonly lasts?: Duration;
  /** `true` where an Auto Scaling group terminates and replaces what stops. Left out: the action fails then. */
  readonly replaced?: boolean;
  /** ARN of the customer key that encrypts their volumes. Left out: no such key. */
  readonly volumeKey?: Text;
}

/** Stops instances and starts them again. */
export function ec2InstanceFailure(options: Ec2InstanceFailure): Scenario {
  const { tags, select = "1 of them", zones, lasts = "5m", replaced, volumeKey } = options;
  return {
    faults: {
      stop: ec2.stopInstances({
        instances: { tags, select, ...(zones ? { zones } : {}) },
        restartAfter: lasts,
        ...(replaced === undefined ? {} : { completeIfTerminated: replaced }),
        ...(volumeKey === undefined ? {} : { volumeKey }),
      }),
    },
  };
}
