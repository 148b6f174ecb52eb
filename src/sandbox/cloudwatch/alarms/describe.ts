import { type Cloud, type Handler, regionalScope } from "../../kernel/cloud";
import { alarmNotFound, invalidCombination } from "../errors";
import { pageOf } from "../paging";
import { childrenOf, parseRule } from "../rule/parser";
import { byName } from "../series/store";
import type { Dimension, StateValue } from "../types";
import { type Alarm, alarmTable, historyTable, typeOf, viewOf } from "./records";
import type { AlarmStates } from "./states";

interface DescribeAlarmsInput {
  readonly AlarmNames?: readonly string[];
  readonly AlarmNamePrefix?: string;
  readonly AlarmTypes?: readonly ("MetricAlarm" | "CompositeAlarm")[];
  readonly ChildrenOfAlarmName?: string;
  readonly ParentsOfAlarmName?: string;
  readonly StateValue?: StateValue;
  readonly ActionPrefix?: string;
  readonly MaxRecords?: number;
  readonly NextToken?: string;
}

const byAlarmName = (a: Alarm, b: Alarm) => (a.name < b.name ? -1 : 1);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export function describeAlarms(cloud: Cloud, states: AlarmStates): Handler {
  return (input: DescribeAlarmsInput, call) => {
    const found = select(cloud, states, regionalScope(call), input).sort(byAlarmName);
    const { items, NextToken } = pageOf("DescribeAlarms", found, input.MaxRecords ?? 50, input.NextToken);
    const isFamily = input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined;
    const shown = (kind: Alarm["kind"]) =>
      items
        .filter((alarm) => alarm.kind === kind)
        .map((alarm) => (isFamily ? { AlarmName: alarm.name, AlarmArn: alarm.arn, ...familyState(alarm, input) } : viewOf(alarm)));
    return { CompositeAlarms: shown("composite"), MetricAlarms: shown("metric"), NextToken };
  };
}

/** Children and parents are shown by name, ARN and (children) state only. */
function familyState({ state }: Alarm, input: DescribeAlarmsInput) {
  if (input.ChildrenOfAlarmName === undefined) return {};
  return {
    StateValue: state.value,
    StateUpdatedTimestamp: new Date(state.updatedAt),
    StateTransitionedTimestamp: new Date(state.transitionedAt),
  };
}

function select(cloud: Cloud, states: AlarmStates, scope: string, input: DescribeAlarmsInput): Alarm[] {
  const alarms = alarmTable(cloud).in(scope);
  const { AlarmNames = [], AlarmNamePrefix, ActionPrefix, StateValue: wanted } = input;
  const family = input.ChildrenOfAlarmName ?? input.ParentsOfAlarmName;
  if (family !== undefined) {
    const alarm = alarms.get(family);
    if (!alarm) throw alarmNotFound(family);
    if (input.ChildrenOfAlarmName === undefined) return states.parentsOf(scope, alarm);
    if (alarm.kind === "metric") return [];
    return childrenOf(parseRule(alarm.rule)).flatMap((child) => states.find(scope, child) ?? []);
  }
  if (AlarmNames.length > 0 && AlarmNamePrefix !== undefined) {
    throw invalidCombination("The parameters AlarmNames and AlarmNamePrefix are mutually exclusive and you have specified both.");
  }
  const types = input.AlarmTypes?.length ? input.AlarmTypes : ["MetricAlarm"];
  const actions = (alarm: Alarm) => [...alarm.alarmActions, ...alarm.okActions, ...alarm.insufficientDataActions];
  return alarms
    .values()
    .filter(
      (alarm) =>
        types.includes(typeOf(alarm)) &&
        (AlarmNames.length === 0 || AlarmNames.includes(alarm.name)) &&
        (AlarmNamePrefix === undefined || alarm.name.startsWith(AlarmNamePrefix)) &&
        (wanted === undefined || alarm.state.value === wanted) &&
        (ActionPrefix === undefined || actions(alarm).some((arn) => arn.startsWith(ActionPrefix))),
    );
}

interface ForMetricInput {
  readonly MetricName: string;
  readonly Namespace: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Unit?: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html */
export function describeAlarmsForMetric(cloud: Cloud): Handler {
  return (input: ForMetricInput, call) => {
    const same = (dimensions: readonly Dimension[] = []) =>
      JSON.stringify([...dimensions].sort(byName).map(({ Name, Value }) => [Name, Value]));
    const optional = ["Statistic", "ExtendedStatistic", "Period", "Unit"] as const;
    const found = alarmTable(cloud)
      .in(regionalScope(call))
      .values()
      .filter((alarm) => alarm.kind === "metric")
      .filter(
        ({ config }) =>
          config.MetricName === input.MetricName &&
          config.Namespace === input.Namespace &&
          same(config.Dimensions) === same(input.Dimensions) &&
          optional.every((name) => input[name] === undefined || input[name] === config[name]),
      );
    return { MetricAlarms: found.sort(byAlarmName).map(viewOf) };
  };
}

interface HistoryInput {
  readonly AlarmName?: string;
  readonly AlarmTypes?: readonly ("MetricAlarm" | "CompositeAlarm")[];
  readonly HistoryItemType?: string;
  readonly StartDate?: Date;
  readonly EndDate?: Date;
  readonly MaxRecords?: number;
  readonly NextToken?: string;
  readonly ScanBy?: "TimestampDescending" | "TimestampAscending";
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
export function describeAlarmHistory(cloud: Cloud): Handler {
  return (input: HistoryInput, call) => {
    const types = input.AlarmTypes?.length ? input.AlarmTypes : ["MetricAlarm"];
    const start = input.StartDate?.getTime() ?? Number.NEGATIVE_INFINITY;
    const end = input.EndDate?.getTime() ?? Number.POSITIVE_INFINITY;
    const found = historyTable(cloud)
      .in(regionalScope(call))
      .values()
      .filter(
        (item) =>
          (input.AlarmName === undefined ? types.includes(item.alarmType) : item.alarmName === input.AlarmName) &&
          (input.HistoryItemType === undefined || item.type === input.HistoryItemType) &&
          item.at >= start &&
          item.at <= end,
      );
    if (input.ScanBy !== "TimestampAscending") found.reverse();
    const { items, NextToken } = pageOf("DescribeAlarmHistory", found, input.MaxRecords ?? 100, input.NextToken);
    const AlarmHistoryItems = items.map((item) => ({
      AlarmName: item.alarmName,
      AlarmType: item.alarmType,
      Timestamp: new Date(item.at),
      HistoryItemType: item.type,
      HistorySummary: item.summary,
      HistoryData: item.data,
    }));
    return { AlarmHistoryItems, NextToken };
  };
}
