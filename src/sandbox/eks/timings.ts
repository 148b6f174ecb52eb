/** How long things take in EKS, in sandbox milliseconds. Control planes are quicker than AWS's ten minutes, which nobody would wait for. */
export const EKS_TIMINGS = {
  /** A cluster is CREATING, and DELETING, for so long. */
  clusterMs: 10_000,
  /** An update is InProgress for so long. */
  updateMs: 3_000,
  /** An add-on is CREATING for so long. */
  addonMs: 2_000,
  /** A node group that has not got its nodes by then is CREATE_FAILED. */
  nodegroupPatienceMs: 1_500_000,
  /** How often nodes and pods are looked at. */
  tickMs: 1_000,
  /** Between an instance's boot and its node being Ready. */
  nodeJoinMs: 5_000,
  /** Kubernetes' node-monitor-grace-period: a node that is silent for so long is NotReady, and its pods are replaced. */
  nodeGraceMs: 40_000,
  /** From a pod's placement to the start of its container. */
  podStartMs: 2_000,
  /** First pause before a container that ended is started again; doubles to `crashBackoffMostMs`. */
  crashBackoffMs: 10_000,
  crashBackoffMostMs: 300_000,
  /** Pods of a node whose instance is shut down have so long between SIGTERM and SIGKILL. */
  nodeShutdownGraceMs: 10_000,
} as const;
