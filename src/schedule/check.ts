import { type Problem, parseDuration } from "../words";
import { strangers, timezoneProblems } from "./check-hours";
import { wallTimes } from "./cron";
import type { ScheduleDefinition } from "./definition";
import { type Expression, parseExpression } from "./expression";
import { changes, DAY, HOUR, instantsOf, isTimezone, MINUTE, wallOf, wallText } from "./zone";

export interface CheckScheduleOptions {
  /** Milliseconds. What lies before it does not fire any more. */
  readonly now: number;
  /** Where the schedule stands, for the paths of the problems: `experiments[0].schedule`. Left out: at the top. */
  readonly path?: string;
}

export interface ScheduleFindings {
  /** What AWS would refuse, or what would never run. Empty: the schedule can be made. */
  readonly problems: readonly Problem[];
  /** What will happen on days on which clocks change, with the dates of the next three years and what AWS does then. */
  readonly warnings: readonly Problem[];
}

const MEMBERS = ["at", "timezone", "within", "from", "until", "paused"];
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const YEARS_AHEAD = 3;
const SHOWN = 4;

/** Everything that is wrong with a schedule, and all that its author may not expect of it, at once. */
export function checkSchedule(definition: ScheduleDefinition, { now, path = "" }: CheckScheduleOptions): ScheduleFindings {
  const at = (member: string) => (path === "" ? member : `${path}.${member}`);
  const { timezone = "UTC" } = definition;
  const parsed = parseExpression(typeof definition.at === "string" ? definition.at : "");
  const problems = [
    ...strangers(definition, MEMBERS, path),
    ...(parsed.ok ? [] : parsed.wrong.map((wrong) => expressionProblem(wrong, at("at")))),
    ...timezoneProblems(timezone, at("timezone")),
    ...withinProblems(definition.within, at("within")),
    ...momentProblems(definition, at),
    ...(parsed.ok ? rateProblems(definition, parsed.value, at("from")) : []),
    ...(definition.paused === undefined || typeof definition.paused === "boolean" ? [] : [notABoolean(definition.paused, at("paused"))]),
  ];
  if (!parsed.ok || !isTimezone(timezone) || problems.some(({ code }) => code === "bad-moment")) return { problems, warnings: [] };
  const never = neverProblem(definition, parsed.value, timezone, now, at("at"));
  return never
    ? { problems: [...problems, never], warnings: [] }
    : { problems, warnings: clockWarnings(parsed.value, timezone, now, at("at")) };
}

function expressionProblem(
  wrong: { readonly field: string; readonly message: string; readonly given: string; readonly allowed: string },
  path: string,
): Problem {
  const { message, given, allowed } = wrong;
  const remedy = "Write it as EventBridge Scheduler reads it: minutes, hours, day of month, month, day of week, year.";
  return { code: "bad-schedule", path, message, given, allowed, remedy };
}

/** A rate without a beginning fires in the moment in which it is made, while the system that it shall hit may still be in the making. */
function rateProblems({ at, from }: ScheduleDefinition, { kind }: Expression, path: string): Problem[] {
  if (kind !== "rate" || from !== undefined) return [];
  return [
    {
      code: "fires-at-once",
      path,
      message: `AWS fires ${at} in the moment in which it is made, and counts from then`,
      allowed: "ISO 8601 with zone: 2027-01-04T10:00:00Z",
      remedy: "Say from which moment it counts, or write it as cron.",
    },
  ];
}

