import { fault } from "../build";
import { PER_ACTION_MINUTE } from "../price";
import { type DbClustersTarget, dbClusters } from "../targets";
import type { Fault, FaultFacts, FaultOptions } from "../types";

/** Makes a reader of an Aurora or DocumentDB cluster the writer. The writer stays where it went. */
export interface FailoverDbCluster extends FaultOptions {
  readonly clusters: DbClustersTarget;
}

export const failoverDbClusterFacts: FaultFacts = {
  actionId: "aws:rds:failover-db-cluster",
  title: "fail over database clusters",
  targets: { Clusters: "aws:rds:cluster" },
  parameters: {},
  reverts: "never",
  instantaneous: true,
  injectsFault: true,
  visibleIn: "target-state",
  permissions: [
    { actions: ["rds:FailoverDBCluster"], resources: ["arn:{partition}:rds:{region}:{account}:cluster:*"], narrowBy: "target-tags" },
    { actions: ["rds:DescribeDBClusters", "tag:GetResources"], resources: ["*"] },
  ],
  prerequisites: ["The cluster has a reader in another zone."],
  price: PER_ACTION_MINUTE,
  page: "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#failover-db-cluster",
  readOn: "2026-11-20",
};

export function failoverDbCluster(options: FailoverDbCluster): Fault {
  return fault(failoverDbClusterFacts.actionId, options, { Clusters: dbClusters(options.clusters) }, {});
}
