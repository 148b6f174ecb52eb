import { type Duration, eks, fis, type Selection, type Text } from "../../src";
import type { Evidence, Scenario } from "../scenario";

/** Callers retry until their retries are the load. */
export interface RetryStorm {
  /** Name or ARN of the EKS cluster. */
  readonly cluster: Text;
  /** The namespace of the pods. */
  readonly namespace: Text;
  /** Label of the pods, `app=orders`; several joined by commas. */
  readonly labels: Text;
  /** The service account in that namespace to which the role for FIS is bound. */
  readonly serviceAccount: Text;
  /** How many. Left out: all of them. */
  readonly select?: Selection;
  /** Added to each packet: longer than the time-out of the callers. */
  readonly delay: Duration;
  /** How long the service is slow, 1 minute to 12 hours. Left out: 3 minutes. */
  readonly lasts?: Duration;
  /** How long the experiment goes on watching, at least one minute. Left out: 5 minutes. */
  readonly watchFor?: Duration;
  /** The metric that shows that it took effect, and where it goes then: normal must lie outside of that. */
  readonly evidence: Evidence;
}

/** Delays a service beyond the time-out of its callers, then watches whether they calm down. */
export function retryStorm(options: RetryStorm): Scenario {
  const { cluster, namespace, labels, serviceAccount, select = "all", delay, lasts = "3m", watchFor = "5m", evidence } = options;
  return {
    faults: {
      slow: eks.podNetworkLatency({ pods: { cluster, namespace, labels, select }, serviceAccount, duration: lasts, delay, jitter: "0ms" }),
      aftermath: fis.wait({ duration: watchFor, after: ["slow"], description: "keep watching whether the load goes away" }),
    },
    effect: { "calls-rise": { ...evidence, of: ["slow"] } },
  };
}
