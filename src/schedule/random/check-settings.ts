import type { Problem } from "../../words";
import { checkHours, strangers, timezoneProblems } from "../check-hours";
import { checkGate } from "./check-gate";
import { groupsOf, rateOf } from "./groups";
import { chanceOf } from "./plan-day";
import type { ChaosSettings } from "./settings";

const MEMBERS = [
  "version",
  "leashed",
  "participation",
  "seed",
  "timezone",
  "windows",
  "blackouts",
  "maxPerDay",
  "defaults",
  "apps",
  "members",
  "outageGate",
];
const RATE_MEMBERS = ["meanWorkdaysBetween", "minWorkdaysBetween", "grouping", "regionsAreIndependent"];
const MATCHED = ["account", "region", "stack", "cluster", "detail"];

type Kind = "boolean" | "string" | "count" | "mean" | "object" | readonly string[];

export interface SettingsFindings {
  readonly problems: readonly Problem[];
  /** What works but will surprise: an app that has no members, more draws than the days have room for. */
  readonly warnings: readonly Problem[];
}

/** Everything that is wrong with settings of randomised chaos, at once, each with its path. */
export function checkSettings(given: unknown): SettingsFindings {
  if (!isObject(given)) return { problems: [bad("", "settings are an object", given, "version: 1, windows, apps, members")], warnings: [] };
  const problems = [
    ...strangers(given, MEMBERS, ""),
    ...(given.version === 1 ? [] : [bad("version", "the version of the settings", given.version, "1")]),
    ...each(given, "", { leashed: "boolean", participation: ["opt-in", "opt-out"], seed: "string", maxPerDay: "count" }),
    ...(given.timezone === undefined ? [] : timezoneProblems(given.timezone, "timezone")),
    ...checkHours(given),
    ...(Array.isArray(given.windows) && given.windows.length > 0
      ? []
      : [bad("windows", "at least one window says when runs start", given.windows, "a list")]),
    ...rateProblems(given.defaults ?? {}, "defaults", []),
    ...appsProblems(given.apps),
    ...membersProblems(given.members),
    ...checkGate(given.outageGate),
  ];
  if (problems.length > 0) return { problems, warnings: [] };
  const settings = given as unknown as ChaosSettings;
  return { problems: meanProblems(settings), warnings: warningsOf(settings) };
}

function appsProblems(apps: unknown): Problem[] {
  if (!isObject(apps)) return [bad("apps", "apps are an object by name", apps, "{ checkout: { enabled: true } }")];
  return Object.entries(apps).flatMap(([name, app]) => {
    const at = `apps.${name}`;
    if (!isObject(app)) return [bad(at, "an app is an object", app, "{ enabled: true }")];
    const { exceptions = [] } = app;
    if (!Array.isArray(exceptions))
      return [...rateProblems(app, at, ["enabled", "exceptions"]), bad(`${at}.exceptions`, "exceptions are a list", exceptions, "a list")];
    return [
      ...rateProblems(app, at, ["enabled", "exceptions"]),
      ...each(app, at, { enabled: "boolean" }),
      ...exceptions.flatMap((exception: unknown, index) => {
        const path = `${at}.exceptions[${index}]`;
        if (!isObject(exception)) return [bad(path, "an exception is an object", exception, '{ region: "us-*", stack: "staging" }')];
        return [
          ...strangers(exception, MATCHED, path),
          ...each(exception, path, Object.fromEntries(MATCHED.map((key) => [key, "string"]))),
        ];
      }),
    ];
  });
}

function rateProblems(rate: unknown, at: string, more: readonly string[]): Problem[] {
  if (!isObject(rate)) return [bad(at, "this is an object", rate, "{ meanWorkdaysBetween: 5 }")];
  return [
    ...strangers(rate, [...RATE_MEMBERS, ...more], at),
    ...each(rate, at, {
      meanWorkdaysBetween: "mean",
      minWorkdaysBetween: "count",
      grouping: ["app", "stack", "cluster"],
      regionsAreIndependent: "boolean",
    }),
  ];
}

