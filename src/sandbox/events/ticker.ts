import type { Cloud } from "../kernel/cloud";
import { nextAfter, parseExpression } from "../scheduler/expression";
import { publishTo } from "./publish";
import { keyOf, problems, type RuleRecord, rulesOf } from "./records";

/** Sandbox milliseconds after which it looks again at the latest: timers cannot be set for weeks. */
const LOOK_MS = 3_600_000;
const UTC = "UTC";

/** Throws for what EventBridge does not take as a rule's schedule: a rate of one has a unit in the singular, others in the plural. */
export function checkSchedule(text: string): void {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(text);
  const odd = rate !== null && (rate[1] === "1") === (rate[3] === "s");
  if (odd || text.startsWith("at(") || parseExpression(text) === undefined)
    throw problems.invalid("Parameter ScheduleExpression is not valid.");
}

/**
 * Fires rules on their schedules: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html. When a rule is due is
 * in its record, so a restart goes on where the last one was; what was missed meanwhile is fired once.
 */
export class Ticker {
  private cancel: (() => void) | undefined;
  private running = false;

  constructor(private readonly cloud: Cloud) {}

  start(): void {
    this.running = true;
    this.arm();
  }

  stop(): void {
    this.running = false;
    this.cancel?.();
  }

  /** The rule with when it is due next: a rate begins now and is due after one interval. */
  planned({ due: _due, ...rule }: RuleRecord): RuleRecord {
    const expression = rule.schedule === undefined ? undefined : parseExpression(rule.schedule);
    if (!expression || rule.state !== "ENABLED") return rule;
    const now = this.cloud.clock.now();
    const due = nextAfter(expression, UTC, now, now);
    return due === undefined ? rule : { ...rule, due };
  }

  /** Looks at the rules again, as one was put, changed or turned on. */
  arm(): void {
    this.cancel?.();
    if (!this.running) return;
    const now = this.cloud.clock.now();
    let next = now + LOOK_MS;
    for (const { record } of this.cloud.state.table<RuleRecord>("events.rules").everywhere()) next = Math.min(next, record.due ?? next);
    this.cancel = this.cloud.clock.after(Math.max(0, next - now), () => this.tick());
  }

  private tick(): void {
    if (!this.running) return;
    const now = this.cloud.clock.now();
    for (const { record } of [...this.cloud.state.table<RuleRecord>("events.rules").everywhere()]) {
      if (record.due !== undefined && record.due <= now) this.fire(record, record.due, now);
    }
    this.arm();
  }

  private fire(rule: RuleRecord, at: number, now: number): void {
    const [, , , region = "", accountId = ""] = rule.arn.split(":");
    const where = { region, accountId };
    const expression = parseExpression(rule.schedule ?? "");
    const next = expression && nextAfter(expression, UTC, now, at);
    const { due: _due, ...rest } = rule;
    rulesOf(this.cloud, where).set(keyOf(rule.bus, rule.name), next === undefined ? rest : { ...rest, due: next });
    publishTo(this.cloud, where, rule, { source: "aws.events", detailType: "Scheduled Event", detail: {}, resources: [rule.arn], at });
  }
}
