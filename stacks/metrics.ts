import type { CloudWatchMetric, Duration, Metric, Text } from "faultline";

/** The metrics by which the system is judged, as its load balancer measures them. */
export interface Metrics {
  /** The share of requests that ended in a server error, or that the caller gave up waiting for, in percent. */
  readonly errors: Metric;
  /** The time that 95 % of the answers stay below. */
  readonly latency: CloudWatchMetric;
  readonly requests: CloudWatchMetric;
}

export function metricsOf(loadBalancer: Text, period: Duration): Metrics {
  const metric = (name: string, statistic: CloudWatchMetric["statistic"], unit: CloudWatchMetric["unit"]): CloudWatchMetric => ({
    namespace: "AWS/ApplicationELB",
    name,
    dimensions: { LoadBalancer: loadBalancer },
    statistic,
    period,
    unit,
  });
  const requests = metric("RequestCount", "Sum", "Count");
  return {
    requests,
    // A count that is zero is not published: FILL keeps "no errors" apart from "no data", which only the requests can say. A caller who
    // gives up before an answer is a 4XX of the load balancer's own (460): without it, a target that hangs would look like no error at all.
    errors: {
      expression: "100 * (FILL(fromtargets, 0) + FILL(frombalancer, 0) + FILL(givenup, 0)) / requests",
      of: {
        fromtargets: metric("HTTPCode_Target_5XX_Count", "Sum", "Count"),
        frombalancer: metric("HTTPCode_ELB_5XX_Count", "Sum", "Count"),
        givenup: metric("HTTPCode_ELB_4XX_Count", "Sum", "Count"),
        requests,
      },
      unit: "Percent",
    },
    latency: metric("TargetResponseTime", "p95", "Seconds"),
  };
}
