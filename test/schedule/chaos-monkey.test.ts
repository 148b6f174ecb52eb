import { checkSettings, importChaosMonkey, outageGate, planDay, plannedSchedules, readSettings } from "../../src/schedule";
import { member, settingsOf } from "./chaos";

const TOML = `
[chaosmonkey]
enabled = true
schedule_enabled = true
leashed = false
accounts = ["production", "test"]
start_hour = 10
end_hour = 14
time_zone = "Europe/Berlin"
term_account = "root"
max_apps = 7
outage_checker = "pager"
shiny = 1
[database]
host = "db"
encrypted_password = "hunter2"
`;
const APPS = JSON.stringify([
  {
    name: "shop",
    attributes: {
      chaosMonkey: {
        enabled: true,
        meanTimeBetweenKillsInWorkDays: 5,
        minTimeBetweenKillsInWorkDays: 2,
        grouping: "stack",
        regionsAreIndependent: false,
        exceptions: [
          { account: "prod", region: "us-west-2", stack: "staging", detail: "" },
          { account: "test", region: "*", stack: "*", detail: "*" },
        ],
      },
    },
  },
  { name: "legacy", attributes: {} },
  { name: "odd", attributes: { chaosMonkey: { enabled: true, grouping: "planet", exceptions: [{ host: "x" }] } } },
  { name: "listed", attributes: { chaosMonkey: { enabled: true, whitelist: [{ account: "test" }] } } },
]);

describe("Chaos Monkey's configuration", () => {
  const { settings, left } = importChaosMonkey(TOML, APPS);

  test("becomes settings that are in order", () => {
    expect(checkSettings(settings).problems).toEqual([]);
    expect(settings).toMatchObject({
      leashed: false,
      timezone: "Europe/Berlin",
      maxPerDay: 7,
      windows: [{ from: "10:00", to: "14:00", timezone: "Europe/Berlin" }],
      defaults: { meanWorkdaysBetween: 2, minWorkdaysBetween: 1, grouping: "cluster", regionsAreIndependent: true },
    });
    expect(settings.apps.shop).toEqual({
      enabled: true,
      meanWorkdaysBetween: 5,
      minWorkdaysBetween: 2,
      grouping: "stack",
      regionsAreIndependent: false,
      exceptions: [
        { account: "prod", region: "us-west-2", stack: "staging", detail: "" },
        { account: "test", region: "*", stack: "*", detail: "*" },
      ],
    });
  });

  test("names all that cannot be said, and repeats no password", () => {
    expect(left.map(({ path }) => path)).toEqual([
      "database",
      "chaosmonkey.term_account",
      "chaosmonkey.outage_checker",
      "chaosmonkey.shiny",
      "chaosmonkey.accounts",
      "chaosmonkey.max_apps",
      "apps.legacy",
      "apps.odd.grouping",
      "apps.odd.exceptions[0]",
      "apps.listed.whitelist",
      "members",
    ]);
    expect(JSON.stringify(left)).not.toContain("hunter2");
  });

  test("never takes part with less protection than before: an exception that cannot be said switches the app off", () => {
    expect([settings.apps.odd?.enabled, settings.apps.listed?.enabled]).toEqual([false, false]);
  });

  test.each([
    ["nothing written", ""],
    ["not enabled", "[chaosmonkey]\nleashed = false\nschedule_enabled = true"],
    ["not scheduled", "[chaosmonkey]\nleashed = false\nenabled = true"],
    ["leashed", "[chaosmonkey]\nenabled = true\nschedule_enabled = true"],
  ])("stays on its leash: %s", (_, toml) => {
    expect(importChaosMonkey(toml).settings.leashed).toBe(true);
  });

  test("its own defaults are taken for what is not written, and a zone of the machine's is not guessed", () => {
    expect(importChaosMonkey("").settings.windows).toEqual([
      { days: ["MON", "TUE", "WED", "THU", "FRI"], from: "09:00", to: "15:00", timezone: "America/Los_Angeles" },
    ]);
    const local = importChaosMonkey('[chaosmonkey]\ntime_zone = "Local"\nstart_hour = 20\nend_hour = 3');
    expect(local.settings.timezone).toBe("UTC");
    expect(local.left.map(({ path }) => path)).toEqual(expect.arrayContaining(["chaosmonkey.time_zone", "chaosmonkey.start_hour"]));
  });

  test("text that is no TOML is refused", () => {
    expect(() => importChaosMonkey("[chaosmonkey")).toThrow(/^the TOML cannot be read/);
    expect(() => importChaosMonkey("", "{")).toThrow(/^the JSON of the apps cannot be read/);
  });
});

