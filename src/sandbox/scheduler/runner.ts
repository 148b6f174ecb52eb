import { uuid } from "../common/identity";
import type { Cloud } from "../kernel/cloud";
import { attempt } from "./attempt";
import { nextAfter, parseExpression } from "./expression";
import { groupArn, type InvocationRecord, invocationsOf, keyOf, type ScheduleRecord, schedulesOf } from "./records";

/** Sandbox milliseconds after which it looks again at the latest: timers cannot be set for weeks. */
const LOOK_MS = 3_600_000;

/** Fires schedules when they are due. Everything it knows is in records, so a restart goes on where the last one was. */
export class Runner {
  private cancel: (() => void) | undefined;
  private running = false;

  constructor(private readonly cloud: Cloud) {}

  start(): void {
    this.running = true;
    for (const { scope, record } of [...this.cloud.state.table<InvocationRecord>("scheduler.invocations").everywhere()]) {
      if (!record.underWay) continue;
      // Whether it reached its target cannot be known any more, and twice is worse than not.
      invocationsOf(this.cloud, scope).delete(record.id);
      this.cloud.log("a schedule was firing when the sandbox ended; it is not fired again", { schedule: record.scheduleArn });
    }
    this.arm();
  }

  stop(): void {
    this.running = false;
    this.cancel?.();
  }

  /** Keeps a schedule, new or changed, and when it is due next. */
  schedule(scope: string, record: ScheduleRecord): void {
    // A rate is due at once: the instant of the change itself counts, however long ago that is by now.
    schedulesOf(this.cloud, scope).set(keyOf(record.group, record.name), this.planned(record, record.modifiedAt - 1));
    this.arm();
  }

  private planned({ due: _due, ...record }: ScheduleRecord, after: number): ScheduleRecord {
    const { spec } = record;
    const expression = parseExpression(spec.expression);
    if (spec.state !== "ENABLED" || !expression) return record;
    const once = expression.kind === "at";
    const from = spec.start ?? record.modifiedAt;
    const at = nextAfter(expression, spec.zone, once ? after : Math.max(after, (spec.start ?? 0) - 1), from);
    if (at === undefined || (!once && spec.end !== undefined && at > spec.end)) return record;
    const minutes = spec.window.Mode === "FLEXIBLE" ? (spec.window.MaximumWindowInMinutes ?? 0) : 0;
    return { ...record, due: { at, fireAt: at + Math.floor(this.cloud.random() * minutes * 60_000) } };
  }

  private arm(): void {
    this.cancel?.();
    if (!this.running) return;
    const now = this.cloud.clock.now();
    let next = now + LOOK_MS;
    for (const { record } of this.cloud.state.table<ScheduleRecord>("scheduler.schedules").everywhere()) {
      if (record.due) next = Math.min(next, record.due.fireAt);
    }
    for (const { record } of this.cloud.state.table<InvocationRecord>("scheduler.invocations").everywhere()) {
      if (!record.underWay) next = Math.min(next, record.nextAttemptAt);
    }
    this.cancel = this.cloud.clock.after(Math.max(0, next - now), () => this.tick());
  }

  private tick(): void {
    if (!this.running) return;
    const now = this.cloud.clock.now();
    for (const { scope, record } of [...this.cloud.state.table<ScheduleRecord>("scheduler.schedules").everywhere()]) {
      if (record.due && record.due.fireAt <= now) this.fire(scope, record, record.due.at, now);
    }
    for (const { scope, record } of [...this.cloud.state.table<InvocationRecord>("scheduler.invocations").everywhere()]) {
      if (!record.underWay && record.nextAttemptAt <= now) void this.deliver(scope, record);
    }
    this.arm();
  }

  private fire(scope: string, record: ScheduleRecord, scheduledAt: number, now: number): void {
    const id = uuid(this.cloud);
    const [, , , region = "", accountId = ""] = record.arn.split(":");
    invocationsOf(this.cloud, scope).set(id, {
      ...{ id, scheduleArn: record.arn, groupArn: groupArn({ region, accountId }, record.group), scheduledAt, firedAt: now },
      ...{ target: record.spec.target, attempts: 0, nextAttemptAt: now, underWay: false },
    });
    // What was missed while timers stood still is not made up for: the next one is after now.
    const next = this.planned(record, Math.max(scheduledAt, now));
    const key = keyOf(record.group, record.name);
    if (next.due === undefined && record.spec.after === "DELETE") schedulesOf(this.cloud, scope).delete(key);
    else schedulesOf(this.cloud, scope).set(key, next);
  }

  private async deliver(scope: string, record: InvocationRecord): Promise<void> {
    const invocations = invocationsOf(this.cloud, scope);
    const trying = invocations.set(record.id, { ...record, attempts: record.attempts + 1, underWay: true });
    const again = await attempt(this.cloud, trying);
    if (!this.running || invocations.get(record.id) !== trying) return;
    if (again === undefined) invocations.delete(record.id);
    else invocations.set(record.id, { ...trying, underWay: false, nextAttemptAt: again });
    this.arm();
  }
}
