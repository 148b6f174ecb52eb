import type { Cloud } from "../../kernel/cloud";
import type { MachineView } from "../../plane/types";
import { EKS_TIMINGS } from "../timings";
import type { NodeRecord, PodTables } from "./records";

/** What a look at the nodes found. */
export interface NodeNews {
  /** Ready nodes with their machines: they take pods. */
  readonly ready: readonly { readonly node: NodeRecord; readonly machine: MachineView }[];
  /** Went silent just now: their pods' processes end with them. */
  readonly lost: readonly string[];
  /** Are back after a silence, or were rebooted: their pods start again. */
  readonly back: readonly string[];
  /** Silent beyond the grace period: their pods are given up. */
  readonly condemned: readonly string[];
}

/** Whether an instance belongs to a cluster, by the tags that managed and self-managed nodes bear. */
export function isNodeOf({ spec }: MachineView, scope: string, clusterName: string): boolean {
  return (
    spec.kind === "instance" &&
    spec.place.scope === scope &&
    (spec.tags["eks:cluster-name"] === clusterName || spec.tags[`kubernetes.io/cluster/${clusterName}`] === "owned")
  );
}

/**
 * Compares the nodes on record with the instances that stand there, and writes down the difference.
 * @param pids the process of each node at the last look: another process means that the node was rebooted
 */
export function lookAtNodes(cloud: Cloud, tables: PodTables, clusterName: string, pids: Map<string, number | undefined>): NodeNews {
  const now = cloud.clock.now();
  const machines = new Map(
    cloud.plane
      .machines()
      .filter((machine) => isNodeOf(machine, tables.scope, clusterName))
      .map((machine) => [machine.spec.id, machine]),
  );
  for (const [instanceId, machine] of machines) {
    if (machine.state === "running" && !tables.nodes.has(instanceId)) {
      tables.nodes.set(instanceId, { instanceId, clusterName, readyAt: now + EKS_TIMINGS.nodeJoinMs });
      pids.set(instanceId, machine.pid);
    }
  }
  const ready: { node: NodeRecord; machine: MachineView }[] = [];
  const lost: string[] = [];
  const back: string[] = [];
  const condemned: string[] = [];
  for (const node of tables.nodes.values().filter((one) => one.clusterName === clusterName)) {
    const machine = machines.get(node.instanceId);
    if (machine?.state !== "running") {
      if (node.lostAt === undefined) {
        node.lostAt = now;
        cloud.state.touch();
        lost.push(node.instanceId);
      } else if (now - node.lostAt >= EKS_TIMINGS.nodeGraceMs) {
        condemned.push(node.instanceId);
        if (!machine || machine.state === "dead") tables.nodes.delete(node.instanceId);
      }
      continue;
    }
    const rebooted = pids.has(node.instanceId) && pids.get(node.instanceId) !== machine.pid;
    pids.set(node.instanceId, machine.pid);
    if (node.lostAt !== undefined || rebooted) {
      if (node.lostAt === undefined) lost.push(node.instanceId);
      delete node.lostAt;
      node.readyAt = now + EKS_TIMINGS.nodeJoinMs;
      cloud.state.touch();
      back.push(node.instanceId);
    }
    if (now >= node.readyAt) ready.push({ node, machine });
  }
  return { ready, lost, back, condemned };
}
