import type { Cloud } from "../../kernel/cloud";
import { childrenOf, holds, parseRule } from "../rule/parser";
import type { StateValue } from "../types";
import type { AlarmHistory } from "./history";
import { type Alarm, alarmTable, type CompositeAlarm } from "./records";
import { isoTime, longTime } from "./text";

export interface NewState {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData?: string;
}

/** A cycle of composite alarms could change states for ever; AWS stops evaluating it, we stop here. */
const mostFollowUps = 200;

/** The one place where states change: history, the bus, and composite alarms above follow from it. */
export class AlarmStates {
  constructor(
    private readonly cloud: Cloud,
    private readonly history: AlarmHistory,
  ) {}

  /** Puts an alarm into a state. Only a change of value is told on; a new reason alone is kept. */
  set(scope: string, name: string, next: NewState): void {
    const changed = this.apply(scope, name, next);
    if (!changed) return;
    const waiting: Alarm[] = [changed];
    for (let followUps = 0; followUps < mostFollowUps; followUps++) {
      const child = waiting.shift();
      if (!child) return;
      for (const parent of this.parentsOf(scope, child)) {
        const after = this.apply(scope, parent.name, this.composite(scope, parent, child));
        if (after) waiting.push(after);
      }
    }
  }

  /** Evaluates a composite alarm that was just put. */
  evaluateNew(scope: string, alarm: CompositeAlarm, change: "created" | "updated"): void {
    const value = this.valueOf(scope, alarm);
    if (value === alarm.state.value) return;
    const children = childrenOf(parseRule(alarm.rule)).flatMap((child) => this.find(scope, child) ?? []);
    const reason = `${alarm.arn} was ${change} and its alarm rule evaluates to ${value}`;
    this.set(scope, alarm.name, { value, reason, reasonData: triggering(children) });
  }

  find(scope: string, nameOrArn: string): Alarm | undefined {
    const alarms = alarmTable(this.cloud).in(scope);
    const byName = alarms.get(nameOrArn);
    if (byName) return byName;
    const name = /^arn:aws[a-z-]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(nameOrArn)?.[1];
    const alarm = name === undefined ? undefined : alarms.get(name);
    return alarm?.arn === nameOrArn ? alarm : undefined;
  }

  /** The composite alarms whose rule names this alarm. */
  parentsOf(scope: string, child: Alarm): CompositeAlarm[] {
    return alarmTable(this.cloud)
      .in(scope)
      .values()
      .filter((alarm) => alarm.kind === "composite")
      .filter((alarm) => childrenOf(parseRule(alarm.rule)).some((named) => named === child.name || named === child.arn));
  }

  private composite(scope: string, alarm: CompositeAlarm, child: Alarm): NewState {
    const reason = `${child.arn} transitioned to ${child.state.value} at ${longTime(child.state.transitionedAt)}`;
    return { value: this.valueOf(scope, alarm), reason, reasonData: triggering([child]) };
  }

  private valueOf(scope: string, alarm: CompositeAlarm): StateValue {
    return holds(parseRule(alarm.rule), (named) => this.find(scope, named)?.state.value) ? "ALARM" : "OK";
  }

  private apply(scope: string, name: string, next: NewState): Alarm | undefined {
    const alarms = alarmTable(this.cloud).in(scope);
    const alarm = alarms.get(name);
    if (!alarm) return undefined;
    const at = this.cloud.clock.now();
    const before = alarm.state;
    const isChange = next.value !== before.value;
    // A composite alarm that stays as it is keeps the reason of its last change.
    if (!isChange && alarm.kind === "composite") return undefined;
    const state = { ...next, updatedAt: at, transitionedAt: isChange ? at : before.transitionedAt };
    const after: Alarm = alarms.set(name, { ...alarm, state });
    if (!isChange) return undefined;
    this.history.changed(scope, after, before);
    this.history.actions(scope, after, before);
    this.cloud.bus.emit("alarm-state-changed", {
      scope,
      alarmName: name,
      alarmArn: alarm.arn,
      state: next.value,
      previous: before.value,
      reason: next.reason,
      at,
    });
    return after;
  }
}

const triggering = (alarms: readonly Alarm[]) =>
  JSON.stringify({
    triggeringAlarms: alarms.map(({ arn, state }) => ({ arn, state: { value: state.value, timestamp: isoTime(state.transitionedAt) } })),
  });
