import { messageOf } from "../../words";
import type { Cloud } from "../kernel/cloud";
import type { MachineSpec } from "../plane/types";
import { isAurora } from "./engines";
import { addEvent, CLUSTERS, type ClusterRecord, INSTANCES, type InstanceRecord, membersOf, type Tables, tablesOf } from "./records";
import { RDS_TIMINGS } from "./timings";

function specOf(tables: Tables, record: InstanceRecord): MachineSpec {
  const vpcId = tables.subnetGroups.get(record.subnetGroup)?.vpcId ?? "";
  return {
    id: record.machineId,
    kind: "database",
    place: { scope: tables.scope, vpcId, subnetId: record.subnetId, zone: record.zone, privateIp: record.privateIp },
    tags: Object.fromEntries(record.tags.map((tag) => [tag.Key, tag.Value])),
    names: { databaseCluster: record.clusterId ?? record.id },
    role: record.writer ? "writer" : "reader",
  };
}

/** What runs behind the records: processes that boot, restart, take over from one another and end. */
export function lifecycle(cloud: Cloud) {
  let open = new AbortController();

  /** Starts work that may be given up; what goes wrong is written to the log. */
  const begin = (what: string, record: { arn: string }, run: (signal: AbortSignal) => Promise<void>): void => {
    const { signal } = open;
    run(signal).catch((error: unknown) => {
      if (!signal.aborted) cloud.log(`rds: ${what} failed`, { of: record.arn, reason: messageOf(error) });
    });
  };

  const isThere = (tables: Tables, record: InstanceRecord) => tables.instances.get(record.id) === record && record.status !== "deleting";

  const away = async (record: InstanceRecord, graceMs: number): Promise<void> => {
    if (cloud.plane.machine(record.machineId)) await cloud.plane.halt(record.machineId, graceMs);
  };

  /** Boots an instance's process and calls it available. */
  async function up(tables: Tables, record: InstanceRecord, signal: AbortSignal): Promise<void> {
    await away(record, 0);
    if (signal.aborted || !isThere(tables, record)) return;
    await cloud.plane.boot(specOf(tables, record));
    if (signal.aborted) return;
    if (!isThere(tables, record)) return away(record, 0);
    record.status = "available";
    cloud.state.touch();
    // The role may have changed while it booted.
    cloud.plane.relabel(record.machineId, { role: record.writer ? "writer" : "reader" });
  }

  function launch(tables: Tables, record: InstanceRecord): void {
    begin("the creation of an instance", record, async (signal) => {
      await cloud.clock.sleep(RDS_TIMINGS.instanceMs, signal);
      if (signal.aborted || !isThere(tables, record)) return;
      try {
        await up(tables, record, signal);
        if (isThere(tables, record)) addEvent(cloud, tables, record, "DB instance created", "creation");
      } catch (error) {
        record.status = "failed";
        cloud.state.touch();
        throw error;
      }
    });
  }

  /** Takes an instance down and brings it back, in another zone where one is given. */
  async function restart(tables: Tables, record: InstanceRecord, signal: AbortSignal): Promise<void> {
    record.status = "rebooting";
    cloud.state.touch();
    await away(record, RDS_TIMINGS.graceMs);
    addEvent(cloud, tables, record, "DB instance shutdown", "availability");
    await cloud.clock.sleep(RDS_TIMINGS.rebootMs, signal);
    if (signal.aborted || !isThere(tables, record)) return;
    await up(tables, record, signal);
    if (isThere(tables, record)) addEvent(cloud, tables, record, "DB instance restarted", "availability");
  }

  function reboot(tables: Tables, record: InstanceRecord): void {
    begin("a reboot", record, (signal) => restart(tables, record, signal));
  }

  /** Ends the gap of a failover: the chosen reader takes the writes. */
  function promote(tables: Tables, cluster: ClusterRecord): void {
    const order = cluster.failover;
    if (!order || tables.clusters.get(cluster.id) !== cluster) return;
    delete cluster.failover;
    const members = membersOf(tables, cluster.id);
    const chosen = members.find((one) => one.id === order.to && isThere(tables, one)) ?? members.find((one) => one.status === "available");
    for (const member of members) {
      member.writer = member === chosen;
      if (cloud.plane.machine(member.machineId)) cloud.plane.relabel(member.machineId, { role: member.writer ? "writer" : "reader" });
    }
    if (cluster.status === "failing-over") cluster.status = "available";
    cloud.state.touch();
    if (chosen) addEvent(cloud, tables, cluster, `Completed failover to DB instance: ${chosen.id}`, "failover");
  }

  /**
   * Moves the writes of a cluster to another instance. From here until the end of the gap no instance takes writes: the
   * old writer restarts as a reader, and the cluster's endpoint leads nowhere.
   */
  function failover(tables: Tables, cluster: ClusterRecord, to: InstanceRecord): void {
    const from = membersOf(tables, cluster.id).find((member) => member.writer);
    const kind = from && from.zone === to.zone ? "same" : "cross";
    cluster.status = "failing-over";
    cluster.failover = { from: from?.id ?? "", to: to.id, endsAt: cloud.clock.now() + RDS_TIMINGS.failoverMs };
    cloud.state.touch();
    addEvent(cloud, tables, cluster, `Started ${kind} AZ failover to DB instance: ${to.id}`, "failover");
    if (from && isThere(tables, from)) {
      from.writer = false;
      if (cloud.plane.machine(from.machineId)) cloud.plane.relabel(from.machineId, { role: "reader" });
      if (from.status !== "rebooting") reboot(tables, from);
    }
    finishLater(tables, cluster);
  }

  function finishLater(tables: Tables, cluster: ClusterRecord): void {
    begin("a failover", cluster, async (signal) => {
      await cloud.clock.sleep((cluster.failover?.endsAt ?? 0) - cloud.clock.now(), signal);
      if (!signal.aborted) promote(tables, cluster);
    });
  }

  /** Who would take over: an available reader of the lowest tier. */
  function heirOf(tables: Tables, clusterId: string): InstanceRecord | undefined {
    return membersOf(tables, clusterId)
      .filter((one) => !one.writer && one.status === "available" && cloud.plane.machine(one.machineId)?.state === "running")
      .sort((a, b) => a.promotionTier - b.promotionTier || (a.id < b.id ? -1 : 1))[0];
  }

  /** After the writer is gone for good or for a while: another takes over where there is one. */
  function succeed(tables: Tables, clusterId: string): void {
    const cluster = tables.clusters.get(clusterId);
    const heir = heirOf(tables, clusterId);
    if (cluster && heir && !cluster.failover) failover(tables, cluster, heir);
  }

  return {
    launch,
    reboot,
    failover,
    heirOf,
    restart: (tables: Tables, record: InstanceRecord) => begin("a restart", record, (signal) => restart(tables, record, signal)),
    /** Ends an instance and takes it off the record. */
    remove(tables: Tables, record: InstanceRecord): void {
      record.status = "deleting";
      cloud.state.touch();
      begin("the deletion of an instance", record, async (signal) => {
        await away(record, RDS_TIMINGS.graceMs);
        await cloud.clock.sleep(RDS_TIMINGS.rebootMs, signal);
        if (signal.aborted || tables.instances.get(record.id) !== record) return;
        tables.instances.delete(record.id);
        addEvent(cloud, tables, record, "DB instance deleted", "deletion");
        if (record.writer && record.clusterId) succeed(tables, record.clusterId);
      });
    },
    /** Ends a cluster's `creating` or `deleting` when its time has come. */
    settleLater(tables: Tables, cluster: ClusterRecord): void {
      begin("a change of a cluster", cluster, async (signal) => {
        await cloud.clock.sleep((cluster.dueAt ?? 0) - cloud.clock.now(), signal);
        if (signal.aborted || tables.clusters.get(cluster.id) !== cluster) return;
        delete cluster.dueAt;
        if (cluster.status === "deleting") tables.clusters.delete(cluster.id);
        else cluster.status = "available";
        addEvent(
          cloud,
          tables,
          cluster,
          cluster.status === "deleting" ? "DB cluster deleted" : "DB cluster created",
          cluster.status === "deleting" ? "deletion" : "creation",
        );
        cloud.state.touch();
      });
    },
    /** A process ended by itself: RDS sees it, lets a reader take over where there is one, and restarts the instance. */
    died(machineId: string): void {
      for (const { scope, record } of cloud.state.table<InstanceRecord>(INSTANCES).everywhere()) {
        if (record.machineId !== machineId || record.status !== "available") continue;
        const tables = tablesOf(cloud, scope);
        begin("the recovery of an instance", record, async (signal) => {
          await cloud.clock.sleep(RDS_TIMINGS.detectionMs, signal);
          if (signal.aborted || !isThere(tables, record) || record.status !== "available") return;
          const cluster = record.clusterId ? tables.clusters.get(record.clusterId) : undefined;
          const heir = record.writer && record.clusterId ? heirOf(tables, record.clusterId) : undefined;
          if (cluster && heir && isAurora(record.engine) && !cluster.failover) failover(tables, cluster, heir);
          else await restart(tables, record, signal);
        });
      }
    },
    /** Makes again what the records say is there, after a restart of the sandbox. */
    recover(): void {
      for (const { scope, record } of [...cloud.state.table<InstanceRecord>(INSTANCES).everywhere()]) {
        const tables = tablesOf(cloud, scope);
        if (record.status === "creating") launch(tables, record);
        else if (record.status === "deleting") tables.instances.delete(record.id);
        else if (record.status !== "failed") begin("a start", record, (signal) => up(tables, record, signal));
      }
      for (const { scope, record } of [...cloud.state.table<ClusterRecord>(CLUSTERS).everywhere()]) {
        const tables = tablesOf(cloud, scope);
        if (record.failover) finishLater(tables, record);
        if (record.dueAt !== undefined) this.settleLater(tables, record);
      }
    },
    stop(): void {
      open.abort();
      open = new AbortController();
    },
  };
}

export type Lifecycle = ReturnType<typeof lifecycle>;
