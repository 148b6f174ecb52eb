import { type Duration, eks, type Selection, type Text } from "../../src";
import type { Evidence, Scenario } from "../scenario";

/** Consumers of a Kafka topic fall behind. */
export interface KafkaConsumerLag {
  /** Name or ARN of the EKS cluster. */
  readonly cluster: Text;
  /** The namespace of the pods. */
  readonly namespace: Text;
  /** Label of the pods, `app=orders`; several joined by commas. */
  readonly labels: Text;
  /** The service account in that namespace to which the role for FIS is bound. */
  readonly serviceAccount: Text;
  /** The brokers, by domain names or IPv4 ranges. */
  readonly brokers: readonly Text[];
  /** How many. Left out: all of them. */
  readonly select?: Selection;
  /** Added to each packet. Left out: 2 seconds. */
  readonly delay?: Duration;
  /** How long consumers are slow, 1 minute to 12 hours. Left out: 10 minutes. */
  readonly lasts?: Duration;
  /** The metric that shows that it took effect, and where it goes then: normal must lie outside of that. */
  readonly evidence: Evidence;
}

/** Delays packets between consumers and brokers. */
export function kafkaConsumerLag(options: KafkaConsumerLag): Scenario {
  const { cluster, namespace, labels, serviceAccount, brokers, select = "all", delay = "2s", lasts = "10m", evidence } = options;
  return {
    faults: {
      "slow-consumers": eks.podNetworkLatency({
        pods: { cluster, namespace, labels, select },
        serviceAccount,
        duration: lasts,
        delay,
        sources: brokers,
      }),
    },
    effect: { lag: evidence },
  };
}
