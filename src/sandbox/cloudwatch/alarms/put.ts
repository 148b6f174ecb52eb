import { type Call, type Cloud, type Handler, regionalScope } from "../../kernel/cloud";
import { validation } from "../errors";
import { childrenOf, parseRule, type Rule, RuleError } from "../rule/parser";
import { checkTags, tagsOf } from "../tag-list";
import { checkArn, checkMetricAlarm } from "./check-metric";
import type { AlarmHistory } from "./history";
import type { PutCommon, PutCompositeAlarmInput, PutMetricAlarmInput } from "./inputs";
import { createdReason } from "./reasons";
import { type Alarm, alarmTable, arnOf, type CompositeAlarm, type MetricAlarm, type MetricAlarmConfig } from "./records";
import type { AlarmScheduler } from "./scheduler";
import type { AlarmStates } from "./states";

export interface AlarmParts {
  readonly cloud: Cloud;
  readonly history: AlarmHistory;
  readonly states: AlarmStates;
  readonly scheduler: AlarmScheduler;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export function putMetricAlarm(parts: AlarmParts): Handler {
  return (input: PutMetricAlarmInput, call) => {
    checkMetricAlarm(input, call.accountId);
    const config = configOf(input as PutMetricAlarmInput & MetricAlarmConfig);
    const scope = regionalScope(call);
    save(parts, scope, { ...common(parts, input, call, "metric"), kind: "metric", config } satisfies MetricAlarm);
    parts.scheduler.expect(scope, input.AlarmName);
    return {};
  };
}

/** Only what was given, so that what is read back equals what was put. Data is returned unless told otherwise. */
function configOf(input: MetricAlarmConfig): MetricAlarmConfig {
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Dimensions, Period, Unit } = input;
  const { EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator, TreatMissingData } = input;
  const { EvaluateLowSampleCountPercentile } = input;
  const Metrics = input.Metrics?.length ? input.Metrics.map((query) => ({ ...query, ReturnData: query.ReturnData ?? true })) : undefined;
  const config: MetricAlarmConfig = {
    ...{ MetricName, Namespace, Statistic, ExtendedStatistic, Dimensions, Period, Unit },
    ...{ EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator, TreatMissingData },
    ...{ EvaluateLowSampleCountPercentile, Metrics },
  };
  return JSON.parse(JSON.stringify(config)) as MetricAlarmConfig;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function putCompositeAlarm(parts: AlarmParts): Handler {
  return (input: PutCompositeAlarmInput, call) => {
    const scope = regionalScope(call);
    const rule = ruleOf(input.AlarmRule);
    const children = childrenOf(rule);
    const unknown = children.filter((child) => !parts.states.find(scope, child));
    if (unknown.length > 0) {
      throw validation(`Could not save the composite alarm as alarms [${unknown.join(", ")}] in the alarm rule do not exist`);
    }
    if (children.length > 100) throw validation("Error in AlarmRule [The rule names more than 100 alarms]");
    for (const arn of [...(input.AlarmActions ?? []), ...(input.OKActions ?? []), ...(input.InsufficientDataActions ?? [])]) checkArn(arn);
    const alarm: CompositeAlarm = {
      ...common(parts, input, call, "composite"),
      kind: "composite",
      rule: input.AlarmRule,
      ...suppressorOf(parts, scope, input),
    };
    const change = save(parts, scope, alarm);
    parts.states.evaluateNew(scope, alarm, change);
    return {};
  };
}

function ruleOf(text: string): Rule {
  try {
    return parseRule(text);
  } catch (error) {
    throw error instanceof RuleError ? validation(error.message) : error;
  }
}

/** Kept and shown again; as no actions are delivered, there is nothing to suppress. */
function suppressorOf({ states }: AlarmParts, scope: string, input: PutCompositeAlarmInput): Pick<CompositeAlarm, "suppressor"> {
  const { ActionsSuppressor: alarm, ActionsSuppressorWaitPeriod: waitPeriod, ActionsSuppressorExtensionPeriod: extensionPeriod } = input;
  if (alarm === undefined) {
    if (waitPeriod === undefined && extensionPeriod === undefined) return {};
    throw validation("ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod need an ActionsSuppressor");
  }
  if (waitPeriod === undefined || extensionPeriod === undefined) {
    throw validation("ActionsSuppressor needs ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod");
  }
  if (!states.find(scope, alarm)) throw validation(`Could not save the composite alarm as the ActionsSuppressor ${alarm} does not exist`);
  return { suppressor: { alarm, waitPeriod, extensionPeriod } };
}

/** What both kinds share. An update keeps state and tags; the kind of an alarm cannot change. */
function common({ cloud }: AlarmParts, input: PutCommon, call: Call, kind: Alarm["kind"]) {
  const existing = alarmTable(cloud).in(regionalScope(call)).get(input.AlarmName);
  if (existing && existing.kind !== kind) {
    throw validation(`An alarm named ${input.AlarmName} exists already and is a ${existing.kind} alarm`);
  }
  checkTags(input.Tags ?? []);
  const now = cloud.clock.now();
  return {
    name: input.AlarmName,
    arn: existing?.arn ?? arnOf(call, input.AlarmName),
    ...(input.AlarmDescription === undefined ? {} : { description: input.AlarmDescription }),
    okActions: input.OKActions ?? [],
    alarmActions: input.AlarmActions ?? [],
    insufficientDataActions: input.InsufficientDataActions ?? [],
    actionsEnabled: input.ActionsEnabled ?? true,
    configuredAt: now,
    state: existing?.state ?? { value: "INSUFFICIENT_DATA" as const, reason: createdReason, updatedAt: now, transitionedAt: now },
    tags: existing?.tags ?? tagsOf(input.Tags ?? []),
  };
}

function save({ cloud, history }: AlarmParts, scope: string, alarm: Alarm): "created" | "updated" {
  const alarms = alarmTable(cloud).in(scope);
  const change = alarms.has(alarm.name) ? "updated" : "created";
  alarms.set(alarm.name, alarm);
  history.configured(scope, alarm, change);
  return change;
}
