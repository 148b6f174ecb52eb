import type { CloudWatchMetric, ExperimentDefinition, MetricExpression } from "../../../src";

export const requests = {
  namespace: "AWS/ApplicationELB",
  name: "RequestCount",
  dimensions: { LoadBalancer: "app/shop/1" },
  statistic: "Sum",
  unit: "Count",
} as const satisfies CloudWatchMetric;

export const latency = {
  ...requests,
  name: "TargetResponseTime",
  statistic: "p99.9",
  period: "20s",
  unit: "Seconds",
} as const satisfies CloudWatchMetric;

export const errorRate = {
  expression: "100 * FILL(errors, 0) / requests",
  of: { errors: { ...requests, name: "HTTPCode_Target_5XX_Count" }, requests },
  unit: "Percent",
} as const satisfies MetricExpression;

/** What the programs here have in common; each adds its faults and guards. */
export const common = {
  hypothesis: "The system survives it",
  owner: "team@example.com",
  runbook: "https://runbooks.example.com/it",
  steadyState: { errors: { metric: errorRate, is: { below: "1%" } } },
  guards: { errors: { metric: errorRate, breachedWhen: { above: "20%" } } },
  blastRadius: { atMost: "10 resources" },
  traffic: { metric: requests, atLeast: "5/s" },
  recovery: { within: "5m" },
  maxDuration: "2h",
} as const satisfies Partial<ExperimentDefinition>;
