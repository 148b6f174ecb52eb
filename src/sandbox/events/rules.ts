import { checkPattern } from "../common/event-pattern";
import { pageOf } from "../common/paging";
import type { Call, Cloud, Handler } from "../kernel/cloud";
import { AwsError } from "../kernel/error";
import { busOf, DEFAULT_BUS, keyOf, problems, type RuleRecord, ruleOf, rulesOf } from "./records";
import { checkSchedule, type Ticker } from "./ticker";

interface Tag {
  readonly Key: string;
  readonly Value: string;
}
interface PutRule {
  readonly Name: string;
  readonly EventBusName?: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Tags?: readonly Tag[];
}
interface ByName {
  readonly Name: string;
  readonly EventBusName?: string;
}
interface Page {
  readonly EventBusName?: string;
  readonly NamePrefix?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}

const viewOf = (rule: RuleRecord) => ({
  ...{ Name: rule.name, Arn: rule.arn, EventPattern: rule.pattern, ScheduleExpression: rule.schedule },
  ...{ State: rule.state },
  ...{ Description: rule.description, RoleArn: rule.roleArn, EventBusName: rule.bus },
});

/** Rules: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export function ruleOperations(cloud: Cloud, ticker: Ticker): Readonly<Record<string, Handler>> {
  const turn = (state: RuleRecord["state"]) => (input: ByName, call: Call) => {
    const rule = ruleOf(cloud, call, input.Name, input.EventBusName);
    rulesOf(cloud, call).set(keyOf(rule.bus, rule.name), rule.state === state ? rule : ticker.planned({ ...rule, state }));
    ticker.arm();
    return {};
  };
  const list = (rules: readonly RuleRecord[], input: Page) =>
    pageOf(rules, input.Limit ?? 100, input.NextToken, () => problems.invalid("Token is invalid."));
  return {
    PutRule: (input: PutRule, call: Call) => {
      const { EventPattern: pattern, ScheduleExpression: schedule } = input;
      if (pattern === undefined && schedule === undefined)
        throw problems.invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
      if (pattern !== undefined) patternChecked(pattern);
      if (schedule !== undefined) checkSchedule(schedule);
      const state = input.State ?? "ENABLED";
      if (state !== "ENABLED" && state !== "DISABLED")
        throw problems.invalid(`The Faultline sandbox does not have the rule state ${state}.`);
      const bus = busOf(cloud, call, input.EventBusName);
      if (schedule !== undefined && bus.name !== DEFAULT_BUS)
        throw problems.invalid("ScheduleExpression is supported only on the default event bus.");
      const rules = rulesOf(cloud, call);
      const existing = rules.get(keyOf(bus.name, input.Name));
      const path = bus.name === "default" ? input.Name : `${bus.name}/${input.Name}`;
      const arn = `arn:aws:events:${call.region}:${call.accountId}:rule/${path}`;
      const rule: RuleRecord = {
        ...{ name: input.Name, bus: bus.name, arn, state, targets: existing?.targets ?? [] },
        ...(pattern === undefined ? {} : { pattern }),
        ...(schedule === undefined ? {} : { schedule }),
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
        tags: existing?.tags ?? Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
      };
      // Who changes something else of a rule does not put its next time off.
      const kept = existing?.due !== undefined && existing.schedule === schedule && state === "ENABLED";
      rules.set(keyOf(bus.name, input.Name), kept ? { ...rule, due: existing.due } : ticker.planned(rule));
      ticker.arm();
      return { RuleArn: arn };
    },
    DescribeRule: (input: ByName, call: Call) => {
      const rule = ruleOf(cloud, call, input.Name, input.EventBusName);
      return { ...viewOf(rule), CreatedBy: call.accountId };
    },
    EnableRule: turn("ENABLED"),
    DisableRule: turn("DISABLED"),
    DeleteRule: (input: ByName, call: Call) => {
      const bus = busOf(cloud, call, input.EventBusName);
      const rule = rulesOf(cloud, call).get(keyOf(bus.name, input.Name));
      if (rule && rule.targets.length > 0) throw problems.invalid("Rule can't be deleted since it has targets.");
      rulesOf(cloud, call).delete(keyOf(bus.name, input.Name));
      return {};
    },
    ListRules: (input: Page, call: Call) => {
      const bus = busOf(cloud, call, input.EventBusName);
      const found = rulesOf(cloud, call)
        .values()
        .filter((rule) => rule.bus === bus.name && rule.name.startsWith(input.NamePrefix ?? ""));
      const page = list(found, input);
      return { Rules: page.items.map(viewOf), NextToken: page.next };
    },
    ListRuleNamesByTarget: (input: Page & { TargetArn: string }, call: Call) => {
      const bus = busOf(cloud, call, input.EventBusName);
      const found = rulesOf(cloud, call)
        .values()
        .filter((rule) => rule.bus === bus.name && rule.targets.some(({ Arn }) => Arn === input.TargetArn));
      const page = list(found, input);
      return { RuleNames: page.items.map(({ name }) => name), NextToken: page.next };
    },
  };
}

/** Throws InvalidEventPatternException for what EventBridge does not take. */
export function patternChecked(pattern: string): void {
  try {
    checkPattern(pattern);
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${why}`, 400);
  }
}
