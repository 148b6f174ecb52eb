import { eksAccess } from "../../eks/access";
import { type PodView, regionalScope } from "../../kernel/cloud";
import { sourcesIn } from "../../plane/sources";
import type { Impairment } from "../../plane/types";
import { ExperimentFailure } from "../errors";
import { nameIn } from "../resolve/types";
import { type ActionContext, type Batch, type Effect, NOT_SIMULATED } from "./types";

/** A pod of a batch as it is now; gone ones have none. */
function livePod(context: ActionContext, batch: Batch, information: Readonly<Record<string, string>>): PodView | undefined {
  const { cluster_arn: clusterIdentifier = "", namespace = "", pod_name: selectorValue = "" } = information;
  const query = { clusterIdentifier, namespace, selectorType: "podName" as const, selectorValue };
  return context.cloud.pods.list(regionalScope(batch.as), query).find((pod) => pod.phase === "Running");
}

/** Does something to every pod; fails when more of them are in error than `maxErrorsPercent` allows. */
async function eachPod(context: ActionContext, act: (pod: PodView, batch: Batch) => Promise<void> | void): Promise<void> {
  const errors: string[] = [];
  let all = 0;
  for (const batch of context.batches) {
    for (const arn of new Set(batch.targets.map((target) => target.information.cluster_arn ?? ""))) {
      const access = eksAccess(context.cloud, regionalScope(batch.as), nameIn(arn), batch.roleArn);
      if (!access.ok) throw new ExperimentFailure({ code: "AuthorizationFailure", reason: access.reason });
    }
    all += batch.targets.length;
    const outcomes = await Promise.allSettled(
      batch.targets.map(async ({ information }) => {
        const pod = livePod(context, batch, information);
        if (!pod) throw new Error(`Pod ${information.pod_name} in namespace ${information.namespace} was not found.`);
        await act(pod, batch);
      }),
    );
    for (const outcome of outcomes) if (outcome.status === "rejected") errors.push(String((outcome.reason as Error).message));
  }
  const allowed = Number(context.parameter("maxErrorsPercent") ?? "0");
  const [first] = errors;
  if (first !== undefined && (errors.length / all) * 100 > allowed)
    throw new ExperimentFailure({ code: "DependentServiceFailure", reason: first });
}

/** aws:eks:pod-delete — deletes the pods; `gracePeriodSeconds` 0 kills them at once. Their replica set replaces them. */
export const podDelete: Effect = {
  run: async (context) => {
    const grace = context.parameter("gracePeriodSeconds");
    const seconds = grace === undefined ? undefined : Number(grace);
    await eachPod(context, (pod, batch) =>
      context.cloud.pods.delete(regionalScope(batch.as), pod.clusterName, pod.namespace, pod.name, seconds),
    );
    return undefined;
  },
};

/** Impairs the pods' machines for `duration`. */
function impairing(impairmentOf: (context: ActionContext, machineIds: readonly string[]) => Impairment): Effect {
  return {
    run: async (context) => {
      // Who narrows by what machines cannot be told by would get another fault than asked for.
      const sources = sourcesIn([context.parameter("sources") || "ALL"]);
      const machineIds: string[] = [];
      await eachPod(context, (pod) => {
        machineIds.push(pod.machineId);
      });
      const impairment = impairmentOf(context, machineIds);
      const narrowed =
        sources === "all" || sources === undefined || impairment.kind === "cpu-stress" ? impairment : { ...impairment, sources };
      if (sources) context.defer(context.cloud.plane.impair(narrowed));
      await context.hold(context.duration("duration"));
      return sources ? undefined : NOT_SIMULATED;
    },
  };
}

const numberOf = (context: ActionContext, name: string): number => Number(context.parameter(name) ?? "0");

/** aws:eks:pod-network-latency — `delayMilliseconds` ± `jitterMilliseconds` on `flowsPercent` of the connections. */
export const podLatency = impairing((context, machineIds) => ({
  kind: "latency",
  machineIds,
  delayMs: numberOf(context, "delayMilliseconds"),
  jitterMs: numberOf(context, "jitterMilliseconds"),
  flowsPercent: numberOf(context, "flowsPercent"),
  direction: "both",
}));

/** aws:eks:pod-network-packet-loss — `lossPercent` of the packets of `flowsPercent` of the connections. */
export const podPacketLoss = impairing((context, machineIds) => ({
  kind: "loss",
  machineIds,
  percent: numberOf(context, "lossPercent"),
  flowsPercent: numberOf(context, "flowsPercent"),
  direction: "both",
}));

/** aws:eks:pod-cpu-stress — real CPU burners beside the pods' processes. */
export const podCpuStress = impairing((context, machineIds) => ({
  kind: "cpu-stress",
  machineIds,
  workers: numberOf(context, "workers"),
  loadPercent: numberOf(context, "percent"),
}));
