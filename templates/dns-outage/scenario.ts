import { type Duration, ec2, type Selection, type Text } from "../../src";
import type { Evidence, Scenario } from "../scenario";

/** Instances get no answers from DNS. */
export interface DnsOutage {
  /** Tags of the instances; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** How many. Left out: one of them, picked at random. */
  readonly select?: Selection;
  /** Only in these zones, by name. Left out: everywhere. */
  readonly zones?: readonly Text[];
  /** Which questions are lost. Left out: `udp`, which almost all are. */
  readonly protocol?: "udp" | "tcp";
  /** How long it lasts, 1 minute to 12 hours. Left out: 5 minutes. */
  readonly lasts?: Duration;
  /** The metric that shows that it took effect, and where it goes then: normal must lie outside of that. */
  readonly evidence: Evidence;
}

/** Drops what instances send to port 53. */
export function dnsOutage(options: DnsOutage): Scenario {
  const { tags, select = "1 of them", zones, protocol = "udp", lasts = "5m", evidence } = options;
  return {
    faults: {
      "drop-dns": ec2.networkBlackholePort({
        instances: { tags, select, ...(zones ? { zones } : {}) },
        duration: lasts,
        port: 53,
        protocol,
        traffic: "egress",
      }),
    },
    effect: { "names-unresolved": evidence },
  };
}
