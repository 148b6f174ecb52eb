import { join } from "node:path";
import { type ChaosSettings, planDay } from "../../src/schedule";
import { json, start } from "../cli/faultline";
import { tiny } from "./tiny";
import { rehearsed, reportOf } from "./told";

jest.setTimeout(240_000);

const MINUTE = 60_000;
const REGION = "us-east-1";
const ACCOUNT = "123456789012";

/** A zone on whose clock it is between noon and one: no test crosses midnight. */
function noonZone(now: number): string {
  const ahead = 12 - new Date(now).getUTCHours();
  return ahead === 0 ? "UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

function settingsOf(timezone: string, apps: readonly string[]): ChaosSettings {
  return {
    version: 1,
    leashed: false,
    timezone,
    seed: "journey",
    windows: [{ from: "08:00", to: "20:00", timezone }],
    defaults: { meanWorkdaysBetween: 1 },
    apps: Object.fromEntries(apps.map((app) => [app, { enabled: true }])),
    members: apps.map((app) => ({ app, account: ACCOUNT, region: REGION, experiment: "instance-loss" })),
  };
}

/** The name of an app that is drawn today within these minutes of sandbox time from now. */
function appDrawn(now: number, timezone: string, from: number, to: number): string {
  const date = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short" }).format(now);
  for (let tried = 0; tried < 20_000; tried++) {
    const app = `app${tried}`;
    const [run] = planDay(settingsOf(timezone, [app]), date, "journey").runs;
    const after = run ? (Date.parse(run.at) - now) / MINUTE : 0;
    if (after >= from && after <= to) return app;
  }
  throw new Error("no app is drawn then");
}

test("a day of randomised chaos without an account: planned by its schedule, told, run by the function, kept, seen by history --remote", async () => {
  const now = Date.now();
  const timezone = noonZone(now);
  // At sixty minutes in one. Where the machine is too slow for the first draw, the second comes.
  const soon = appDrawn(now, timezone, 24, 34);
  const later = appDrawn(now, timezone, 95, 120);
  const cwd = tiny({ orchestrated: true, chaos: settingsOf(timezone, [soon, later]) });
  const running = start(["rehearse", "--as-deployed", "--json"], { cwd });

  const [, url = ""] = await running.said(/--endpoint-url (\S+)/);
  await running.said(/its daily schedule cron\(0 7 \* \* \? \*\) is moved to/);
  await running.said(/the plan of \d{4}-\d\d-\d\d\n/);
  const [, runId = ""] = await running.said(/(instance-loss-\d{8}-[0-9a-f]{10}) begins at/);
  await running.said(/the day's plan starts it at/);
  await running.said(/the fault is on/);
  const remote = ["--remote", "--deployment", join(cwd, ".faultline/deployment.json"), "--endpoint-url", url];
  const { told: history } = await json<{ runs: { runId: string }[] }>(["history", ...remote]);
  expect(history.runs.map((run) => run.runId)).toContain(runId);

  const { runs } = rehearsed(await running.ended);
  expect(runs.map((run) => ({ runId: run.runId, verdict: run.verdict }))).toEqual([{ runId, verdict: "passed" }]);
  const [run] = runs;
  if (!run) throw new Error("no run");
  const { journal } = reportOf(run).json as { journal: { event: Record<string, unknown> }[] };
  const events = journal.map(({ event }) => event);
  expect(events[0]).toMatchObject({ type: "run-created", by: "randomised chaos", host: "lambda" });
  const text = JSON.stringify(events);
  expect(text).toContain(`drawn for ${soon}/`);
  expect(text).toContain("nobody tells of an outage");
});
