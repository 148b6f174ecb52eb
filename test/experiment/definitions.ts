import type { ExperimentDefinition, Metric } from "../../src/experiment";
import { ec2, eks } from "../../src/faults";

export const requests = {
  namespace: "AWS/ApplicationELB",
  name: "RequestCount",
  dimensions: { LoadBalancer: "app/shop/1" },
  statistic: "Sum",
  unit: "Count",
} as const;

export const errorRate: Metric = {
  expression: "100 * FILL(errors, 0) / requests",
  of: { errors: { ...requests, name: "HTTPCode_Target_5XX_Count" }, requests },
  unit: "Percent",
};

/** A definition with nothing wrong with it. */
export function sound(): ExperimentDefinition {
  return {
    hypothesis: "One instance may die",
    owner: "team@example.com",
    runbook: "https://runbooks.example.com/instance",
    steadyState: { errors: { metric: errorRate, is: { below: "1%" }, duringFault: { below: "5%" } } },
    guards: { errors: { metric: errorRate, breachedWhen: { above: "20%" }, datapoints: { bad: 2, of: 3 } } },
    faults: { stop: ec2.stopInstances({ instances: { tags: { Service: "web" }, select: "1 of them" }, restartAfter: "5m" }) },
    blastRadius: { atMost: "1 instance" },
    traffic: { metric: requests, atLeast: "5/s" },
    recovery: { within: "5m" },
    maxDuration: "15m",
  };
}

export const podFault = eks.podDelete({ pods: { cluster: "shop", namespace: "shop", deployment: "orders" }, serviceAccount: "fis" });
