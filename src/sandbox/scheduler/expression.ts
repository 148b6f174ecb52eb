import { type Cron, parseCron } from "./cron";
import { instantOf, localOf } from "./zone";

/** A schedule's expression, read. */
export type Expression =
  | { readonly kind: "at" /** What clocks show, as if they showed UTC. */; readonly local: number }
  | { readonly kind: "rate"; readonly ms: number }
  | { readonly kind: "cron"; readonly cron: Cron };

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const DAY = 86_400_000;
/** Clocks are not put back by more than this. */
const MOST_PUT_BACK = 3 * 3_600_000;
/** Four centuries hold every combination of date and weekday; nothing later is new. */
const MOST_DAYS = 12 * 1_461;

/** Undefined where it is none of `at(…)`, `rate(…)`, `cron(…)` as AWS writes them. */
export function parseExpression(text: string): Expression | undefined {
  const match = /^(at|rate|cron)\((.*)\)$/.exec(text);
  const inside = match?.[2] ?? "";
  if (match?.[1] === "at") {
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(inside)) return undefined;
    const local = Date.parse(`${inside}Z`);
    return Number.isFinite(local) && new Date(local).toISOString().startsWith(inside) ? { kind: "at", local } : undefined;
  }
  if (match?.[1] === "rate") {
    const parts = /^([1-9]\d*) (minute|hour|day)s?$/.exec(inside);
    const unit = UNITS[parts?.[2] ?? ""];
    return parts && unit ? { kind: "rate", ms: Number(parts[1]) * unit } : undefined;
  }
  const cron = match && parseCron(inside);
  return cron ? { kind: "cron", cron } : undefined;
}

/**
 * The first time after an instant that an expression is due, in milliseconds; undefined when there is none any more.
 * Local times that a change of clocks skips are not due; those that come twice are due the first time only.
 * @param from the start of a rate: it is due there and every interval from it on
 */
export function nextAfter(expression: Expression, zone: string, after: number, from: number): number | undefined {
  if (expression.kind === "at") {
    const at = instantOf(expression.local, zone);
    return at !== undefined && at > after ? at : undefined;
  }
  if (expression.kind === "rate") return after < from ? from : from + (Math.floor((after - from) / expression.ms) + 1) * expression.ms;
  const { cron } = expression;
  const shown = localOf(after, zone);
  const first = Math.floor(shown / DAY) * DAY;
  // A day early, as clocks put back make the local time of what comes later look earlier.
  for (let step = -1; step < MOST_DAYS; step++) {
    const midnight = first + step * DAY;
    const date = new Date(midnight);
    if (!cron.day(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())) continue;
    let best: number | undefined;
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const local = midnight + (hour * 60 + minute) * 60_000;
        if (local < shown - MOST_PUT_BACK) continue;
        const at = instantOf(local, zone);
        if (at !== undefined && at > after && (best === undefined || at < best)) best = at;
      }
      if (best !== undefined) break;
    }
    if (best !== undefined) return best;
  }
  return undefined;
}
