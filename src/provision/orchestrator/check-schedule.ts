import { type Problem, parseDuration } from "../../words";
import type { RunSchedule } from "./args";
import { timezoneProblems } from "./check-windows";

const MEMBERS = ["at", "timezone", "within", "from", "until", "paused"];
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const MINUTE = 60_000;

/** What is wrong with a schedule, as far as it can be said without AWS. */
export function scheduleProblems(schedule: RunSchedule, at: string): Problem[] {
  return [
    ...Object.keys(schedule)
      .filter((key) => !MEMBERS.includes(key))
      .map((key) => ({
        code: "unknown-member",
        path: `${at}.${key}`,
        message: "there is no such member",
        allowed: MEMBERS.join(", "),
        remedy: "Remove it, or correct its name.",
      })),
    ...expressionProblems(schedule.at, `${at}.at`),
    ...(schedule.timezone === undefined ? [] : timezoneProblems(schedule.timezone, `${at}.timezone`)),
    ...withinProblems(schedule.within, `${at}.within`),
    ...momentProblems(schedule, at),
  ];
}

function expressionProblems(given: unknown, path: string): Problem[] {
  const text = typeof given === "string" ? given : "";
  const [, kind, inside = ""] = /^(cron|rate|at)\((.*)\)$/.exec(text) ?? [];
  const wrong = kind === undefined ? "this is not a schedule" : RULES[kind]?.(inside);
  if (wrong === undefined) return [];
  return [
    {
      code: "bad-schedule",
      path,
      message: wrong,
      given,
      allowed: "cron(0 10 ? * MON-FRI *), rate(7 days), at(2027-03-01T10:00:00)",
      remedy: "Write it as EventBridge Scheduler reads it: minutes, hours, day of month, month, day of week, year.",
    },
  ];
}

/** What is wrong inside the brackets, or nothing. */
const RULES: Readonly<Record<string, (inside: string) => string | undefined>> = {
  cron: cronProblem,
  rate(inside) {
    const [, count, unit, plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(inside) ?? [];
    if (count === undefined || unit === undefined) return "a rate is a whole number and minutes, hours or days";
    return (count === "1") === (plural === "") ? undefined : `"${inside}" is not English: AWS wants 1 ${unit}, 2 ${unit}s`;
  },
  at: (inside) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(inside) && isDate(inside)
      ? undefined
      : "this is not a date and time without zone (the zone stands in timezone)",
};

/** 30 February is not a date, though it can be read as one. */
function isDate(text: string): boolean {
  const ms = Date.parse(`${text}Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

type Field = { readonly name: string; readonly low: number; readonly high: number; readonly words?: string; readonly extra?: RegExp };

const FIELDS: readonly Field[] = [
  { name: "minutes", low: 0, high: 59 },
  { name: "hours", low: 0, high: 23 },
  { name: "day of month", low: 1, high: 31, extra: /^(\?|L|\d{1,2}W)$/ },
  { name: "month", low: 1, high: 12, words: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC" },
  { name: "day of week", low: 1, high: 7, words: "SUN MON TUE WED THU FRI SAT", extra: /^(\?|L|[1-7]L|([1-7]|[A-Z]{3})#[1-5])$/ },
  { name: "year", low: 1970, high: 2199 },
];

function cronProblem(inside: string): string | undefined {
  const given = inside.trim().split(/\s+/);
  if (given.length !== FIELDS.length) return `a cron schedule has six fields, this has ${given.length}`;
  for (const [index, field] of FIELDS.entries()) {
    const text = given[index] ?? "";
    if (!text.split(",").every((part) => isPart(part, field))) return `"${text}" cannot stand for the ${field.name}`;
  }
  const open = [given[2], given[4]].filter((part) => part === "?").length;
  return open === 1 ? undefined : "exactly one of day of month and day of week must be ?";
}

/** `5`, `MON`, `*`, `1-5`, `MON-FRI`, `0/15`, and what only this field knows. */
function isPart(part: string, field: Field): boolean {
  if (field.extra?.test(part)) return true;
  const [, range = "", step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  if (range === "" || step === "0") return false;
  if (range === "*") return true;
  const ends = range.split("-").map((text) => numberOf(text, field));
  const [low, high = low] = ends;
  return ends.length <= 2 && low !== undefined && high !== undefined && ends.every((end) => end !== undefined);
}

function numberOf(text: string, { low, high, words = "" }: Field): number | undefined {
  const word = words.split(" ").indexOf(text.toUpperCase());
  if (text !== "" && word >= 0) return word + low;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= low && value <= high ? value : undefined;
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

function momentProblems({ from, until }: RunSchedule, at: string): Problem[] {
  const problems: Problem[] = [];
  for (const [key, given] of [
    ["from", from],
    ["until", until],
  ] as const) {
    if (given === undefined || (typeof given === "string" && MOMENT.test(given) && !Number.isNaN(Date.parse(given)))) continue;
    const allowed = "ISO 8601 with zone: 2027-01-04T00:00:00Z";
    problems.push({
      code: "bad-moment",
      path: `${at}.${key}`,
      message: "this is not a moment",
      given,
      allowed,
      remedy: "Write date, time and zone.",
    });
  }
  if (problems.length === 0 && from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until)) {
    const message = "the schedule ends before it begins";
    problems.push({
      code: "bad-moment",
      path: `${at}.until`,
      message,
      given: until,
      allowed: `after ${from}`,
      remedy: "Mend one of them.",
    });
  }
  return problems;
}
