import { parse } from "smol-toml";
import { messageOf, type Problem } from "../../words";
import { isTimezone } from "../zone";
import { type ChaosApp, type ChaosException, type ChaosSettings, RATE } from "./settings";

export interface ImportedChaosMonkey {
  /** Without members: which experiment hits what, Chaos Monkey did not know. */
  readonly settings: ChaosSettings;
  /** Everything that was written and could not be said here, or is said otherwise, each with its place. */
  readonly left: readonly Problem[];
}

type Table = Readonly<Record<string, unknown>>;

/** What Chaos Monkey takes where its file says nothing. */
const DEFAULTS: Table = {
  enabled: false,
  leashed: true,
  schedule_enabled: false,
  accounts: [],
  start_hour: 9,
  end_hour: 15,
  time_zone: "America/Los_Angeles",
};
const UNLIMITED = 2_147_483_647;

/** What has no place here, and what does its work instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  term_account: "Runs happen under the experiment's own role.",
  term_path: "Faultline runs experiments itself.",
  cron_path: "EventBridge Scheduler starts the runs: see docs/schedules.md.",
  decryptor: "There are no passwords to decrypt.",
  trackers: "Runs are kept in the Orchestrator's table and told on its topic.",
  error_counter: "The Orchestrator has alarms on itself.",
  outage_checker: "Name alarms and status addresses in outageGate: see docs/schedules.md.",
};

/**
 * Settings from Chaos Monkey's `chaosmonkey.toml` and, if given, the configuration of its apps as JSON: an object by app's name, or the list of
 * Spinnaker's applications (`[{ "name": "shop", "attributes": { "chaosMonkey": { … } } }]`). Nothing is dropped in silence. Throws a RangeError
 * for text that is neither TOML nor JSON.
 */
export function importChaosMonkey(toml: string, appsJson?: string): ImportedChaosMonkey {
  const left: Problem[] = [];
  const leave = (path: string, message: string, remedy: string, given?: unknown) =>
    left.push({ code: "not-said", path, message, given, remedy });
  const file: Table = read(() => parse(toml), "the TOML");
  for (const [key, given] of Object.entries(file)) {
    // Passwords must not come out again in a message.
    if (key !== "chaosmonkey")
      leave(
        key,
        "this section has no place here",
        "Nothing is lost: it belongs to Chaos Monkey's own machinery.",
        isTable(given) ? Object.keys(given) : undefined,
      );
  }
  const monkey: Table = { ...DEFAULTS, ...(isTable(file.chaosmonkey) ? file.chaosmonkey : {}) };
  for (const [key, given] of Object.entries(monkey)) {
    const remedy = ELSEWHERE[key];
    if (remedy !== undefined) leave(`chaosmonkey.${key}`, "there is no such thing here", remedy, given);
    else if (!(key in DEFAULTS) && key !== "max_apps") leave(`chaosmonkey.${key}`, "this is not known", "Look up what it means.", given);
  }
  const accounts = Array.isArray(monkey.accounts) ? monkey.accounts.map(String) : [];
  leave("chaosmonkey.accounts", "accounts are those of the members, by their number", "Give members of these accounts alone.", accounts);
  const max = monkey.max_apps;
  const isLimited = typeof max === "number" && max >= 1 && max < UNLIMITED;
  if (isLimited)
    leave(
      "chaosmonkey.max_apps",
      "it limited apps a day; maxPerDay limits runs a day",
      "Raise maxPerDay when apps have several groups.",
      max,
    );
  else if (max !== undefined && max !== UNLIMITED)
    leave("chaosmonkey.max_apps", "this is not a limit that can be kept", "Give maxPerDay.", max);
  const runs = monkey.enabled === true && monkey.schedule_enabled === true && monkey.leashed === false;
  if (monkey.leashed === false && !runs)
    leave(
      "chaosmonkey.enabled",
      "without enabled and schedule_enabled nothing ran: the plan stays on its leash",
      "Write leashed: false when runs shall happen.",
      false,
    );
  const timezone = zoneOf(monkey, leave);
  const settings: ChaosSettings = {
    version: 1,
    leashed: !runs,
    participation: "opt-in",
    timezone,
    windows: [{ days: ["MON", "TUE", "WED", "THU", "FRI"], ...hoursOf(monkey, leave), timezone }],
    ...(isLimited ? { maxPerDay: max } : {}),
    defaults: RATE,
    apps: appsJson === undefined ? {} : appsOf(appsJson, leave),
    members: [],
  };
  leave(
    "members",
    "Chaos Monkey ended instances that Spinnaker knew; here members name the experiments that hit them",
    "Write the members: see docs/schedules.md.",
  );
  return { settings, left };
}

type Leave = (path: string, message: string, remedy: string, given?: unknown) => void;

