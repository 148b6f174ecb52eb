import { type Duration, network, type Text } from "../../src";
import type { Scenario } from "../scenario";

/** Subnets cannot reach a dependency. */
export interface DependencyDown {
  /** Tags of the subnets; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** Name, id or ARN of the prefix list with the addresses of the dependency. */
  readonly prefixList: Text;
  /** Only in these zones, by name. Left out: everywhere. */
  readonly zones?: readonly Text[];
  /** How long it is gone, 1 minute to 12 hours. Left out: 5 minutes. */
  readonly lasts?: Duration;
}

/** Denies traffic between subnets and the addresses of a dependency. */
export function dependencyDown(options: DependencyDown): Scenario {
  const { tags, prefixList, zones, lasts = "5m" } = options;
  return {
    faults: {
      "cut-off": network.disruptConnectivity({
        subnets: { tags, ...(zones ? { zones } : {}) },
        scope: "prefix-list",
        prefixList,
        duration: lasts,
      }),
    },
  };
}
