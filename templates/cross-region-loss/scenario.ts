import { type Duration, dynamodb, network, type Text } from "../../src";
import type { Evidence, Scenario } from "../scenario";

interface Tables {
  readonly tags: Readonly<Record<string, Text>>;
  readonly evidence: Evidence;
}

/** Another Region is lost. */
export interface CrossRegionLoss {
  /** The Region that is lost, for example `us-west-2`. */
  readonly region: Text;
  /** Tags of the subnets; all of them must match. */
  readonly tags: Readonly<Record<string, Text>>;
  /** How long the Region is lost, 1 minute to 12 hours. Left out: 30 minutes. */
  readonly lasts?: Duration;
  /** DynamoDB global tables whose replication pauses. Left out: none. */
  readonly tables?: Tables;
  /** The metric that shows that it took effect, and where it goes then: normal must lie outside of that. */
  readonly evidence: Evidence;
}

/** Blocks traffic to a Region, and pauses global tables. */
export function crossRegionLoss(options: CrossRegionLoss): Scenario {
  const { region, tags, lasts = "30m", tables, evidence } = options;
  const routes = network.disruptCrossRegionRoutes({ subnets: { tags }, region, duration: lasts });
  const seen = { "region-lost": { ...evidence, of: ["routes"] } };
  if (!tables) return { faults: { routes }, effect: seen };
  return {
    faults: { routes, tables: dynamodb.pauseReplication({ tables: { tags: tables.tags }, duration: lasts }) },
    effect: { ...seen, "replication-paused": { ...tables.evidence, of: ["tables"] } },
  };
}
