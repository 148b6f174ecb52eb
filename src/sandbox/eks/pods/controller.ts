import { messageOf } from "../../../words";
import { freeAddress } from "../../common/network";
import type { Cloud, Pods } from "../../kernel/cloud";
import { AwsError } from "../../kernel/error";
import { matchesPattern } from "../../system/pattern";
import { clusterNotFound } from "../problems";
import { type ClusterRecord, nodegroupsOf, tablesOf } from "../records";
import { EKS_TIMINGS } from "../timings";
import { containerRunner } from "./containers";
import { podName, templateHash } from "./names";
import { lookAtNodes, type NodeNews } from "./nodes";
import { type PodRecord, type PodTables, podsOf, podTables, podView } from "./records";
import { chooseNode, replicaSetStep } from "./schedule";
import { matchesSelector } from "./selector";

/** SIGTERM to SIGKILL where nobody says otherwise: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ */
const DEFAULT_GRACE_SECONDS = 30;

type Deployment = ReturnType<Cloud["plane"]["wantedDeployments"]>[number];

/**
 * The control loops of Kubernetes as far as faults need them: nodes that go silent, replica sets, scheduling, restarts.
 * The deployments are those of the system description whose cluster pattern fits.
 */
export function podController(cloud: Cloud) {
  const runner = containerRunner(cloud);
  const pids = new Map<string, number | undefined>();

  const halt = (pod: PodRecord, graceMs: number): void => {
    runner.end(pod.id, graceMs).catch((error: unknown) => {
      cloud.log("eks: a pod's process could not be ended", { pod: pod.id, reason: messageOf(error) });
    });
  };

  /** Ends a pod's process in its time and takes it off the record. */
  async function terminate(tables: PodTables, pod: PodRecord, graceMs: number): Promise<void> {
    pod.phase = "Terminating";
    cloud.state.touch();
    await runner.end(pod.id, graceMs);
    tables.pods.delete(pod.id);
  }

  const endLater = (tables: PodTables, pod: PodRecord, graceMs: number): void => {
    terminate(tables, pod, graceMs).catch((error: unknown) => {
      cloud.log("eks: a pod could not be ended", { pod: pod.id, reason: messageOf(error) });
    });
  };

  function followNodes(tables: PodTables, clusterName: string, news: NodeNews): void {
    for (const pod of podsOf(tables, clusterName)) {
      const on = pod.placement?.instanceId;
      if (!on || pod.phase === "Terminating") continue;
      if (news.lost.includes(on)) {
        pod.phase = "Failed";
        cloud.state.touch();
        halt(pod, cloud.plane.machine(on)?.state === "stopping" ? EKS_TIMINGS.nodeShutdownGraceMs : 0);
      }
      if (news.condemned.includes(on)) {
        tables.pods.delete(pod.id);
        halt(pod, 0);
      } else if (news.back.includes(on) && !runner.isStarting(pod.id)) {
        pod.phase = "Failed";
        runner.start(tables.scope, pod, EKS_TIMINGS.nodeJoinMs + EKS_TIMINGS.podStartMs);
      }
    }
  }

  function makePod(tables: PodTables, cluster: ClusterRecord, wanted: Deployment): void {
    const { deployment, labels, containers, namespace } = wanted;
    const hash = templateHash({ deployment, labels, containers });
    const name = podName(cloud, deployment, hash);
    const pod: PodRecord = {
      id: `${cluster.name}/${namespace}/${name}`,
      name,
      namespace,
      clusterName: cluster.name,
      clusterArn: cluster.arn,
      deployment,
      labels: { ...labels, "pod-template-hash": hash },
      containers: [...containers],
      phase: "Pending",
      createdAt: cloud.clock.now(),
      restarts: 0,
    };
    tables.pods.set(pod.id, pod);
  }

  function followDeployments(tables: PodTables, cluster: ClusterRecord): void {
    const wanted =
      cluster.goneAt === undefined ? cloud.plane.wantedDeployments().filter((one) => matchesPattern(one.cluster, cluster.name)) : [];
    const pods = podsOf(tables, cluster.name);
    const belongs = (pod: PodRecord, one: Deployment) => pod.deployment === one.deployment && pod.namespace === one.namespace;
    for (const one of wanted) {
      const step = replicaSetStep(
        one.replicas,
        pods.filter((pod) => belongs(pod, one)),
      );
      for (let count = 0; count < step.make; count++) makePod(tables, cluster, one);
      for (const pod of pods.filter((each) => step.end.includes(each.id))) endLater(tables, pod, DEFAULT_GRACE_SECONDS * 1000);
    }
    for (const pod of pods) {
      if (pod.phase !== "Terminating" && !wanted.some((one) => belongs(pod, one))) endLater(tables, pod, DEFAULT_GRACE_SECONDS * 1000);
    }
  }

  /**
   * Whether to wait with the first placement: nodes that are made together join one after another, and whoever placed
   * at once would put every pod on the first of them. In AWS too workloads come after the node group.
   */
  function isGathering(tables: PodTables, cluster: ClusterRecord): boolean {
    if (podsOf(tables, cluster.name).some((pod) => pod.placement)) return false;
    if (nodegroupsOf(tablesOf(cloud, tables.scope), cluster.name).some((one) => one.status === "CREATING")) return true;
    const now = cloud.clock.now();
    return tables.nodes.values().some((node) => node.clusterName === cluster.name && node.lostAt === undefined && node.readyAt > now);
  }

  function place(tables: PodTables, cluster: ClusterRecord, ready: NodeNews["ready"]): void {
    const nodes = ready.map(({ node, machine }) => ({ instanceId: node.instanceId, zone: machine.spec.place.zone }));
    for (const pod of podsOf(tables, cluster.name)) {
      if (pod.phase !== "Pending" || pod.placement) continue;
      const key = (each: PodRecord) => `${each.namespace}/${each.deployment}`;
      const placed = podsOf(tables, cluster.name)
        .filter((each) => each.phase !== "Terminating")
        .flatMap((each) => (each.placement ? [{ instanceId: each.placement.instanceId, deployment: key(each) }] : []));
      const chosen = chooseNode(key(pod), nodes, placed);
      const where = ready.find(({ node }) => node.instanceId === chosen?.instanceId)?.machine.spec.place;
      if (!chosen || !where) return;
      const { vpcId, subnetId, zone, privateIp: nodeIp } = where;
      const cidr = cluster.subnetCidrs[subnetId] ?? `${nodeIp.replace(/\.\d+$/, ".0")}/24`;
      const privateIp = freeAddress(cloud, tables.scope, { subnetId, vpcId, zone, cidr });
      pod.placement = { instanceId: chosen.instanceId, zone, subnetId, vpcId, privateIp };
      cloud.state.touch();
      runner.start(tables.scope, pod, EKS_TIMINGS.podStartMs);
    }
  }

  /** One round for one cluster. */
  function tend(scope: string, cluster: ClusterRecord): void {
    if (cloud.clock.now() < cluster.activeAt) return;
    const tables = podTables(cloud, scope);
    const news = lookAtNodes(cloud, tables, cluster.name, pids);
    followNodes(tables, cluster.name, news);
    followDeployments(tables, cluster);
    if (!isGathering(tables, cluster)) place(tables, cluster, news.ready);
  }

  function require(scope: string, identifier: string): ClusterRecord {
    const { clusters } = tablesOf(cloud, scope);
    const found = clusters.find((one) => one.name === identifier || one.arn === identifier);
    if (!found) throw clusterNotFound(identifier);
    return found;
  }

  const pods: Pods = {
    list: (scope, { clusterIdentifier, namespace, selectorType, selectorValue, zone }) => {
      const cluster = require(scope, clusterIdentifier);
      return podsOf(podTables(cloud, scope), cluster.name)
        .filter((pod) => pod.namespace === namespace)
        .filter((pod) => !zone || pod.placement?.zone === zone)
        .filter((pod) => {
          if (selectorType === "podName") return pod.name === selectorValue;
          if (selectorType === "deploymentName") return pod.deployment === selectorValue;
          return matchesSelector(selectorValue, pod.labels);
        })
        .map(podView);
    },
    delete: async (scope, clusterName, namespace, name, graceSeconds = DEFAULT_GRACE_SECONDS) => {
      const cluster = require(scope, clusterName);
      const tables = podTables(cloud, scope);
      const pod = podsOf(tables, cluster.name).find((one) => one.namespace === namespace && one.name === name);
      if (!pod) throw new AwsError("NotFound", `pods "${name}" not found`, 404);
      const ended = terminate(tables, pod, graceSeconds * 1000);
      // The replica set sees the pod leave at once and does not wait for its end.
      tend(scope, cluster);
      await ended;
    },
  };

  return {
    pods,
    tend,
    /** A process ended by itself: if it was a pod's, its container is started again on the same node. */
    died(machineId: string): void {
      for (const { scope, record } of cloud.state.table<PodRecord>("eks.pods").everywhere()) {
        if (record.id !== machineId || record.phase !== "Running") continue;
        const node = record.placement && podTables(cloud, scope).nodes.get(record.placement.instanceId);
        if (node && node.lostAt === undefined) runner.restart(scope, record);
      }
    },
    /** After a restart of the sandbox no process is there: pods on their way out are gone, the others start again with their nodes. */
    recover(): void {
      for (const { scope, id, record } of [...cloud.state.table<PodRecord>("eks.pods").everywhere()]) {
        if (record.phase === "Terminating") podTables(cloud, scope).pods.delete(id);
        else if (record.placement) {
          record.phase = "Failed";
          const node = podTables(cloud, scope).nodes.get(record.placement.instanceId);
          if (node) node.lostAt ??= cloud.clock.now();
        }
      }
    },
    /** The pods of a cluster that is gone. */
    clear(scope: string, clusterName: string): void {
      const tables = podTables(cloud, scope);
      for (const pod of podsOf(tables, clusterName)) if (pod.phase !== "Terminating") endLater(tables, pod, 0);
      for (const node of tables.nodes.values()) if (node.clusterName === clusterName) tables.nodes.delete(node.instanceId);
    },
    stop(): void {
      runner.stop();
      pids.clear();
    },
  };
}
