import type { Cloud } from "../../kernel/cloud";
import { execute } from "./notify";
import { type Alarm, type AlarmState, type HistoryItem, historyTable, typeOf, viewOf } from "./records";

/** Items of all alarms of a scope; AWS keeps 30 days. The oldest go first. */
const mostItems = 2000;
const longestData = 4095;
const longestSummary = 255;

/** Writes down what happened to alarms. */
export class AlarmHistory {
  private serial = 0;

  constructor(private readonly cloud: Cloud) {}

  configured(scope: string, alarm: Alarm, change: "created" | "updated" | "deleted"): void {
    const shown = JSON.stringify(viewOf(alarm));
    const type = { created: "Create", updated: "Update", deleted: "Delete" }[change];
    const data = JSON.stringify({
      version: "1.0",
      type,
      [`${change}Alarm`]: shown.length < 3800 ? JSON.parse(shown) : { AlarmName: alarm.name },
    });
    this.add(scope, alarm, "ConfigurationUpdate", `Alarm "${alarm.name}" ${change}`, data);
  }

  changed(scope: string, alarm: Alarm, before: AlarmState): void {
    const state = ({ value, reason, reasonData }: AlarmState, details: boolean) => ({
      stateValue: value,
      stateReason: reason,
      stateReasonData: details && reasonData !== undefined ? parsed(reasonData) : undefined,
    });
    const entry = (details: boolean) =>
      JSON.stringify({ version: "1.0", oldState: state(before, details), newState: state(alarm.state, true) });
    const full = entry(true);
    this.add(
      scope,
      alarm,
      "StateUpdate",
      `Alarm updated from ${before.value} to ${alarm.state.value}`,
      full.length > longestData ? entry(false) : full,
    );
  }

  /** Executes the actions of a new state and writes down how each went. */
  actions(scope: string, alarm: Alarm, before: AlarmState): void {
    if (!alarm.actionsEnabled) return;
    const { value } = alarm.state;
    const arns = value === "ALARM" ? alarm.alarmActions : value === "OK" ? alarm.okActions : alarm.insufficientDataActions;
    for (const arn of arns) void this.action(scope, alarm, before, arn);
  }

  private async action(scope: string, alarm: Alarm, before: AlarmState, arn: string): Promise<void> {
    const error = await execute(this.cloud, scope, alarm, before, arn);
    const actionState = error === undefined ? "Succeeded" : "Failed";
    const data = JSON.stringify({ actionState, stateUpdateTimestamp: alarm.state.updatedAt, notificationResource: arn, error });
    const summary = error === undefined ? `Successfully executed action ${arn}` : `Failed to execute action ${arn}. ${error}`;
    this.add(scope, alarm, "Action", summary, data);
  }

  private add(scope: string, alarm: Alarm, type: HistoryItem["type"], summary: string, data: string): void {
    const items = historyTable(this.cloud).in(scope);
    const at = this.cloud.clock.now();
    const id = `${Math.floor(at)}-${this.serial++}`;
    items.set(id, {
      id,
      alarmName: alarm.name,
      alarmType: typeOf(alarm),
      at,
      type,
      summary: summary.slice(0, longestSummary),
      data: data.slice(0, longestData),
    });
    if (items.size > mostItems) for (const old of items.values().slice(0, items.size - mostItems + 100)) items.delete(old.id);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
