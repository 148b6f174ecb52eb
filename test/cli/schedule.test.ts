import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../../src/words";
import { faultline, folder, json, type Told } from "./faultline";

const PAGE = readFileSync(join(__dirname, "../../docs/schedules.md"), "utf8");
/** The settings that the page shows. */
const CHAOS = /```yaml\n(version: 1\n.*?)```/s.exec(PAGE)?.[1] ?? "";
const RUNNING = CHAOS.replace("leashed: true", "leashed: false").replace("meanWorkdaysBetween: 5", "meanWorkdaysBetween: 1");

interface Plan {
  readonly plan: { readonly week: string; readonly leashed: boolean; readonly days: readonly { readonly runs: readonly unknown[] }[] };
}

test("an expression's next runs, in UTC and in its zone", async () => {
  const { code, told } = await json<{ runs: readonly string[] }>([
    "schedule",
    "cron(0 10 ? * MON-FRI 2190)",
    "--zone",
    "Europe/Berlin",
    "--count",
    "2",
  ]);
  expect({ code, runs: told.runs }).toEqual({ code: 0, runs: ["2190-01-01T09:00:00.000Z", "2190-01-04T09:00:00.000Z"] });
  const { stdout } = await faultline(["schedule", "cron(0 10 ? * MON-FRI 2190)", "--zone", "Europe/Berlin", "--count", "1"]);
  expect(stdout).toContain("2190-01-01T09:00:00.000Z  Fri 2190-01-01 10:00");
});

test("a wrong expression is exit 2 with everything that is wrong", async () => {
  const { code, told } = await json(["schedule", "cron(99 10 ? * FUN *)", "--zone", "Mars/Base"]);
  expect(code).toBe(2);
  expect(told.error.problems?.map((problem) => problem.code)).toEqual(["bad-schedule", "bad-schedule", "bad-timezone"]);
});

test.each([
  { words: [], says: "nothing to do" },
  { words: ["rate(1 day)", "--preview"], says: "One thing at a time" },
  { words: ["rate(1 day)", "--week", "2026-W48"], says: "--week says nothing" },
  { words: ["--preview", "--week", "2027-W53"], says: "no week 2027-W53" },
  { words: ["--preview", "--config", "none.yaml"], says: "none.yaml" },
])("$words is refused", async ({ words, says }) => {
  const cwd = folder({ "chaos.yaml": CHAOS });
  const { code, told } = await json<Told>(["schedule", ...words], { cwd });
  expect({ code, message: told.error.message }).toEqual({ code: 2, message: expect.stringContaining(says) });
});

test("the page's settings plan a week on a leash, the same each time, another for another seed", async () => {
  const cwd = folder({ "chaos.yaml": CHAOS, "running.yaml": RUNNING });
  const preview = async (...more: string[]) =>
    (await json<Plan>(["schedule", "--preview", "--week", "2026-W48", ...more], { cwd })).told.plan;
  const plan = await preview();
  expect(plan).toMatchObject({ week: "2026-W48", leashed: true });
  expect(await preview()).toEqual(plan);
  expect(await preview("--seed", "other")).not.toEqual(plan);
  expect((await preview("--config", "running.yaml")).days.flatMap(({ runs }) => runs).length).toBeGreaterThan(0);
  const { stdout } = await faultline(["schedule", "--preview", "--week", "2026-W48"], { cwd });
  expect(stdout).toContain("On a leash: nothing of this will be executed.");
});

test("a committed plan is compared: exit 0 while the settings give it, 1 when they do not; it is never overwritten", async () => {
  const cwd = folder({ "chaos.yaml": RUNNING, "changed.yaml": RUNNING.replace('from: "10:00"', 'from: "11:00"') });
  const make = ["schedule", "--preview", "--week", "2026-W48", "--out", "plan.json"];
  expect((await faultline(make, { cwd })).code).toBe(0);
  expect((await faultline(["schedule", "--check", "plan.json"], { cwd })).code).toBe(0);
  const changed = await faultline(["schedule", "--check", "plan.json", "--config", "changed.yaml"], { cwd });
  expect({ code: changed.code, stdout: changed.stdout }).toEqual({ code: 1, stdout: expect.stringContaining("they have changed") });
  expect((await faultline(make, { cwd })).code).toBe(2);
  expect((await faultline(["schedule", "--preview", "--week", "2026-W49", "--after", "plan.json"], { cwd })).code).toBe(0);
  expect((await faultline(["schedule", "--check", "chaos.yaml"], { cwd })).code).toBe(2);
});

test("settings with problems are exit 2, each problem with its line", async () => {
  const cwd = folder({ "chaos.yaml": "version: 2\nwindows: []\napps: {}\nmembers: []\nleash: false\n" });
  const { code, told } = await json(["schedule", "--preview"], { cwd });
  expect(code).toBe(2);
  expect((told.error.problems as unknown as readonly Problem[]).map(({ path, message }) => `${path} ${message.slice(0, 6)}`)).toEqual([
    "leash line 5",
    "version line 1",
    "windows line 2",
  ]);
});

test("Chaos Monkey's file becomes settings that can be planned with, and what could not be said is said", async () => {
  const cwd = folder({
    "chaosmonkey.toml": '[chaosmonkey]\nenabled = true\nterm_account = "root"\n',
    "apps.json": '{ "shop": { "enabled": true, "meanTimeBetweenKillsInWorkDays": 5 } }',
  });
  const { code, stderr } = await faultline(["schedule", "--import", "chaosmonkey.toml", "--apps", "apps.json", "--out", "chaos.yaml"], {
    cwd,
  });
  expect(code).toBe(0);
  expect(stderr).toContain("chaosmonkey.term_account");
  expect(readFileSync(join(cwd, "chaos.yaml"), "utf8")).toContain("meanWorkdaysBetween: 5");
  expect((await faultline(["schedule", "--preview"], { cwd })).code).toBe(0);
});
