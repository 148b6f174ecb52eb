/** The shapes of CloudWatch's requests that several operations share, with the model's member names. */

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

export interface MetricIdentity {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly Dimension[];
}

export interface MetricStat {
  readonly Metric: Partial<MetricIdentity>;
  /** Seconds: 1, 5, 10, 20, 30 or a multiple of 60. */
  readonly Period: number;
  readonly Stat: string;
  readonly Unit?: string;
}

/** One metric or one expression of `GetMetricData` and of an alarm on metric math. */
export interface MetricDataQuery {
  readonly Id: string;
  readonly MetricStat?: MetricStat;
  readonly Expression?: string;
  readonly Label?: string;
  readonly ReturnData?: boolean;
  readonly Period?: number;
  readonly AccountId?: string;
}

export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";
export type TreatMissingData = "missing" | "notBreaching" | "breaching" | "ignore";
export type ComparisonOperator =
  | "GreaterThanOrEqualToThreshold"
  | "GreaterThanThreshold"
  | "LessThanThreshold"
  | "LessThanOrEqualToThreshold";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}