/** Whether anything is left to fire between now and the end. */
function neverProblem(
  definition: ScheduleDefinition,
  expression: Expression,
  zone: string,
  now: number,
  path: string,
): Problem | undefined {
  const from = Math.max(now, definition.from === undefined ? now : Date.parse(definition.from));
  const until = definition.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(definition.until);
  const remedy = "Give a time that is still to come.";
  const problem = (message: string): Problem => ({ code: "never-fires", path, message, given: definition.at, remedy });
  if (expression.kind === "rate") return from > until ? problem("it never fires: it has ended") : undefined;
  if (expression.kind === "at") {
    const [instant] = instantsOf(expression.wall, zone);
    if (instant === undefined)
      return problem(`it never fires: clocks in ${zone} skip ${wallText(expression.wall)}, and AWS does not say what it does then`);
    return instant < from || instant > until
      ? problem(`it never fires: ${wallText(expression.wall)} in ${zone} is over or outside of from and until`)
      : undefined;
  }
  let wall = wallOf(from, zone) - HOUR;
  const end = Math.min(Date.UTC(2200, 0), until + DAY);
  // A time that exists on no day, such as 02:30 on the day of a change alone, shows itself within a few tries.
  for (let tries = 0; tries < 50; tries++) {
    const [next] = wallTimes(expression.pattern, wall, end, 1);
    if (next === undefined) break;
    const [instant] = instantsOf(next, zone);
    if (instant !== undefined && instant >= from) return instant > until ? problem("it never fires before it ends") : undefined;
    wall = next;
  }
  return problem("it never fires");
}

/** What a change of clocks does to a schedule, by the dates on which it does. */
function clockWarnings(expression: Expression, zone: string, now: number, path: string): Problem[] {
  if (expression.kind === "rate") return [];
  const skipped: string[] = [];
  const doubled: string[] = [];
  for (const { at, from, to } of changes(zone, now, now + YEARS_AHEAD * 366 * DAY)) {
    const low = at + Math.min(from, to);
    const high = at + Math.max(from, to);
    const times =
      expression.kind === "cron"
        ? wallTimes(expression.pattern, low - 1_000, high, 1)
        : [expression.wall].filter((wall) => wall >= low && wall < high);
    (to > from ? skipped : doubled).push(...times.map(wallText));
  }
  const warnings: Problem[] = [];
  if (skipped.length > 0)
    warnings.push({
      code: "skipped-hour",
      path,
      message: `clocks in ${zone} skip ${few(skipped)}: AWS does not fire then`,
      remedy: "Take a time outside of the hour that is skipped, or accept one run less.",
    });
  if (doubled.length > 0)
    warnings.push({
      code: "doubled-hour",
      path,
      message: `clocks in ${zone} show ${few(doubled)} twice: AWS fires once`,
      remedy: "Take a time outside of the hour that is repeated, or UTC, where it matters which one.",
    });
  return warnings;
}

function few(times: readonly string[]): string {
  const more = times.length - SHOWN;
  return `${times.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function withinProblems(within: unknown, path: string): Problem[] {
  if (within === undefined) return [];
  const ms = typeof within === "string" ? parseDuration(within) : undefined;
  if (ms !== undefined && ms % MINUTE === 0 && ms >= MINUTE && ms <= 1_440 * MINUTE) return [];
  return [
    {
      code: "duration-out-of-range",
      path,
      message: "EventBridge Scheduler has no such window",
      given: within,
      allowed: 'whole minutes from "1m" to "1440m"',
      remedy: "Give whole minutes, or leave it out to start on time.",
    },
  ];
}

function momentProblems({ from, until }: ScheduleDefinition, at: (member: string) => string): Problem[] {
  const allowed = "ISO 8601 with zone: 2027-01-04T00:00:00Z";
  const wrong = Object.entries({ from, until }).filter(
    ([, given]) => given !== undefined && (typeof given !== "string" || !MOMENT.test(given) || Number.isNaN(Date.parse(given))),
  );
  if (wrong.length > 0)
    return wrong.map(([key, given]) => ({
      code: "bad-moment",
      path: at(key),
      message: "this is not a moment",
      given,
      allowed,
      remedy: "Write date, time and zone.",
    }));
  if (from === undefined || until === undefined || Date.parse(from) < Date.parse(until)) return [];
  const message = "the schedule ends before it begins";
  return [{ code: "bad-moment", path: at("until"), message, given: until, allowed: `after ${from}`, remedy: "Mend one of them." }];
}

function notABoolean(given: unknown, path: string): Problem {
  return { code: "not-a-boolean", path, message: "this is true or false", given, allowed: "true, false", remedy: "Write one of them." };
}
