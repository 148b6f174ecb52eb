import { faultline, json, start } from "../cli/faultline";
import { descendants, leftAfter } from "./processes";
import { tiny } from "./tiny";
import { rehearsed, reportOf } from "./told";

jest.setTimeout(120_000);

const REHEARSE = ["rehearse", "--json", "--speed", "120"];

test("a weak system: the guard stops the fault, exit 3, and the report says which guard, at which sample, how fast", async () => {
  const told = rehearsed(await faultline(REHEARSE, { cwd: tiny({ instances: 1, guard: 30 }) }));
  expect(told.exitCode).toBe(3);
  const [run] = told.runs;
  if (!run) throw new Error("no run");
  expect(run).toMatchObject({ verdict: "aborted", exitCode: 3 });
  expect(["guard-breached", "stop-condition"]).toContain(run.reasons[0]?.code);
  expect(run.reasons[0]?.message).toContain("errors");
  const { breachAt, decidedAt, stopAcceptedAt, effectGoneAt } = run.abort ?? {};
  const instants = [breachAt, decidedAt, stopAcceptedAt, effectGoneAt].map((at) => Date.parse(at ?? "never"));
  expect(instants).toEqual([...instants].sort((a, b) => a - b));
  expect(instants.every(Number.isFinite)).toBe(true);
  const { html } = reportOf(run);
  for (const words of [/guard.{0,40}errors/, /sample \d+/i, /stop accepted/i])
    expect({ words, said: words.test(html) }).toEqual({ words, said: true });
});

test("Ctrl-C in a terminal, while the fault is on: it is stopped, waited for, judged and reported; a second one says what still runs", async () => {
  const running = start(REHEARSE, { cwd: tiny({ watchFor: "20m" }) });
  const [, experiment] = await running.said(/FIS accepted it as (EXP\w+)/);
  await running.said(/experiment running/);
  const started = descendants(running.pid);
  running.child.kill("SIGINT");
  await running.said(/Stopping run \S+: waiting until the platform reports the end/);
  running.child.kill("SIGINT");
  await running.said(new RegExp(`(Still running|Nothing runs any more): FIS experiment ${experiment}`));
  const ended = await running.ended;
  expect(await leftAfter(2, started)).toEqual([]);
  const told = rehearsed(ended);
  expect(told).toMatchObject({ exitCode: 3, stopped: "Ctrl-C" });
  expect(told.runs[0]).toMatchObject({ verdict: "aborted", fisExperimentId: experiment });
  expect(told.runs[0]?.reasons[0]).toMatchObject({ code: "stopped-by-person", supports: "aborted" });
  expect(told.runs[0]?.abort?.effectGoneAt).toBeTruthy();
  expect(told.runs[0]?.endedAt).toBeTruthy();
  reportOf(told.runs[0] as never);
});

test("Ctrl-C while the system is being made: nothing is run, exit 3, nothing is left", async () => {
  const running = start(REHEARSE, { cwd: tiny() });
  await running.said(/sandbox ready/);
  const started = descendants(running.pid);
  running.child.kill("SIGINT");
  const told = rehearsed(await running.ended);
  expect(told).toMatchObject({ exitCode: 3, runs: [], stopped: "Ctrl-C" });
  expect(await leftAfter(2, started)).toEqual([]);
});

test("the rehearsal itself is killed: everything that it started ends by itself", async () => {
  const running = start(REHEARSE, { cwd: tiny() });
  await running.said(/the fault is on/);
  const started = descendants(running.pid);
  expect(started.length).toBeGreaterThanOrEqual(3);
  running.child.kill("SIGKILL");
  expect(await leftAfter(8, started)).toEqual([]);
});

test("the sandbox is killed while the fault is on: errored, with the cause; what was recorded is kept, nothing is left", async () => {
  const cwd = tiny({ watchFor: "20m" });
  const running = start(REHEARSE, { cwd });
  await running.said(/experiment running/);
  const started = descendants(running.pid);
  const sandbox = started.find(({ command }) => command.includes("faultline.js sandbox"));
  process.kill(sandbox?.pid ?? Number.NaN, "SIGKILL");
  const ended = await running.ended;
  expect(await leftAfter(8, started)).toEqual([]);
  const told = rehearsed(ended);
  expect(told).toMatchObject({ exitCode: 6, stopped: "the sandbox is gone: it was ended by SIGKILL" });
  expect(told.runs[0]).toMatchObject({ verdict: "errored", exitCode: 6 });
  expect(told.runs[0]?.reasons.map(({ message }) => message).join("\n")).toContain("the sandbox is gone: it was ended by SIGKILL");
  expect(ended.stderr).not.toMatch(/^ +at /m);
  reportOf(told.runs[0] as never);
  const { told: history } = await json<{ runs: object[] }>(["history"], { cwd });
  expect(history.runs).toEqual([expect.objectContaining({ runId: told.runs[0]?.runId })]);
});

test("a machine that is killed from outside: the run goes on and is judged", async () => {
  const running = start(REHEARSE, { cwd: tiny({ instances: 4, command: "node server.mjs" }) });
  await running.said(/experiment running/);
  const machine = descendants(running.pid).findLast(({ command }) => /^\S*node server\.mjs/.test(command));
  process.kill(machine?.pid ?? Number.NaN, "SIGKILL");
  const told = rehearsed(await running.ended);
  expect(told.runs).toHaveLength(1);
  expect(["passed", "failed", "aborted"]).toContain(told.runs[0]?.verdict);
  expect(told.runs[0]?.endedAt).toBeTruthy();
});

test("two rehearsals at once in one folder: each has its own sandbox, run and report", async () => {
  const cwd = tiny({ instances: 2 });
  const both = await Promise.all([faultline([...REHEARSE], { cwd }), faultline([...REHEARSE], { cwd })]);
  const runs = both.map((ended) => rehearsed(ended).runs[0]);
  expect(runs.map((run) => run?.verdict)).toEqual(["passed", "passed"]);
  expect(new Set(runs.map((run) => run?.runId)).size).toBe(2);
  for (const run of runs) expect(reportOf(run as never).json).toMatchObject({ runId: run?.runId });
  const { told } = await json<{ runs: { runId: string }[] }>(["history"], { cwd });
  expect(told.runs.map(({ runId }) => runId).sort()).toEqual(runs.map((run) => run?.runId).sort());
});
