import type { Experiment, OrchestratorArgs } from "../../src/provision";
import { checkOrchestrator } from "../../src/provision/orchestrator/check";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const zoneLoss = { experimentName: "zone-loss" } as Experiment;
const check = (args: object, name = "chaos") => checkOrchestrator(name, args as OrchestratorArgs, NOW);
const paths = (args: object, name?: string) => check(args, name).problems.map(({ path }) => path);

test("one experiment is enough, given by itself or with what it demands", () => {
  expect(check({ experiments: [zoneLoss] })).toEqual({ problems: [], warnings: [] });
  const whole = {
    experiment: zoneLoss,
    schedule: { at: "cron(0 10 ? * TUE *)", timezone: "Europe/Berlin", within: "30m" },
    approval: { by: ["anna@example.com"], within: "4h" },
    windows: [{ from: "10:00", to: "24:00", timezone: "UTC" }],
  };
  expect(check({ experiments: [whole] })).toEqual({ problems: [], warnings: [] });
});

test("a schedule that is over, and one that a change of clocks skips, are warnings: the program stays deployable", () => {
  const over = { experiment: zoneLoss, schedule: { at: "at(2026-01-01T00:00:00)" } };
  const skipped = { experiment: { experimentName: "other" }, schedule: { at: "cron(30 2 ? * SUN *)", timezone: "Europe/Berlin" } };
  const { problems, warnings } = check({ experiments: [over, skipped] });
  expect(problems).toEqual([]);
  expect(warnings.map(({ code, path }) => [code, path])).toEqual([
    ["never-fires", "experiments[0].schedule.at"],
    ["skipped-hour", "experiments[1].schedule.at"],
    ["doubled-hour", "experiments[1].schedule.at"],
  ]);
});

test("a Region without durable functions is refused by name, with what to do instead", () => {
  const [problem] = check({ experiments: [zoneLoss], durableFunctions: "not-available" }).problems;
  expect(problem).toMatchObject({ code: "no-durable-functions", path: "durableFunctions" });
  expect(problem?.remedy).toContain("faultline run");
});

describe("settings of randomised chaos", () => {
  const chaos = {
    version: 1,
    windows: [{ from: "10:00", to: "16:00", timezone: "UTC" }],
    apps: { shop: { enabled: true } },
    members: [{ app: "shop", account: "123456789012", region: "eu-west-1", experiment: "zone-loss" }],
  };

  test("are taken with what they warn of", () => {
    expect(check({ experiments: [zoneLoss], chaos })).toEqual({ problems: [], warnings: [] });
    const { problems, warnings } = check({
      experiments: [zoneLoss],
      chaos: { ...chaos, apps: { ...chaos.apps, cart: { enabled: true } } },
    });
    expect(problems).toEqual([]);
    expect(warnings).toMatchObject([{ code: "no-members", path: "chaos.apps.cart" }]);
  });

  test("are refused with every problem at its place, members of experiments that are not here too", () => {
    const wrong = {
      ...chaos,
      windows: [],
      leash: true,
      members: [...chaos.members, { ...chaos.members[0], experiment: "zone-lost" }],
      outageGate: { alarms: ["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a"], status: [{ url: "status", within: "1m" }] },
    };
    expect(paths({ experiments: [zoneLoss], chaos: wrong })).toEqual([
      "chaos.leash",
      "chaos.windows",
      "chaos.outageGate.alarms",
      "chaos.outageGate.status[0].url",
      "chaos.outageGate.status[0].within",
      "chaos.members[1].experiment",
    ]);
    expect(paths({ experiments: [zoneLoss], chaos: null })).toEqual(["chaos"]);
    expect(paths({ experiments: [zoneLoss], chaos: { ...chaos, outageGate: {} } })).toEqual(["chaos.outageGate"]);
  });
});

test("a rate without a beginning is refused, because AWS would run it while the system is still being made", () => {
  const [problem] = check({ experiments: [{ experiment: zoneLoss, schedule: { at: "rate(7 days)" } }] }).problems;
  expect(problem).toMatchObject({ code: "fires-at-once", path: "experiments[0].schedule.from" });
});

test.each([
  ["no arguments at all", undefined, [""]],
  ["no experiments", {}, ["experiments"]],
  ["an empty list", { experiments: [] }, ["experiments"]],
  ["nothing in the list", { experiments: [null, undefined, 1] }, ["experiments[0]", "experiments[1]", "experiments[2]"]],
  ["an experiment twice", { experiments: [zoneLoss, { experiment: zoneLoss }] }, ["experiments[1]"]],
  ["nobody to approve", { experiments: [{ experiment: zoneLoss, approval: { by: [" "], within: "1h" } }] }, ["experiments[0].approval.by"]],
  [
    "a week and a second",
    { experiments: [{ experiment: zoneLoss, approval: { by: ["a"], within: "604801s" } }] },
    ["experiments[0].approval.within"],
  ],
  ["half a day of reports", { experiments: [zoneLoss], retention: { reportDays: 0.5 } }, ["retention.reportDays"]],
  ["days that logs are not kept for", { experiments: [zoneLoss], retention: { logDays: 31 } }, ["retention.logDays"]],
  ["nothing where something is to be kept", { experiments: [zoneLoss], retention: null }, ["retention"]],
  ["subscribers in a list", { experiments: [zoneLoss], subscribers: ["anna"] }, ["subscribers"]],
  ["a subscriber that is nobody", { experiments: [zoneLoss], subscribers: { a: null } }, ["subscribers.a"]],
  [
    "a subscriber without protocol and address",
    { experiments: [zoneLoss], subscribers: { a: { address: "x" } } },
    ["subscribers.a.address", "subscribers.a.protocol", "subscribers.a.endpoint"],
  ],
  ["one alarm action", { experiments: [zoneLoss], alarmActions: "arn", tags: "team" }, ["alarmActions", "tags"]],
  ["a misspelt member", { experiments: [zoneLoss], subscriber: {} }, ["subscriber"]],
])("%s is refused at its place", (_, args, expected) => {
  expect(checkOrchestrator("chaos", args as unknown as OrchestratorArgs, NOW).problems.map(({ path }) => path)).toEqual(expected);
});

test("a name that AWS would not take with what is added to it is refused", () => {
  const experiments = [zoneLoss];
  expect(paths({ experiments }, "a".repeat(30))).toEqual([]);
  for (const name of ["a".repeat(31), "Chaos", "1st", "", "a_b"]) expect(paths({ experiments }, name)).toEqual(["name"]);
});