describe("settings in YAML", () => {
  test("name every problem with its line", () => {
    const read = readSettings(
      "version: 1\nleashed: maybe\nwindows:\n  - { days: Mon-Fun, from: '9', to: '15:00', timezone: UTC }\napps:\n  shop:\n    grouping: planet\n    min: 2\nmembers:\n  - app: shop\n    account: 123456789012\n    region: eu-central-1\n",
    );
    expect(read.ok ? [] : read.problems.map(({ path, message }) => `${path}: ${message.replace(/:.*/, "")}`)).toEqual([
      "leashed: line 2",
      "windows[0].days: line 4",
      "windows[0].from: line 4",
      "apps.shop.min: line 8",
      "apps.shop.grouping: line 7",
      "members[0].account: line 11",
      "members[0].experiment: line 10",
    ]);
  });

  test("take days as people write them", () => {
    const read = readSettings(
      "version: 1\nwindows: [{ days: 'Mon-Wed, Fri', from: '09:00', to: '15:00', timezone: UTC }]\napps: {}\nmembers: []\n",
    );
    expect(read.ok && read.value.windows[0]?.days).toEqual(["MON", "TUE", "WED", "FRI"]);
  });

  test.each(["", "- a", "a: [", "a: 1\na: 2"])("%j is refused", (text) => {
    expect(readSettings(text).ok).toBe(false);
  });

  test("a mean below the gap is impossible; too little room is said", () => {
    expect(
      checkSettings(settingsOf({ apps: { shop: { enabled: true, meanWorkdaysBetween: 2, minWorkdaysBetween: 3 } } })).problems.map(
        ({ code }) => code,
      ),
    ).toEqual(["impossible-mean"]);
    const crowded = settingsOf({
      maxPerDay: 1,
      defaults: { meanWorkdaysBetween: 1 },
      apps: { a: { enabled: true }, b: { enabled: true }, c: {} },
      members: [member("a"), member("b")],
    });
    expect(checkSettings(crowded)).toMatchObject({ problems: [], warnings: [{ code: "no-members", path: "apps.c" }, { code: "no-room" }] });
  });
});

describe("the outage gate", () => {
  test("goes only when every probe says that all is clear", () => {
    expect(
      outageGate([
        { name: "alarm a", answer: "clear" },
        { name: "incidents", answer: "clear" },
      ]),
    ).toEqual({ go: true });
  });

  test.each([
    ["nobody was asked", [], ["nothing-asked"]],
    [
      "one does not know",
      [
        { name: "a", answer: "clear" },
        { name: "b", answer: "unknown", detail: "timed out" },
      ],
      ["unknown"],
    ],
    [
      "all reasons at once",
      [
        { name: "a", answer: "outage" },
        { name: "b", answer: "unknown" },
      ],
      ["outage", "unknown"],
    ],
  ] as const)("refuses: %s", (_, probes, codes) => {
    const gate = outageGate(probes);
    expect(gate.go ? [] : gate.reasons.map(({ code }) => code)).toEqual(codes);
  });
});

describe("schedules of a plan", () => {
  const deployment = {
    version: 1,
    project: "p",
    stack: "prod",
    accountId: "123456789012",
    region: "eu-central-1",
    functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:f:live",
    tableName: "t",
    bucketName: "b",
    topicArn: "arn:aws:sns:eu-central-1:123456789012:t",
    scheduleGroup: "faultline",
    experiments: ["shop-loss"],
  } as const;
  const settings = settingsOf({ apps: { shop: { enabled: true, meanWorkdaysBetween: 1 } } });

  test("fire once, at the run's time, under a name that derives from the plan", () => {
    const plan = planDay(settings, "2026-11-23", "s");
    const made = plannedSchedules(plan, deployment);
    const [run] = plan.runs;
    expect(made).toEqual({
      left: [],
      schedules: [
        {
          name: `chaos-${run?.id}`,
          groupName: "faultline",
          expression: `at(${run?.at.slice(0, 19)})`,
          timezone: "UTC",
          actionAfterCompletion: "DELETE",
          input: expect.objectContaining({ kind: "run", experiment: "shop-loss", runId: run?.id, scheduledAt: run?.at }),
        },
      ],
    });
    expect(made.schedules[0]?.name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
    expect(plannedSchedules(planDay(settings, "2026-11-23", "s"), deployment)).toEqual(made);
  });

  test("a plan on a leash makes none, nor one for elsewhere or for an experiment that is not there; each is said", () => {
    const codes = (change: object, where: object = {}) => {
      const { schedules, left } = plannedSchedules(planDay({ ...settings, ...change }, "2026-11-23", "s"), { ...deployment, ...where });
      return [schedules.length, ...left.map(({ code }) => code)];
    };
    expect(codes({ leashed: true })).toEqual([0, "leashed"]);
    expect(codes({}, { region: "us-east-1" })).toEqual([0, "elsewhere"]);
    expect(codes({}, { experiments: [] })).toEqual([0, "experiment-unknown"]);
  });
});
