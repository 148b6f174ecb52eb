import { messageOf } from "../../words";
import { whereOf } from "../common/identity";
import type { Cancel } from "../kernel/clock";
import type { Cloud, ServiceFactory } from "../kernel/cloud";
import { accessEntryOperations, entriesOf, removeEntry } from "./accessentries";
import { asCluster } from "./acting";
import { addonOperations, addonsOf } from "./addons";
import { clusterOperations } from "./clusters";
import { nodegroupMaker } from "./nodegroupmaker";
import { nodegroupOperations } from "./nodegroups";
import { permissionsOf } from "./permissions";
import { podController } from "./pods/controller";
import { CLUSTERS, type ClusterRecord, type NodegroupRecord, tablesOf } from "./records";
import { tagOperations } from "./tags";
import { tagSource } from "./tagsource";
import { EKS_TIMINGS } from "./timings";
import { updateOperations } from "./updates";

export { type EksAccess, eksAccess } from "./access";
export { podMachinesOn } from "./pods/records";

/**
 * Amazon EKS: clusters, managed node groups on real Auto Scaling groups, access entries, and the pods of the system
 * description on the nodes. https://docs.aws.amazon.com/eks/latest/APIReference/Welcome.html
 */
export const eksService: ServiceFactory = (cloud: Cloud) => {
  const maker = nodegroupMaker(cloud);
  cloud.tagSources.add(tagSource(cloud));
  const controller = podController(cloud);
  cloud.pods = controller.pods;
  let ticking: Cancel | undefined;

  /** Takes a cluster off the record, with what EKS made for it. */
  async function remove(scope: string, cluster: ClusterRecord): Promise<void> {
    const tables = tablesOf(cloud, scope);
    controller.clear(scope, cluster.name);
    for (const entry of entriesOf(tables, cluster.name)) removeEntry(tables, entry);
    for (const addon of addonsOf(tables, cluster.name)) tables.addons.delete(`${cluster.name}/${addon.name}`);
    for (const update of tables.updates.values()) if (update.clusterName === cluster.name) tables.updates.delete(update.id);
    tables.clusters.delete(cluster.name);
    const group = { GroupId: cluster.clusterSecurityGroupId };
    await cloud.invoke("ec2", "DeleteSecurityGroup", group, asCluster(whereOf(scope))).catch((error: unknown) => {
      cloud.log("eks: the cluster's security group stays", { ...group, reason: messageOf(error) });
    });
  }

  function tick(): void {
    for (const { scope, record } of [...cloud.state.table<NodegroupRecord>("eks.nodegroups").everywhere()]) void maker.look(scope, record);
    for (const { scope, record } of [...cloud.state.table<ClusterRecord>(CLUSTERS).everywhere()]) {
      if (record.goneAt !== undefined && cloud.clock.now() >= record.goneAt) void remove(scope, record);
      else controller.tend(scope, record);
    }
  }

  const awake = () => {
    if (ticking) tick();
  };
  cloud.bus.on("instance-state-changed", awake);
  cloud.bus.on("machine-died", ({ machineId }) => {
    if (!ticking) return;
    controller.died(machineId);
    awake();
  });
  cloud.plane.onDescriptionChanged(awake);

  return {
    id: "eks",
    operations: {
      ...clusterOperations(cloud),
      ...nodegroupOperations(cloud, maker.make, maker.unmake),
      ...accessEntryOperations(cloud),
      ...updateOperations(cloud),
      ...addonOperations(cloud),
      ...tagOperations(cloud),
    },
    permissions: permissionsOf(cloud),
    start: () => {
      controller.recover();
      ticking = cloud.clock.every(EKS_TIMINGS.tickMs, tick);
    },
    stop: () => {
      ticking?.();
      ticking = undefined;
      controller.stop();
    },
  };
};
