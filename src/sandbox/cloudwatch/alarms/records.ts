import type { Cloud } from "../../kernel/cloud";
import type { Table } from "../../kernel/state";
import type { ComparisonOperator, Dimension, MetricDataQuery, StateValue, TreatMissingData } from "../types";

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData?: string;
  /** Milliseconds, sandbox time. */
  readonly updatedAt: number;
  readonly transitionedAt: number;
}

interface AlarmCommon {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  readonly actionsEnabled: boolean;
  readonly configuredAt: number;
  readonly state: AlarmState;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a metric alarm watches and when it breaches, with the API's member names, as it was put. */
export interface MetricAlarmConfig {
  readonly MetricName?: string;
  readonly Namespace?: string;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Period?: number;
  readonly Unit?: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly Threshold: number;
  readonly ComparisonOperator: ComparisonOperator;
  readonly TreatMissingData?: TreatMissingData;
  readonly EvaluateLowSampleCountPercentile?: "evaluate" | "ignore";
  readonly Metrics?: readonly MetricDataQuery[];
}

export interface MetricAlarm extends AlarmCommon {
  readonly kind: "metric";
  readonly config: MetricAlarmConfig;
}

export interface CompositeAlarm extends AlarmCommon {
  readonly kind: "composite";
  readonly rule: string;
  readonly suppressor?: { readonly alarm: string; readonly waitPeriod: number; readonly extensionPeriod: number };
}

export type Alarm = MetricAlarm | CompositeAlarm;

export interface HistoryItem {
  readonly id: string;
  readonly alarmName: string;
  readonly alarmType: "MetricAlarm" | "CompositeAlarm";
  readonly at: number;
  readonly type: "ConfigurationUpdate" | "StateUpdate" | "Action";
  readonly summary: string;
  readonly data: string;
}

/** Alarms of a scope by name: metric and composite alarms share their names. */
export const alarmTable = (cloud: Cloud): Table<Alarm> => cloud.state.table<Alarm>("cloudwatch.alarms");
export const historyTable = (cloud: Cloud): Table<HistoryItem> => cloud.state.table<HistoryItem>("cloudwatch.history");

export const typeOf = (alarm: Alarm) => (alarm.kind === "metric" ? "MetricAlarm" : "CompositeAlarm");

export const arnOf = (call: { readonly region: string; readonly accountId: string }, name: string) =>
  `arn:aws:cloudwatch:${call.region}:${call.accountId}:alarm:${name}`;

/** The period that an alarm evaluates, in seconds. */
export function periodOf({ config }: MetricAlarm): number {
  const periods = (config.Metrics ?? []).flatMap((query) => query.MetricStat?.Period ?? query.Period ?? []);
  return config.Period ?? Math.max(...periods, 0);
}

/** An alarm as the API shows it. What was not set is left out, as AWS does. */
export function viewOf(alarm: Alarm) {
  const { state } = alarm;
  const common = {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: new Date(state.updatedAt),
    StateTransitionedTimestamp: new Date(state.transitionedAt),
  };
  if (alarm.kind === "metric") return { ...common, ...alarm.config, Dimensions: alarm.config.Dimensions ?? [] };
  return {
    ...common,
    AlarmRule: alarm.rule,
    ActionsSuppressor: alarm.suppressor?.alarm,
    ActionsSuppressorWaitPeriod: alarm.suppressor?.waitPeriod,
    ActionsSuppressorExtensionPeriod: alarm.suppressor?.extensionPeriod,
  };
}