function zoneOf({ time_zone: zone }: Table, leave: Leave): string {
  if (typeof zone === "string" && isTimezone(zone) && zone !== "Local") return zone;
  leave("chaosmonkey.time_zone", "this is no IANA time zone; UTC is taken", "Write the zone in timezone and in windows.", zone);
  return "UTC";
}

function hoursOf({ start_hour: start, end_hour: end }: Table, leave: Leave): { readonly from: string; readonly to: string } {
  const isHour = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 24;
  const text = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
  if (isHour(start) && isHour(end) && start < end) return { from: text(start), to: text(end) };
  leave("chaosmonkey.start_hour", "these hours make no window; Chaos Monkey's own, 9 to 15, are taken", "Write the window.", [start, end]);
  return { from: "09:00", to: "15:00" };
}

function appsOf(json: string, leave: Leave): Readonly<Record<string, ChaosApp>> {
  const given: unknown = read(() => JSON.parse(json), "the JSON of the apps");
  const named: [string, unknown][] = Array.isArray(given)
    ? given.map((app: unknown, index): [string, unknown] => {
        const one = isTable(app) ? app : {};
        const attributes = isTable(one.attributes) ? one.attributes : one;
        return [typeof one.name === "string" ? one.name : `[${index}]`, attributes.chaosMonkey];
      })
    : Object.entries(isTable(given) ? given : {}).map(([name, app]): [string, unknown] => [
        name,
        isTable(app) && isTable(app.chaosMonkey) ? app.chaosMonkey : app,
      ]);
  if (!Array.isArray(given) && !isTable(given)) leave("apps", "these are no apps", "Give an object by name, or a list.", given);
  const apps = named.flatMap(([name, config]): [string, ChaosApp][] => {
    if (isTable(config)) return [[name, appOf(config, `apps.${name}`, leave)]];
    leave(
      `apps.${name}`,
      "it has no configuration of Chaos Monkey: it does not take part",
      "Give it one, or write the app by hand.",
      config,
    );
    return [];
  });
  return Object.fromEntries(apps);
}

function appOf(config: Table, at: string, leave: Leave): ChaosApp {
  const app: Record<string, unknown> = {};
  const take = (from: string, to: string, fits: (value: unknown) => boolean) => {
    const value = config[from];
    if (value === undefined) return;
    if (fits(value)) app[to] = value;
    else leave(`${at}.${from}`, "this value cannot be kept; the default is taken", "Write it by hand.", value);
  };
  const isDays = (value: unknown) => typeof value === "number" && value >= 1;
  take("enabled", "enabled", (value) => typeof value === "boolean");
  take("meanTimeBetweenKillsInWorkDays", "meanWorkdaysBetween", isDays);
  take("minTimeBetweenKillsInWorkDays", "minWorkdaysBetween", (value) => isDays(value) && Number.isInteger(value));
  take("grouping", "grouping", (value) => value === "app" || value === "stack" || value === "cluster");
  take("regionsAreIndependent", "regionsAreIndependent", (value) => typeof value === "boolean");
  const known = [
    "enabled",
    "meanTimeBetweenKillsInWorkDays",
    "minTimeBetweenKillsInWorkDays",
    "grouping",
    "regionsAreIndependent",
    "exceptions",
  ];
  for (const [key, given] of Object.entries(config))
    if (!known.includes(key))
      leave(
        `${at}.${key}`,
        key === "whitelist" ? "a list of what alone may be hit has no place here" : "this is not known",
        "Give only such members.",
        given,
      );
  const { exceptions } = config;
  if (exceptions !== undefined && !Array.isArray(exceptions))
    leave(`${at}.exceptions`, "exceptions are a list: the app is switched off", "Write them by hand.", exceptions);
  const isUnsafe = (exceptions !== undefined && !Array.isArray(exceptions)) || config.whitelist !== undefined;
  const kept = (Array.isArray(exceptions) ? exceptions : []).map((given: unknown, index) =>
    exceptionOf(given, `${at}.exceptions[${index}]`, leave),
  );
  // Less protection than Chaos Monkey gave must not come from reading its file.
  return {
    ...app,
    enabled: app.enabled === true && !isUnsafe && !kept.includes(undefined),
    exceptions: kept.filter((one) => one !== undefined),
  };
}

function exceptionOf(given: unknown, at: string, leave: Leave): ChaosException | undefined {
  const known = ["account", "region", "stack", "cluster", "detail"];
  if (isTable(given) && Object.entries(given).every(([key, value]) => known.includes(key) && typeof value === "string")) return given;
  leave(at, "this exception cannot be said: the app is switched off", "Write it by hand, then enable the app.", given);
  return undefined;
}

function read<T>(parser: () => T, what: string): T {
  try {
    return parser();
  } catch (thrown) {
    throw new RangeError(`${what} cannot be read: ${messageOf(thrown).split("\n")[0]}`);
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
