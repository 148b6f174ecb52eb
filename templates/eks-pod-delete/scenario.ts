import { type Count, type Duration, eks, fis, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";

/** Pods disappear, as they do in evictions, crashes and roll-outs that go wrong. */
export interface EksPodDelete {
  readonly cluster: Text;
  readonly namespace: Text;
  readonly deployment: Text;
  /** The service account in that namespace to which the role for FIS is bound. */
  readonly serviceAccount: Text;
  /** How many pods the deployment should have, for example `"6 pods"`: fewer running ones are the evidence that the fault took effect. */
  readonly replicas: Count;
  /** How many, by number: a share of what cannot be counted before the start would be refused. Left out: one. */
  readonly select?: Selection;
  /** Left out: the pods' own grace period. `"0s"` kills at once. */
  readonly gracePeriod?: Duration;
  /** How long the experiment goes on watching after the blow, at least one minute. Left out: five minutes. */
  readonly watchFor?: Duration;
  /** The period of the metric that counts running pods. Left out: one minute, as Container Insights publishes it. */
  readonly period?: Duration;
}

/** Deletes pods of a deployment and keeps the guards armed while it makes new ones. */
export function eksPodDelete(options: EksPodDelete): Scenario {
  const {
    cluster,
    namespace,
    deployment,
    serviceAccount,
    replicas,
    select = "1 of them",
    gracePeriod,
    watchFor = "5m",
    period = "1m",
  } = options;
  return {
    faults: {
      delete: eks.podDelete({
        pods: { cluster, namespace, deployment, select },
        serviceAccount,
        ...(gracePeriod === undefined ? {} : { gracePeriod }),
      }),
      watch: fis.wait({ duration: watchFor, description: "keep watching while the deployment replaces what was lost" }),
    },
    effect: {
      "pods-missing": {
        metric: {
          namespace: "ContainerInsights",
          name: "service_number_of_running_pods",
          dimensions: { ClusterName: cluster, Namespace: namespace, Service: deployment },
          statistic: "Minimum",
          period,
          unit: "Count",
        },
        becomes: { below: replicas },
        of: ["delete"],
      },
    },
  };
}
