import type { Measurement } from "../../kernel/cloud";
import type { Meter, Series } from "../meter";

type Dimensions = Readonly<Record<string, string>>;

/** Numbers of one load balancer, as AWS/ApplicationELB names them: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
export class BalancerMetrics {
  private readonly known = new Map<string, readonly Series[]>();

  constructor(
    private readonly meter: Meter,
    private readonly scope: string,
    private readonly loadBalancer: string,
  ) {}

  /** A request was given to a target group, or refused by the node itself. */
  request(zone: string, targetGroup: string | undefined): void {
    this.count("RequestCount", zone, targetGroup);
  }

  /** A target answered. Seconds from the request's leaving to the answer's head. */
  targetAnswered(zone: string, targetGroup: string, status: number, seconds: number): void {
    this.count(`HTTPCode_Target_${Math.min(5, Math.max(2, Math.floor(status / 100)))}XX_Count`, zone, targetGroup);
    for (const series of this.series("TargetResponseTime", "Seconds", zone, targetGroup)) series.add(seconds);
  }

  targetNotReached(zone: string, targetGroup: string): void {
    this.count("TargetConnectionErrorCount", zone, targetGroup);
  }

  /** The node itself answered: 502, 503, 504, or 460 when the caller went away first. */
  nodeAnswered(zone: string, status: number): void {
    const family = status >= 500 ? "5XX" : "4XX";
    this.count(`HTTPCode_ELB_${family}_Count`, zone, undefined);
    if (status >= 500) this.count(`HTTPCode_ELB_${status}_Count`, zone, undefined);
  }

  hosts(targetGroup: string, zone: string | undefined, healthy: number, unhealthy: number): void {
    const dimensions: Dimensions = {
      LoadBalancer: this.loadBalancer,
      TargetGroup: targetGroup,
      ...(zone ? { AvailabilityZone: zone } : {}),
    };
    for (const [name, value] of [
      ["HealthyHostCount", healthy],
      ["UnHealthyHostCount", unhealthy],
    ] as const) {
      this.of(`${name} ${targetGroup} ${zone ?? ""}`, name, "Count", [dimensions])[0]?.add(value);
    }
  }

  private count(name: string, zone: string, targetGroup: string | undefined): void {
    for (const series of this.series(name, "Count", zone, targetGroup)) series.add(1);
  }

  /** Kept per load balancer, per zone of it, and where a target group took part per group and per zone of it. */
  private series(name: string, unit: Measurement["unit"], zone: string, targetGroup: string | undefined): readonly Series[] {
    const loadBalancer = { LoadBalancer: this.loadBalancer };
    const sets: Dimensions[] = [loadBalancer, { ...loadBalancer, AvailabilityZone: zone }];
    if (targetGroup !== undefined) sets.push(...sets.map((dimensions) => ({ ...dimensions, TargetGroup: targetGroup })));
    return this.of(`${name} ${zone} ${targetGroup ?? ""}`, name, unit, sets);
  }

  private of(key: string, name: string, unit: Measurement["unit"], sets: readonly Dimensions[]): readonly Series[] {
    let all = this.known.get(key);
    if (!all) {
      all = sets.map((dimensions) => this.meter.series({ scope: this.scope, namespace: "AWS/ApplicationELB", name, dimensions, unit }));
      this.known.set(key, all);
    }
    return all;
  }
}
