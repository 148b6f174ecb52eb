import { parseDuration } from "../words";
import { wallTimes } from "./cron";
import type { ScheduleDefinition } from "./definition";
import { parseExpression } from "./expression";
import { DAY, instantsOf, wallOf } from "./zone";

export interface NextRunsOptions {
  /** When a rate's first run was or will be, in milliseconds. Left out: `from`, as if the schedule were made then. */
  readonly anchor?: number;
  /** At most so many. Left out: 1,000. */
  readonly limit?: number;
}

/**
 * The instants, in milliseconds, at which EventBridge Scheduler fires an expression at or after `from` and before `to`, oldest first. A local
 * time that clocks skip is left out, one that they repeat comes once, the first time: as AWS does. Throws a RangeError for an expression or
 * zone that `checkSchedule` would refuse.
 */
export function nextRuns(expression: string, zone: string, from: number, to: number, options: NextRunsOptions = {}): readonly number[] {
  const parsed = parseExpression(expression);
  if (!parsed.ok) throw new RangeError(`"${expression}": ${parsed.wrong.map(({ message }) => message).join("; ")}`);
  const { anchor = from, limit = 1_000 } = options;
  const { value } = parsed;
  if (value.kind === "at")
    return instantsOf(value.wall, zone)
      .slice(0, 1)
      .filter((at) => at >= from && at < to);
  if (value.kind === "rate") {
    const out: number[] = [];
    const skipped = Math.max(0, Math.ceil((from - anchor) / value.everyMs));
    for (let at = anchor + skipped * value.everyMs; at < to && out.length < limit; at += value.everyMs) out.push(at);
    return out;
  }
  return cronRuns(value.pattern, zone, from, to, limit);
}

function cronRuns(pattern: string, zone: string, from: number, to: number, limit: number): readonly number[] {
  const out: number[] = [];
  // The hour that autumn repeats may have begun before `from`: its wall-clock times lie behind those of `from`.
  let wall = wallOf(from, zone) - DAY;
  const end = wallOf(to, zone) + DAY;
  while (out.length < limit) {
    const found = wallTimes(pattern, wall, end, 200);
    for (const time of found) {
      const [at] = instantsOf(time, zone);
      if (at !== undefined && at >= from && at < to && out.length < limit) out.push(at);
    }
    const last = found.at(-1);
    if (last === undefined || found.length < 200) break;
    wall = last;
  }
  return out.sort((a, b) => a - b);
}

/** The moments between which AWS starts a run that was scheduled for an instant: the flexible window, and the minute that it takes in any case. */
export function startBounds(
  definition: Pick<ScheduleDefinition, "within">,
  scheduled: number,
): { readonly from: number; readonly to: number } {
  const window = definition.within === undefined ? 0 : (parseDuration(definition.within) ?? 0);
  return { from: scheduled, to: scheduled + window + 60_000 };
}
