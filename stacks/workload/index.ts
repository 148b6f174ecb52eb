import { makeCluster } from "./cluster";
import { makeDatabase } from "./database";
import { makeNetwork } from "./network";
import { makeWeb } from "./web";

/** The reference system: a web tier behind a load balancer, orders on EKS, an Aurora database, spread over zones. */
export function makeWorkload(size: { readonly zones: number }) {
  const network = makeNetwork(size.zones);
  const web = makeWeb(network);
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
