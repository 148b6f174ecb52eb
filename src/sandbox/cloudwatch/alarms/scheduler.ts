import type { Cancel } from "../../kernel/clock";
import type { Cloud } from "../../kernel/cloud";
import { parseStat } from "../series/stat";
import type { MetricStore } from "../series/store";
import { breaches, decide, tooFewSamples } from "./evaluator";
import { cadenceMs, readRange } from "./reading";
import { reasonDataOf, reasonOf } from "./reasons";
import { alarmTable, type MetricAlarm } from "./records";
import type { AlarmStates } from "./states";

const tickMs = 10_000;
/** Sandbox time after the end of a period before it is evaluated, so that its last data is there. */
const graceMs = 1_000;

/**
 * Evaluates metric alarms when their periods close: every 10 seconds or every minute of sandbox time, on the whole
 * minute. An alarm that was just put is evaluated at the next 10 seconds, whatever its period.
 */
export class AlarmScheduler {
  private cancel: Cancel | undefined;
  /** By alarm, the number of the interval (minute, or 10 seconds) in which it was evaluated last. */
  private readonly evaluated = new Map<string, number>();
  private prunedAt = 0;

  constructor(
    private readonly cloud: Cloud,
    private readonly store: MetricStore,
    private readonly states: AlarmStates,
  ) {}

  start(): void {
    this.stop();
    this.next();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.evaluated.clear();
  }

  /** An alarm was put: it is evaluated soon, not only when its next period closes. */
  expect(scope: string, name: string): void {
    this.evaluated.delete(`${scope}/${name}`);
  }

  private next(): void {
    const now = this.cloud.clock.now();
    const due = (Math.floor((now - graceMs) / tickMs) + 1) * tickMs + graceMs;
    this.cancel = this.cloud.clock.after(due - now, () => {
      this.tick();
      this.next();
    });
  }

  private tick(): void {
    const now = this.cloud.clock.now();
    for (const { scope, record } of [...alarmTable(this.cloud).everywhere()]) {
      if (record.kind !== "metric") continue;
      const key = `${scope}/${record.name}`;
      const interval = Math.floor(now / cadenceMs(record));
      // Compared, not counted: a tick that a busy machine delays is made up for at the next.
      if (this.evaluated.get(key) === interval) continue;
      this.evaluated.set(key, interval);
      try {
        this.evaluate(scope, record, now);
      } catch (error) {
        this.cloud.log("an alarm could not be evaluated", { alarm: record.arn, error: String(error) });
      }
    }
    // Every minute of the sandbox, but at most once a real second.
    if (now - this.prunedAt < Math.max(60_000, 1_000 * this.cloud.clock.speed)) return;
    this.prunedAt = now;
    this.store.prune(now);
  }

  private evaluate(scope: string, alarm: MetricAlarm, now: number): void {
    const { config, state } = alarm;
    const range = readRange(this.store, scope, alarm, now);
    const percentile = config.ExtendedStatistic === undefined ? undefined : parseStat(config.ExtendedStatistic)?.percentile;
    if (percentile !== undefined && config.EvaluateLowSampleCountPercentile === "ignore") {
      const samples = range.slice(-config.EvaluationPeriods).reduce((sum, point) => sum + (point.samples ?? 0), 0);
      if (samples > 0 && tooFewSamples(samples, percentile)) return;
    }
    const decision = decide(
      range.map(({ value }) => (value === undefined ? undefined : breaches(value, config.ComparisonOperator, config.Threshold))),
      {
        evaluationPeriods: config.EvaluationPeriods,
        datapointsToAlarm: config.DatapointsToAlarm ?? config.EvaluationPeriods,
        treatMissingData: config.TreatMissingData ?? "missing",
      },
      state.value,
    );
    if (decision.state === state.value) return;
    this.states.set(scope, alarm.name, {
      value: decision.state,
      reason: reasonOf(alarm, decision, range),
      reasonData: reasonDataOf(alarm, decision, range, now),
    });
  }
}
