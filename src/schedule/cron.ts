import { Cron } from "croner";

/** What a cron expression says, or what is wrong with it. */
export type ParsedCron = { readonly ok: true; readonly pattern: string } | { readonly ok: false; readonly wrong: readonly CronFault[] };

export interface CronFault {
  readonly field: string;
  readonly message: string;
  readonly given: string;
  readonly allowed: string;
}

interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly words: readonly string[];
  readonly allowed: string;
  /** What only this field knows, as croner writes it. */
  special(part: string): string | undefined;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const none = () => undefined;

const FIELDS: readonly Field[] = [
  { name: "minutes", low: 0, high: 59, words: [], allowed: "0 to 59, * , - /", special: none },
  { name: "hours", low: 0, high: 23, words: [], allowed: "0 to 23, * , - /", special: none },
  {
    name: "day of month",
    low: 1,
    high: 31,
    words: [],
    allowed: "1 to 31, * , - / ? L W",
    special(part) {
      if (part === "L") return "L";
      const [, day] = /^(\d{1,2})W$/.exec(part) ?? [];
      return day !== undefined && Number(day) >= 1 && Number(day) <= 31 ? `${Number(day)}W` : undefined;
    },
  },
  { name: "month", low: 1, high: 12, words: MONTHS, allowed: "1 to 12 or JAN to DEC, * , - /", special: none },
  {
    name: "day of week",
    low: 1,
    high: 7,
    words: DAYS,
    allowed: "1 to 7 or SUN to SAT (SUN is 1), * , - / ? L #",
    special(part) {
      if (part === "L") return "6";
      const [, last] = /^([1-7]|[A-Za-z]{3})L$/.exec(part) ?? [];
      const lastDay = last === undefined ? undefined : weekday(last);
      if (lastDay !== undefined) return `${lastDay}L`;
      const [, nth, week] = /^([1-7]|[A-Za-z]{3})#([1-5])$/.exec(part) ?? [];
      const nthDay = nth === undefined ? undefined : weekday(nth);
      return nthDay === undefined ? undefined : `${nthDay}#${week}`;
    },
  },
  { name: "year", low: 1970, high: 2199, words: [], allowed: "1970 to 2199, * , - /", special: none },
];

function weekday(text: string): number | undefined {
  const word = DAYS.indexOf(text.toUpperCase());
  if (word >= 0) return word;
  return /^[1-7]$/.test(text) ? Number(text) - 1 : undefined;
}

/** Reads the inside of `cron(…)` as EventBridge Scheduler does, and writes it as croner does. */
export function parseCron(inside: string): ParsedCron {
  const given = inside.trim().split(/\s+/);
  if (given.length !== FIELDS.length) {
    const message = `a cron schedule has six fields, this has ${inside.trim() === "" ? 0 : given.length}`;
    return { ok: false, wrong: [{ field: "", message, given: inside, allowed: "minutes hours day-of-month month day-of-week year" }] };
  }
  const wrong: CronFault[] = [];
  const written = FIELDS.map((field, index) => {
    const text = given[index] ?? "";
    const parts = text === "?" && field.allowed.includes("?") ? ["*"] : text.split(",").map((part) => translate(part, field));
    if (parts.every((part) => part !== undefined)) return parts.join(",");
    wrong.push({ field: field.name, message: `"${text}" is not a ${field.name}`, given: text, allowed: field.allowed });
    return "";
  });
  if ([given[2], given[4]].filter((part) => part === "?").length !== 1)
    wrong.push({
      field: "day of week",
      message: "exactly one of day of month and day of week must be ?",
      given: `${given[2]} and ${given[4]}`,
      allowed: "? in one of them",
    });
  return wrong.length > 0 ? { ok: false, wrong } : { ok: true, pattern: `0 ${written.join(" ")}` };
}

/** `5`, `MON`, `*`, `1-5`, `MON-FRI`, `0/15`, `10-20/5`; `undefined` when the field cannot say it. */
function translate(part: string, field: Field): string | undefined {
  const special = field.special(part);
  if (special !== undefined) return special;
  const [, range, step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  if (range === undefined || (step !== undefined && (Number(step) < 1 || Number(step) > field.high))) return undefined;
  const shift = field.name === "day of week" ? -1 : 0;
  const suffix = step === undefined ? "" : `/${Number(step)}`;
  if (range === "*") return `*${suffix}`;
  const ends = range.split("-").map((text) => numberOf(text, field));
  const [low, high] = ends;
  if (ends.length > 2 || low === undefined || (ends.length === 2 && (high === undefined || high < low))) return undefined;
  const last = high ?? (step === undefined ? undefined : field.high);
  return last === undefined ? String(low + shift) : `${low + shift}-${last + shift}${suffix}`;
}

function numberOf(text: string, { low, high, words }: Field): number | undefined {
  const word = words.indexOf(text.toUpperCase());
  if (word >= 0) return word + low;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= low && value <= high ? value : undefined;
}

const patterns = new Map<string, Cron>();

/** The wall-clock times of a cron pattern after one of them, at most so many and none at or after `end`. */
export function wallTimes(pattern: string, after: number, end: number, limit: number): readonly number[] {
  let cron = patterns.get(pattern);
  if (!cron) {
    cron = new Cron(pattern, { timezone: "UTC", mode: "7-part", paused: true });
    if (patterns.size > 200) patterns.clear();
    patterns.set(pattern, cron);
  }
  const out: number[] = [];
  let at = after;
  while (out.length < limit) {
    const next = cron.nextRun(new Date(at))?.getTime();
    if (next === undefined || next >= end) break;
    out.push(next);
    at = next;
  }
  return out;
}