function membersProblems(members: unknown): Problem[] {
  if (!Array.isArray(members)) return [bad("members", "members are a list", members, "a list")];
  return members.flatMap((member: unknown, index) => {
    const at = `members[${index}]`;
    if (!isObject(member)) return [bad(at, "a member is an object", member, "{ app, account, region, experiment }")];
    const needed = ["app", "account", "region", "experiment"];
    return [
      ...strangers(member, [...needed, "stack", "cluster", "detail"], at),
      ...needed
        .filter((key) => typeof member[key] !== "string" || member[key] === "")
        .map((key) =>
          bad(`${at}.${key}`, "this must be given, as text", member[key], key === "account" ? '"123456789012", in quotes' : "text"),
        ),
      ...each(member, at, { stack: "string", cluster: "string", detail: "string" }),
    ];
  });
}

/** A mean that the gap makes impossible. */
function meanProblems(settings: ChaosSettings): Problem[] {
  const places: [string, string][] = [["defaults", ""], ...Object.keys(settings.apps).map((app): [string, string] => [`apps.${app}`, app])];
  return places.flatMap(([path, app]) => {
    const { meanWorkdaysBetween: mean, minWorkdaysBetween: gap } = rateOf(settings, app);
    if (mean >= gap) return [];
    const message = `a mean of ${mean} workdays cannot be reached with a gap of ${gap}`;
    return [
      {
        code: "impossible-mean",
        path: `${path}.meanWorkdaysBetween`,
        message,
        given: mean,
        allowed: `${gap} or more`,
        remedy: "Raise the mean or lower the gap.",
      },
    ];
  });
}

function warningsOf(settings: ChaosSettings): Problem[] {
  const groups = groupsOf(settings);
  const warnings: Problem[] = [];
  for (const app of Object.keys(settings.apps))
    if (!settings.members.some((member) => member.app === app))
      warnings.push({
        code: "no-members",
        path: `apps.${app}`,
        message: "the app has no members: it is never drawn",
        remedy: "Add its members, or remove it.",
      });
  const perDay = groups
    .filter(({ enabled, members }) => enabled && members.length > 0)
    .reduce(
      (sum, { rate }) => sum + 1 / Math.max(rate.meanWorkdaysBetween, 1 / chanceOf(rate.meanWorkdaysBetween, rate.minWorkdaysBetween)),
      0,
    );
  if (settings.maxPerDay !== undefined && perDay > settings.maxPerDay)
    warnings.push({
      code: "no-room",
      path: "maxPerDay",
      message: `the groups want ${perDay.toFixed(1)} runs a day on average: they take turns, and their means do not hold`,
      given: settings.maxPerDay,
      remedy: "Raise it, or raise the means.",
    });
  return warnings;
}

function each(given: Readonly<Record<string, unknown>>, at: string, kinds: Readonly<Record<string, Kind>>): Problem[] {
  return Object.entries(kinds).flatMap(([key, kind]) => {
    const value = given[key];
    const path = at === "" ? key : `${at}.${key}`;
    if (value === undefined || isKind(value, kind)) return [];
    return [
      bad(
        path,
        "this value is not understood",
        value,
        ALLOWED[typeof kind === "string" ? kind : ""] ?? (kind as readonly string[]).join(", "),
      ),
    ];
  });
}

const ALLOWED: Readonly<Record<string, string>> = {
  boolean: "true, false",
  string: "text (numbers in quotes)",
  count: "a whole number from 1",
  mean: "a number from 1",
};

function isKind(value: unknown, kind: Kind): boolean {
  if (kind === "count") return typeof value === "number" && Number.isInteger(value) && value >= 1;
  if (kind === "mean") return typeof value === "number" && Number.isFinite(value) && value >= 1;
  return typeof kind === "string" ? typeof value === kind : typeof value === "string" && kind.includes(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bad(path: string, message: string, given: unknown, allowed: string): Problem {
  return { code: "bad-settings", path, message, given, allowed, remedy: "See docs/schedules.md." };
}
