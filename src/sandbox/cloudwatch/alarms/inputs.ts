import type { Tag } from "../types";
import type { MetricAlarmConfig } from "./records";

/** What PutMetricAlarm and PutCompositeAlarm share. */
export interface PutCommon {
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  readonly ActionsEnabled?: boolean;
  readonly OKActions?: readonly string[];
  readonly AlarmActions?: readonly string[];
  readonly InsufficientDataActions?: readonly string[];
  readonly Tags?: readonly Tag[];
}

export interface PutMetricAlarmInput extends PutCommon, Partial<Omit<MetricAlarmConfig, "ComparisonOperator">> {
  /** Wider than what is kept: the model also allows the operators of anomaly detection. */
  readonly ComparisonOperator?: string;
  readonly ThresholdMetricId?: string;
  readonly EvaluationCriteria?: object;
  readonly EvaluationInterval?: number;
}

export interface PutCompositeAlarmInput extends PutCommon {
  readonly AlarmRule: string;
  readonly ActionsSuppressor?: string;
  readonly ActionsSuppressorWaitPeriod?: number;
  readonly ActionsSuppressorExtensionPeriod?: number;
}
