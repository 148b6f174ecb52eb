/** A cron expression of EventBridge Scheduler, read: which minutes, hours, days, months and years. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** Whether a day counts; the month is 1 to 12. */
  day(year: number, month: number, day: number): boolean;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

type Names = readonly string[];

function numberOf(text: string, least: number, most: number, names: Names): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return named + 1;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** The values of a field of lists, ranges and steps; undefined where it is none. */
function valuesOf(field: string, least: number, most: number, names: Names = []): number[] | undefined {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "", step, more] = part.split("/");
    if (more !== undefined || (step !== undefined && !/^[1-9]\d*$/.test(step))) return undefined;
    const [from, to, extra] = range.split("-");
    if (extra !== undefined) return undefined;
    const first = range === "*" ? least : numberOf(from ?? "", least, most, names);
    const alone = step === undefined && to === undefined && range !== "*";
    const last = to !== undefined ? numberOf(to, least, most, names) : alone ? first : most;
    if (first === undefined || last === undefined || last < first) return undefined;
    for (let value = first; value <= last; value += Number(step ?? 1)) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

const lengthOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** 1 is Sunday, as in AWS. */
const weekdayOf = (year: number, month: number, day: number) => new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

type DayTest = Cron["day"];

/** The weekday nearest to a day that does not leave the month. */
function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 7) return day > 1 ? day - 1 : day + 2;
  if (weekday === 1) return day < lengthOf(year, month) ? day + 1 : day - 2;
  return day;
}

function ofMonth(field: string): DayTest | undefined {
  if (field === "L") return (year, month, day) => day === lengthOf(year, month);
  if (field === "LW") return (year, month, day) => day === nearestWeekday(year, month, lengthOf(year, month));
  const near = /^(\d{1,2})W$/.exec(field)?.[1];
  if (near !== undefined) {
    const wanted = Number(near);
    if (wanted < 1 || wanted > 31) return undefined;
    return (year, month, day) => wanted <= lengthOf(year, month) && day === nearestWeekday(year, month, wanted);
  }
  const values = valuesOf(field, 1, 31);
  return values && ((_year, _month, day) => values.includes(day));
}

function ofWeek(field: string): DayTest | undefined {
  if (field === "L") return (year, month, day) => weekdayOf(year, month, day) === 7;
  const special = /^([A-Za-z]{3}|\d)(?:(L)|#([1-5]))$/.exec(field);
  if (special) {
    const weekday = numberOf(special[1] ?? "", 1, 7, DAYS);
    if (weekday === undefined) return undefined;
    const nth = special[3] === undefined ? undefined : Number(special[3]);
    return (year, month, day) =>
      weekdayOf(year, month, day) === weekday && (nth === undefined ? day + 7 > lengthOf(year, month) : Math.ceil(day / 7) === nth);
  }
  const values = valuesOf(field, 1, 7, DAYS);
  return values && ((year, month, day) => values.includes(weekdayOf(year, month, day)));
}

/**
 * Reads the six fields between the parentheses of `cron(…)`; undefined where they are not what AWS takes.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function parseCron(text: string): Cron | undefined {
  const [minute = "", hour = "", date = "", month = "", weekday = "", year = "", more] = text.trim().split(/\s+/);
  if (year === "" || more !== undefined) return undefined;
  // One of the two day fields is a question mark, the other is not.
  if ((date === "?") === (weekday === "?")) return undefined;
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const months = valuesOf(month, 1, 12, MONTHS);
  const years = valuesOf(year, 1970, 2199);
  const days = date === "?" ? ofWeek(weekday) : ofMonth(date);
  if (!minutes || !hours || !months || !years || !days) return undefined;
  const wantedYears = new Set(years);
  return { minutes, hours, day: (y, m, d) => wantedYears.has(y) && months.includes(m) && days(y, m, d) };
}
