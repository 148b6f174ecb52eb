import { type Duration, eks, type Percent, type Selection, type Text } from "../../src";
import type { Scenario } from "../scenario";
import { effectOfSteps, type StepEvidence } from "../steps";

const steps = ["load-50", "load-75", "load-95"] as const;

/** CPUs burn in pods, in steps. */
export interface EksCpuStress {
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

/** CPUs burn in three steps, one after the other. */
export function eksCpuStress(options: EksCpuStress): Scenario {
  const { cluster, namespace, labels, serviceAccount, select = "all", step = "5m", evidence } = options;
  const pods = { cluster, namespace, labels, select };
  const at = (load: Percent, after?: string) =>
    eks.podCpuStress({ pods, serviceAccount, duration: step, load, ...(after === undefined ? {} : { after: [after] }) });
  return {
    faults: {
      "load-50": at("50%"),
      "load-75": at("75%", "load-50"),
      "load-95": at("95%", "load-75"),
    },
    effect: effectOfSteps("step-seen", steps, evidence),
  };
}
