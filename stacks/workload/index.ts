import { makeCluster } from "./cluster";
import { makeDatabase } from "./database";
import { makeNetwork } from "./network";
import { makeWeb } from "./web";

export interface Size {
  readonly zones: number;
  /** The database has subnets of its own, that nothing else stands in. Left out: it stands where the rest does. */
  readonly databaseApart?: boolean;
  /** The web tier is on Spot capacity. Left out: on demand. */
  readonly spot?: boolean;
  /** More tags of the web tier's instances. */
  readonly webTags?: Readonly<Record<string, string>>;
}

/** The reference system: a web tier behind a load balancer, orders on EKS, an Aurora database, spread over zones. */
export function makeWorkload({ zones, databaseApart = false, spot = false, webTags = {} }: Size) {
  const network = makeNetwork(zones, databaseApart);
  const web = makeWeb(network, spot, webTags);
  const cluster = makeCluster(network);
  makeDatabase(network);
  return {
    loadBalancer: web.loadBalancer.arnSuffix,
    targetGroup: web.targets.arnSuffix,
    service: "web",
    autoScalingGroup: web.group.name,
    cluster: cluster.name,
    namespace: "shop",
    deployment: "orders",
    replicas: 6,
  };
}
