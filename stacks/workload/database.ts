import * as aws from "@pulumi/aws";
import type { Network } from "./network";

/** An Aurora cluster: a writer, and a reader in another zone that can take over. A system of one zone has no reader. */
export function makeDatabase(network: Network): aws.rds.Cluster {
  const subnets = new aws.rds.SubnetGroup("shop", { subnetIds: network.databaseSubnets.map((subnet) => subnet.id) });
  const cluster = new aws.rds.Cluster("shop", {
    engine: "aurora-postgresql",
    engineVersion: "16.6",
    databaseName: "shop",
    masterUsername: "shop",
    manageMasterUserPassword: true,
    dbSubnetGroupName: subnets.name,
    vpcSecurityGroupIds: [network.open.id],
    skipFinalSnapshot: true,
    tags: { AzImpairmentPower: "DisruptRds" },
  });
  for (const index of network.zones === 1 ? [1] : [1, 2]) {
    new aws.rds.ClusterInstance(`shop-${index}`, {
      clusterIdentifier: cluster.id,
      engine: "aurora-postgresql",
      engineVersion: cluster.engineVersion,
      instanceClass: "db.r6g.large",
    });
  }
  return cluster;
}
