import { readdirSync } from "node:fs";
import { join } from "node:path";
import { faultline, json, start } from "../cli/faultline";
import { descendants, leftAfter, type Process } from "./processes";
import { tiny } from "./tiny";
import { ISO, rehearsed, reportOf } from "./told";

jest.setTimeout(120_000);

const DOCUMENTED = ["runId", "experiment", "verdict", "reasons", "exitCode", "startedAt", "endedAt", "fisExperimentId", "abort", "report"];

test("a user's own program and code in another folder: a verdict, reports, a history, and nothing left running", async () => {
  const cwd = tiny({ command: "node server.mjs", more: 'new aws.kinesis.Stream("jobs", { shardCount: 1 });' });
  const running = start(["rehearse", "--json", "--speed", "120"], { cwd });
  await running.said(/the program made \d+ resources by AWS API calls; inert, because the sandbox has nothing like them: aws:kinesis/);
  await running.said(/the fault is on/);
  const started: readonly Process[] = descendants(running.pid);
  expect(started.filter(({ command }) => command.includes("server.mjs")).length).toBeGreaterThanOrEqual(2);
  const ended = await running.ended;
  expect(await leftAfter(2, started)).toEqual([]);

  const told = rehearsed(ended);
  expect(told).toMatchObject({ exitCode: 0, inertTypes: ["aws:kinesis/stream:Stream"] });
  expect(told.runs).toHaveLength(1);
  const [run] = told.runs;
  if (!run) throw new Error("no run");
  expect(Object.keys(run).sort()).toEqual([...DOCUMENTED].sort());
  expect(run).toMatchObject({ experiment: "instance-loss", verdict: "passed", exitCode: 0, abort: null });
  expect([run.startedAt, run.endedAt]).toEqual([expect.stringMatching(ISO), expect.stringMatching(ISO)]);
  expect(run.fisExperimentId).toMatch(/^EXP/);
  expect(run.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(["hypothesis-held", "effect-seen", "restored", "no-residue"]));

  expect(readdirSync(join(cwd, ".faultline", "reports"))).toEqual([run.runId]);
  const { html, json: report } = reportOf(run);
  expect(html.includes("When an instance dies, few requests fail")).toBe(true);
  expect(/\s(src|srcset|xlink:href)=|<link|@import|url\(/.exec(html)?.[0]).toBeUndefined();
  expect(report).toMatchObject({ runId: run.runId, experiment: "instance-loss" });
  const { told: history } = await json<{ runs: object[] }>(["history"], { cwd });
  expect(history.runs).toEqual([expect.objectContaining({ runId: run.runId, verdict: "passed", fisExperimentId: run.fisExperimentId })]);
  expect((await json(["plan", "--manifests", ".faultline/manifests.json"], { cwd })).told).toMatchObject({
    plan: { name: "instance-loss" },
  });
  expect(ended.stderr).not.toContain("AWS SDK for JavaScript");
});

test("for people: what happens as plain lines, and a verdict with the reasons that decided it", async () => {
  const cwd = tiny();
  const { code, stdout, stderr } = await faultline(["rehearse", "--speed", "120"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const line of [
    /^\[.*\] sandbox ready at http:\/\/127\.0\.0\.1:\d+, 120× real time$/m,
    /^\[.*\] the system is ready: 3 machines in 2 zones \(3 × app\), traffic: users$/m,
    /^ {2}\+\S.* preflight: may it start\?$/m,
    /^ {2}\+.* the fault is on; the guards watch$/m,
    /^ {2}\+.* 1 target: \S+ 1 \(us-east-1[ab]\)$/m,
    /^ {2}✔ PASSED {2}instance-loss$/m,
    /^ {4}errors during the fault was below 60%: worst [\d.]+%, .* hypothesis-held$/m,
    /^ {4}.* i-[0-9a-f]+ went from running to [\w-]+ effect-seen$/m,
    /^ {4}\d+ more facts, the plots and the timeline: \.faultline\/reports\/\S+\/report\.html$/m,
  ])
    expect(stdout).toMatch(line);
  expect(stdout.match(/^ {4}.* [a-z]+-[a-z-]+$/gm)?.length).toBeLessThanOrEqual(7);
  expect(stdout).not.toContain("\u001b");
  expect(stdout).not.toMatch(/\d\.\d{4}/);
});

test("the project that init writes passes its first rehearsal", async () => {
  const cwd = tiny();
  expect((await faultline(["init", "first"], { cwd })).code).toBe(0);
  const told = rehearsed(await faultline(["rehearse", "first", "--json", "--speed", "120"], { cwd }));
  expect(told.runs.map(({ experiment, verdict }) => ({ experiment, verdict }))).toEqual([
    { experiment: "instance-loss", verdict: "passed" },
  ]);
});
