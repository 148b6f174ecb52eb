import { type Duration, eks, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";
import { effectOfSteps, type StepEvidence } from "../steps";

const steps = ["delay-100ms", "delay-200ms", "delay-400ms"] as const;

/** Traffic is delayed in pods, in steps. */
export interface EksNetworkLatency {
  /** Name or ARN of the EKS cluster. */
  readonly cluster: Text;
  /** The namespace of the pods. */
  readonly namespace: Text;
  /** Label of the pods, `app=orders`; several joined by commas. */
  readonly labels: Text;
  /** The service account in that namespace to which the role for FIS is bound. */
  readonly serviceAccount: Text;
  /** How many. A number or a share is picked at random for each step anew. Left out: all of them. */
  readonly select?: Selection;
  /** How long each step lasts, 1 minute to 12 hours. Left out: 5 minutes. */
  readonly step?: Duration;
  /** The metric that shows that a step took effect, and where it goes then, for all steps or for each by its name: normal must lie outside of that. */
  readonly evidence: StepEvidence<(typeof steps)[number]>;
}

/** Traffic is delayed in three steps, one after the other. */
export function eksNetworkLatency(options: EksNetworkLatency): Scenario {
  const { cluster, namespace, labels, serviceAccount, select = "all", step = "5m", evidence } = options;
  const pods = { cluster, namespace, labels, select };
  const at = (delay: Duration, after?: string) =>
    eks.podNetworkLatency({ pods, serviceAccount, duration: step, delay, ...(after === undefined ? {} : { after: [after] }) });
  return {
    faults: {
      "delay-100ms": at("100ms"),
      "delay-200ms": at("200ms", "delay-100ms"),
      "delay-400ms": at("400ms", "delay-200ms"),
    },
    effect: effectOfSteps("step-seen", steps, evidence),
  };
}
