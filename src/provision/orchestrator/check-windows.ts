import { type RunWindow, WEEKDAYS } from "../../experiment";
import type { Problem } from "../../words";

const FROM = /^([01]\d|2[0-3]):[0-5]\d$/;
const TO = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

export function windowProblems(windows: readonly RunWindow[], at: string): Problem[] {
  if (!Array.isArray(windows)) {
    return [{ code: "not-a-list", path: at, message: "windows are a list", given: windows, remedy: "Give a list of windows." }];
  }
  return windows.flatMap((window: RunWindow, index) => problemsOfOne(window, `${at}[${index}]`));
}

function problemsOfOne({ days, from, to, timezone }: RunWindow, at: string): Problem[] {
  const problems: Problem[] = [];
  const unknown = (days ?? []).filter((day) => !WEEKDAYS.includes(day));
  if (unknown.length > 0 || days?.length === 0) {
    problems.push({
      code: "bad-days",
      path: `${at}.days`,
      message: days?.length === 0 ? "a window without days is never open" : "these are not days of the week",
      given: unknown,
      allowed: WEEKDAYS.join(", "),
      remedy: "Name the days, or leave days out for every day.",
    });
  }
  for (const [key, given, rule, allowed] of [
    ["from", from, FROM, '"00:00" to "23:59"'],
    ["to", to, TO, '"00:01" to "24:00"'],
  ] as const) {
    if (typeof given === "string" && rule.test(given)) continue;
    problems.push({ code: "bad-time", path: `${at}.${key}`, message: "this is not a time of day", given, allowed, remedy: "Write HH:MM." });
  }
  if (problems.length === 0 && from >= to) {
    problems.push({
      code: "empty-window",
      path: `${at}.to`,
      message: "the window ends before it begins",
      given: to,
      allowed: `later than ${from}`,
      remedy: "A window that spans midnight is two windows: one to 24:00, one from 00:00.",
    });
  }
  return [...problems, ...timezoneProblems(timezone, `${at}.timezone`)];
}

export function timezoneProblems(timezone: unknown, path: string): Problem[] {
  if (typeof timezone === "string" && isTimezone(timezone)) return [];
  const allowed = "an IANA name: UTC, Europe/Berlin, America/New_York …";
  return [
    { code: "bad-timezone", path, message: "this is not a time zone", given: timezone, allowed, remedy: "Take the name of a place." },
  ];
}

function isTimezone(name: string): boolean {
  try {
    // An offset such as +02:00 is taken too, but it does not know when clocks change; AWS refuses it.
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "" && !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
