import { type CronFault, parseCron } from "./cron";
import { DAY, HOUR, MINUTE, parseDate } from "./zone";

/** A schedule expression, read. */
export type Expression =
  | { readonly kind: "cron"; readonly pattern: string }
  | { readonly kind: "rate"; readonly everyMs: number }
  /** The wall-clock time. */
  | { readonly kind: "at"; readonly wall: number };

export type ParsedExpression =
  | { readonly ok: true; readonly value: Expression }
  | { readonly ok: false; readonly wrong: readonly CronFault[] };

const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY };

/** Reads `cron(…)`, `rate(…)` or `at(…)` as EventBridge Scheduler does; every fault of it at once. */
export function parseExpression(text: string): ParsedExpression {
  const [, kind, inside = ""] = /^(cron|rate|at)\((.*)\)$/.exec(text) ?? [];
  if (kind === "cron") {
    const cron = parseCron(inside);
    return cron.ok ? { ok: true, value: { kind, pattern: cron.pattern } } : cron;
  }
  if (kind === "rate") return parseRate(inside);
  if (kind === "at") return parseAt(inside);
  return fault("this is not a schedule", text, "cron(0 10 ? * MON-FRI *), rate(7 days), at(2027-03-01T10:00:00)");
}

function parseRate(inside: string): ParsedExpression {
  const [, count, unit, plural] = /^([1-9]\d{0,6}) (minute|hour|day)(s?)$/.exec(inside) ?? [];
  const unitMs = UNITS[unit ?? ""];
  const allowed = "1 minute, 15 minutes, 1 hour, 7 days";
  if (count === undefined || unitMs === undefined) return fault("a rate is a whole number and minutes, hours or days", inside, allowed);
  if ((count === "1") !== (plural === "")) return fault(`AWS writes 1 ${unit} and 2 ${unit}s`, inside, allowed);
  return { ok: true, value: { kind: "rate", everyMs: Number(count) * unitMs } };
}

function parseAt(inside: string): ParsedExpression {
  const [, date = "", time = ""] = /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)$/.exec(inside) ?? [];
  return parseDate(date) === undefined
    ? fault("this is not a date and time without zone (the zone stands in timezone)", inside, "2027-03-01T10:00:00")
    : { ok: true, value: { kind: "at", wall: Date.parse(`${date}T${time}Z`) } };
}

function fault(message: string, given: string, allowed: string): ParsedExpression {
  return { ok: false, wrong: [{ field: "", message, given, allowed }] };
}
