import type { Cloud, PodView } from "../../kernel/cloud";
import type { Records } from "../../kernel/state";
import type { MachineSpec, Place } from "../../plane/types";

/** The node on which a pod was placed. */
export interface Placement {
  instanceId: string;
  zone: string;
  subnetId: string;
  vpcId: string;
  privateIp: string;
}

export interface PodRecord {
  /** The machine's id: `cluster/namespace/name`. */
  id: string;
  name: string;
  namespace: string;
  clusterName: string;
  clusterArn: string;
  deployment: string;
  labels: Record<string, string>;
  containers: string[];
  placement?: Placement;
  phase: PodView["phase"];
  createdAt: number;
  /** How often its container was started again. */
  restarts: number;
}

export interface NodeRecord {
  instanceId: string;
  clusterName: string;
  /** Sandbox time from which it is Ready. */
  readyAt: number;
  /** Since when it is silent. */
  lostAt?: number;
}

export interface PodTables {
  readonly scope: string;
  readonly pods: Records<PodRecord>;
  readonly nodes: Records<NodeRecord>;
}

export function podTables(cloud: Cloud, scope: string): PodTables {
  return {
    scope,
    pods: cloud.state.table<PodRecord>("eks.pods").in(scope),
    nodes: cloud.state.table<NodeRecord>("eks.nodes").in(scope),
  };
}

export function podsOf(tables: PodTables, clusterName: string): PodRecord[] {
  return tables.pods.values().filter((pod) => pod.clusterName === clusterName);
}

/**
 * The machines of the pods that run on an instance: whatever befalls the instance's network interface or its processors
 * befalls them too.
 */
export function podMachinesOn(cloud: Cloud, scope: string, instanceId: string): string[] {
  return podTables(cloud, scope)
    .pods.values()
    .filter((pod) => pod.placement?.instanceId === instanceId && pod.phase === "Running")
    .map((pod) => pod.id);
}

export function podView(pod: PodRecord): PodView {
  return {
    name: pod.name,
    namespace: pod.namespace,
    clusterName: pod.clusterName,
    clusterArn: pod.clusterArn,
    deployment: pod.deployment,
    labels: pod.labels,
    containers: pod.containers,
    nodeInstanceId: pod.placement?.instanceId ?? "",
    zone: pod.placement?.zone ?? "",
    phase: pod.phase,
    machineId: pod.id,
  };
}

export function machineSpec(scope: string, pod: PodRecord, placement: Placement): MachineSpec {
  const { instanceId: _instanceId, ...where } = placement;
  const place: Place = { scope, ...where };
  return {
    id: pod.id,
    kind: "pod",
    place,
    tags: pod.labels,
    names: { cluster: pod.clusterName, namespace: pod.namespace, deployment: pod.deployment },
  };
}
