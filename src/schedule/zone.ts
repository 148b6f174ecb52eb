/**
 * Wall-clock times are numbers too: the milliseconds that UTC would show the same clock at. `wallOf` reads the clock of a zone, `instantsOf` asks
 * when that clock shows a time: never in the hour that spring skips, twice in the one that autumn repeats.
 */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formats.set(zone, made);
  return made;
}

/** Whether a name is an IANA time zone. Offsets such as +02:00 are not: they do not know when clocks change, and AWS refuses them. */
export function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What a zone's clock shows at an instant. */
export function wallOf(instant: number, zone: string): number {
  return instant + offsetAt(instant, zone);
}

const QUARTER = 15 * MINUTE;
/** In these years clocks change, everywhere, on a quarter of an hour of UTC: one question answers for all of its instants. */
const KNOWN_FROM = Date.UTC(2020, 0);
const MOST_KNOWN = 20_000;
const offsets = new Map<string, Map<number, number>>();

export function offsetAt(instant: number, zone: string): number {
  if (zone === "UTC") return 0;
  if (instant < KNOWN_FROM) return askOffset(instant, zone);
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  const quarter = Math.floor(instant / QUARTER);
  const found = known.get(quarter) ?? askOffset(instant, zone);
  if (known.size > MOST_KNOWN) known.clear();
  known.set(quarter, found);
  return found;
}

function askOffset(instant: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
}

/** The instants at which a zone's clock shows a time, earliest first: none, one or two. */
export function instantsOf(wall: number, zone: string): readonly number[] {
  if (zone === "UTC") return [wall];
  const before = offsetAt(wall - DAY, zone);
  const after = offsetAt(wall + DAY, zone);
  const offsets = before === after ? [before] : [before, after];
  return offsets
    .map((offset) => wall - offset)
    .filter((instant) => wallOf(instant, zone) === wall)
    .sort((a, b) => a - b);
}

/** The first instant at which a zone's clock shows this time or, where it is skipped, a later one. */
export function firstAtOrAfter(wall: number, zone: string): number {
  const [exact] = instantsOf(wall, zone);
  if (exact !== undefined) return exact;
  const change = changes(zone, wall - 2 * DAY, wall + 2 * DAY).find(({ to, at }) => at + to > wall);
  return change?.at ?? wall - offsetAt(wall, zone);
}

/** A change of a zone's clock: at this instant the offset goes from one to another. */
export interface ClockChange {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** The changes of a zone's clock in a range, to the second. */
export function changes(zone: string, from: number, to: number): readonly ClockChange[] {
  if (zone === "UTC") return [];
  const found: ClockChange[] = [];
  let low = from;
  let was = offsetAt(low, zone);
  while (low < to) {
    const high = Math.min(low + 7 * DAY, to);
    const is = offsetAt(high, zone);
    if (is !== was) found.push({ at: changeBetween(zone, low, high, was), from: was, to: is });
    low = high;
    was = is;
  }
  return found;
}

function changeBetween(zone: string, from: number, to: number, was: number): number {
  let [low, high] = [from, to];
  while (high - low > 1_000) {
    const middle = low + Math.floor((high - low) / 2_000) * 1_000;
    if (offsetAt(middle, zone) === was) low = middle;
    else high = middle;
  }
  return Math.ceil(high / 1_000) * 1_000;
}

/** `YYYY-MM-DD` of a wall-clock time. */
export function dateText(wall: number): string {
  return new Date(wall).toISOString().slice(0, 10);
}

/** `YYYY-MM-DD HH:MM` of a wall-clock time. */
export function wallText(wall: number): string {
  return new Date(wall).toISOString().slice(0, 16).replace("T", " ");
}

/** The wall-clock midnight of `YYYY-MM-DD`, or `undefined` when there is no such day. */
export function parseDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const wall = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(wall) || dateText(wall) !== text ? undefined : wall;
}

/** Minutes since midnight of `HH:MM`, `24:00` included; `undefined` when it is not one. */
export function parseTime(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(text) ?? [];
  const value = Number(hours) * 60 + Number(minutes);
  return hours !== undefined && Number(minutes) < 60 && value <= 1_440 ? value : undefined;
}
