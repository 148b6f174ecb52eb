import type { Cloud, ServiceFactory } from "../kernel/cloud";
import { clusterOperations } from "./clusters";
import { eventOperations } from "./events";
import { instanceOperations } from "./instances";
import { lifecycle } from "./lifecycle";
import { permissionsOf } from "./permissions";
import { subnetGroupOperations } from "./subnetgroups";
import { tagOperations } from "./tags";
import { tagSource } from "./tagsource";

/**
 * Amazon RDS: Aurora clusters whose writer really moves, their instances, and single DB instances.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/Welcome.html
 */
export const rdsService: ServiceFactory = (cloud: Cloud) => {
  const life = lifecycle(cloud);
  cloud.tagSources.add(tagSource(cloud));
  let running = false;
  cloud.bus.on("machine-died", ({ machineId }) => {
    if (running) life.died(machineId);
  });
  return {
    id: "rds",
    operations: {
      ...subnetGroupOperations(cloud),
      ...clusterOperations(cloud, life),
      ...instanceOperations(cloud, life),
      ...eventOperations(cloud),
      ...tagOperations(cloud),
    },
    permissions: permissionsOf(cloud),
    start: () => {
      running = true;
      life.recover();
    },
    stop: () => {
      running = false;
      life.stop();
    },
  };
};
