const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether this is a time zone of the IANA database by its name; offsets such as `+02:00` are none. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", calendar: "gregory", ...fields });
  formats.set(zone, format);
  return format;
}

/** What clocks in a zone show, as the milliseconds at which UTC would show the same. */
export function localOf(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const DAY = 86_400_000;

/**
 * The instant at which clocks in a zone show this: the first of two where they are put back, undefined where they skip it.
 * @param local as `localOf` gives it
 */
export function instantOf(local: number, zone: string): number | undefined {
  const offsets = new Set([localOf(local - DAY, zone) - (local - DAY), localOf(local + DAY, zone) - (local + DAY)]);
  const found = [...offsets].map((offset) => local - offset).filter((at) => localOf(at, zone) === local);
  return found.length === 0 ? undefined : Math.min(...found);
}
