/** A node that takes pods. */
export interface ReadyNode {
  readonly instanceId: string;
  readonly zone: string;
}

/** What stands on the nodes already. */
export interface PlacedPod {
  readonly instanceId: string;
  readonly deployment: string;
}

/** The most pods of one node: the kubelet's own limit. */
export const PODS_PER_NODE = 110;

/**
 * Chooses the node for one more pod of a deployment: the zone with the fewest of its pods, there the node with the fewest
 * of them, then the emptiest, then the first by id. Nothing when no node has room.
 */
export function chooseNode(deployment: string, nodes: readonly ReadyNode[], placed: readonly PlacedPod[]): ReadyNode | undefined {
  const zoneOf = new Map(nodes.map((node) => [node.instanceId, node.zone]));
  const own = placed.filter((pod) => pod.deployment === deployment);
  const rank = (node: ReadyNode): readonly number[] => [
    own.filter((pod) => zoneOf.get(pod.instanceId) === node.zone).length,
    own.filter((pod) => pod.instanceId === node.instanceId).length,
    placed.filter((pod) => pod.instanceId === node.instanceId).length,
  ];
  const ranked = nodes
    .map((node) => ({ node, rank: rank(node) }))
    .filter(({ rank: [, , total = 0] }) => total < PODS_PER_NODE)
    .sort((a, b) => firstDifference(a.rank, b.rank) || (a.node.instanceId < b.node.instanceId ? -1 : 1));
  return ranked[0]?.node;
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A pod as its replica set sees it. */
export interface Replica {
  readonly id: string;
  readonly phase: "Pending" | "Running" | "Terminating" | "Failed";
  readonly createdAt: number;
}

/**
 * What a replica set does next: how many pods to make, and which to end. Pods on their way out do not count; those that
 * do not run are ended first, then the youngest.
 */
export function replicaSetStep(wanted: number, pods: readonly Replica[]): { make: number; end: string[] } {
  const counted = pods.filter((pod) => pod.phase !== "Terminating");
  if (counted.length <= wanted) return { make: wanted - counted.length, end: [] };
  const order = { Pending: 0, Failed: 1, Running: 2, Terminating: 3 } as const;
  const expendable = [...counted].sort((a, b) => order[a.phase] - order[b.phase] || b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  return { make: 0, end: expendable.slice(0, counted.length - wanted).map((pod) => pod.id) };
}
