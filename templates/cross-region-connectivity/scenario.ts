import { type Duration, dynamodb, type EffectProbe, type Fault, memorydb, network, s3, type Text } from "../../src";
import type { Evidence, Scenario } from "../scenario";

/** Another Region cannot be reached: https://docs.aws.amazon.com/fis/latest/userguide/cross-region-scenario.html */
export interface CrossRegionConnectivity {
  /** The Region that is cut off, for example `us-west-2`. */
  readonly region: Text;
  /** How long it lasts, 1 minute to 12 hours. Left out: 3 hours. */
  readonly lasts?: Duration;
  /** Subnets tagged `DisruptSubnet=Allowed` are hit; what shows it. Left out: none are. */
  readonly subnets?: Evidence;
  /** Transit gateways tagged `DisruptTransitGateway=Allowed` are hit; what shows it. Left out: none are. */
  readonly transitGateways?: Evidence;
  /** VPC endpoints tagged `DisruptVpcEndpoint=Allowed` are hit; what shows it. Left out: none are. */
  readonly endpoints?: Evidence;
  /** S3 buckets tagged `DisruptS3=Allowed` are hit; what shows it. Left out: none are. */
  readonly buckets?: Evidence;
  /** DynamoDB global tables tagged `DisruptDynamoDb=Allowed` are hit; what shows it. Left out: none are. */
  readonly tables?: Evidence;
  /** MemoryDB clusters tagged `DisruptMemoryDB=Allowed` are hit; what shows it. Left out: none are. */
  readonly memoryDb?: Evidence;
}

/** Blocks traffic to a Region and pauses replication. */
export function crossRegionConnectivity(options: CrossRegionConnectivity): Scenario {
  const { region, lasts = "3h" } = options;
  const allowed = (tag: string) => ({ tags: { [tag]: "Allowed" } });
  const faults: Record<string, Fault> = {};
  const effect: Record<string, EffectProbe> = {};
  const add = (name: string, evidence: Evidence | undefined, fault: () => Fault) => {
    if (!evidence) return;
    faults[name] = fault();
    effect[`${name}-seen`] = { ...evidence, of: [name] };
  };
  add("routes", options.subnets, () => network.disruptCrossRegionRoutes({ subnets: allowed("DisruptSubnet"), region, duration: lasts }));
  add("transit-gateways", options.transitGateways, () =>
    network.disruptTransitGateway({ transitGateways: allowed("DisruptTransitGateway"), region, duration: lasts }),
  );
  add("endpoints", options.endpoints, () =>
    network.disruptVpcEndpoint({ endpoints: allowed("DisruptVpcEndpoint"), duration: lasts, crossRegion: true }),
  );
  add("buckets", options.buckets, () => s3.pauseReplication({ buckets: allowed("DisruptS3"), region, duration: lasts }));
  add("tables", options.tables, () => dynamodb.pauseReplication({ tables: allowed("DisruptDynamoDb"), duration: lasts }));
  add("memorydb", options.memoryDb, () => memorydb.pauseReplication({ clusters: allowed("DisruptMemoryDB"), duration: lasts }));
  return { faults, effect };
}
