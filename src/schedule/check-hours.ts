import { type RunWindow, WEEKDAYS } from "../experiment";
import type { Problem } from "../words";
import type { Blackout } from "./definition";
import { isTimezone, parseDate } from "./zone";

const FROM = /^([01]\d|2[0-3]):[0-5]\d$/;
const TO = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** What is wrong with windows and blackouts. */
export function checkHours(hours: { readonly windows?: unknown; readonly blackouts?: unknown }, at = ""): Problem[] {
  const dot = at === "" ? "" : `${at}.`;
  const list = <T>(given: unknown, path: string, of: (item: T, path: string) => Problem[]): Problem[] => {
    if (given === undefined) return [];
    if (Array.isArray(given)) return given.flatMap((item: T, index) => of(item, `${path}[${index}]`));
    return [{ code: "not-a-list", path, message: "this is a list", given, remedy: "Give a list, or leave it out." }];
  };
  return [...list(hours.windows, `${dot}windows`, windowProblems), ...list(hours.blackouts, `${dot}blackouts`, blackoutProblems)];
}

function windowProblems(window: RunWindow, at: string): Problem[] {
  if (typeof window !== "object" || window === null)
    return [notAThing(window, at, '{ days: ["MON"], from: "09:00", to: "16:00", timezone: "Europe/Berlin" }')];
  const problems = strangers(window, ["days", "from", "to", "timezone"], at);
  const { days, from, to } = window;
  const unknown = Array.isArray(days) ? days.filter((day) => !WEEKDAYS.includes(day)) : [days];
  if (days !== undefined && (unknown.length > 0 || days.length === 0))
    problems.push({
      code: "bad-days",
      path: `${at}.days`,
      message: unknown.length === 0 ? "a window without days is never open" : "these are not days of the week",
      given: unknown,
      allowed: WEEKDAYS.join(", "),
      remedy: "Name the days, or leave days out for every day.",
    });
  const times = [
    ["from", from, FROM, '"00:00" to "23:59"'],
    ["to", to, TO, '"00:01" to "24:00"'],
  ] as const;
  const wrong = times.filter(([, given, rule]) => typeof given !== "string" || !rule.test(given));
  for (const [key, given, , allowed] of wrong)
    problems.push({ code: "bad-time", path: `${at}.${key}`, message: "this is not a time of day", given, allowed, remedy: "Write HH:MM." });
  if (wrong.length === 0 && from >= to)
    problems.push({
      code: "empty-window",
      path: `${at}.to`,
      message: "the window ends before it begins",
      given: to,
      allowed: `later than ${from}`,
      remedy: "A window that spans midnight is two windows: one to 24:00, one from 00:00.",
    });
  return [...problems, ...timezoneProblems(window.timezone, `${at}.timezone`)];
}

function blackoutProblems(blackout: Blackout, at: string): Problem[] {
  if (typeof blackout !== "object" || blackout === null) return [notAThing(blackout, at, '{ from: "2026-12-24", to: "2027-01-02" }')];
  const problems = strangers(blackout, ["from", "to", "reason", "timezone"], at);
  const { from, to = from, timezone } = blackout;
  for (const [key, given] of [
    ["from", from],
    ["to", to],
  ] as const) {
    if (typeof given === "string" && parseDate(given) !== undefined) continue;
    problems.push({
      code: "bad-date",
      path: `${at}.${key}`,
      message: "there is no such day",
      given,
      allowed: "YYYY-MM-DD",
      remedy: "Write the day as 2026-12-24.",
    });
    if (blackout.to === undefined) break;
  }
  if (problems.length === 0 && to < from)
    problems.push({
      code: "bad-date",
      path: `${at}.to`,
      message: "the blackout ends before it begins",
      given: to,
      allowed: `${from} or later`,
      remedy: "Mend one of them.",
    });
  return timezone === undefined ? problems : [...problems, ...timezoneProblems(timezone, `${at}.timezone`)];
}

function notAThing(given: unknown, path: string, allowed: string): Problem {
  return { code: "not-an-object", path, message: "this is not what stands here", given, allowed, remedy: "Write it as shown." };
}

/** Members that nobody reads: most often a name that was misspelled, and then something dangerous was left out. */
export function strangers(given: object, members: readonly string[], at: string): Problem[] {
  return Object.keys(given)
    .filter((key) => !members.includes(key))
    .map((key) => ({
      code: "unknown-member",
      path: at === "" ? key : `${at}.${key}`,
      message: "there is no such member",
      allowed: members.join(", "),
      remedy: "Remove it, or correct its name.",
    }));
}

export function timezoneProblems(timezone: unknown, path: string): Problem[] {
  if (typeof timezone === "string" && isTimezone(timezone)) return [];
  const allowed = "an IANA name: UTC, Europe/Berlin, America/New_York …";
  return [
    { code: "bad-timezone", path, message: "this is not a time zone", given: timezone, allowed, remedy: "Take the name of a place." },
  ];
}
