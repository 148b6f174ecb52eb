import { type Ended, faultline, json, start } from "../cli/faultline";
import { descendants, leftAfter } from "./processes";
import { tiny } from "./tiny";
import { rehearsed, reportOf, type ToldRun } from "./told";

jest.setTimeout(300_000);

const AS_DEPLOYED = ["rehearse", "--as-deployed", "--json"];

function only(ended: Ended): ToldRun {
  const told = rehearsed(ended);
  expect(told.runs).toHaveLength(1);
  const [run] = told.runs;
  if (!run) throw new Error("no run");
  return run;
}

/** What the journal says happened, by kind. */
function eventsOf(run: ToldRun): readonly { readonly type: string; readonly host?: string }[] {
  const { journal } = reportOf(run).json as { journal: { event: { type: string; host?: string } }[] };
  return journal.map(({ event }) => event);
}

test("a schedule fires, the function runs the experiment, the report is in the bucket, the message on the topic, the run in the history", async () => {
  const cwd = tiny({ orchestrated: true });
  const running = start(AS_DEPLOYED, { cwd });
  await running.said(/its schedule cron\(0 10 \? \* TUE \*\) is moved to \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
  const started = descendants(running.pid);
  const ended = await running.ended;
  const run = only(ended);
  expect({ verdict: run.verdict, reasons: run.reasons.filter(({ supports }) => supports !== "passed") }).toEqual({
    verdict: "passed",
    reasons: [],
  });
  expect(run.runId).toMatch(/^instance-loss-\d{8}-\d{6}$/);
  const events = eventsOf(run);
  expect(events[0]).toMatchObject({ type: "run-created", by: "schedule instance-loss", host: "lambda" });
  expect(reportOf(run).html).toContain(run.runId);
  expect(await leftAfter(5, started)).toEqual([]);
  const { told: history } = await json<{ runs: object[] }>(["history"], { cwd });
  expect(history.runs).toMatchObject([{ runId: run.runId, verdict: "passed" }]);
});

test("the function's process is killed while the fault is on: it is invoked again, and there is one experiment, one verdict", async () => {
  // At twenty minutes in one, three seconds pass before the dead-man's switch acts; a machine that needs longer for a new process has it act, rightly.
  const running = start([...AS_DEPLOYED, "--speed", "20"], { cwd: tiny({ orchestrated: true }) });
  await running.said(/the fault is on/);
  const killed = descendants(running.pid).filter(({ command }) => /lambda.*bootstrap/.test(command));
  expect(killed.length).toBeGreaterThan(0);
  for (const { pid } of killed) process.kill(pid, "SIGKILL");
  const run = only(await running.ended);
  const [first] = run.reasons.filter(({ supports }) => supports !== "passed");
  expect([
    ["passed", undefined],
    ["aborted", "dead-man"],
  ]).toContainEqual([run.verdict, first?.code]);
  const types = eventsOf(run).map(({ type }) => type);
  expect(types.filter((type) => type === "start-accepted")).toHaveLength(1);
  expect(types.filter((type) => type === "run-ended")).toHaveLength(1);
  expect(types).toContain("adopted");
});

test("a run that asks for approval is approved by the first person named, visibly; a guard stops it inside the function as it does here", async () => {
  const approvers = ["anna@example.com", "bob@example.com"];
  const ended = await faultline(AS_DEPLOYED, { cwd: tiny({ orchestrated: true, approvers, instances: 1, guard: 20, watchFor: "10m" }) });
  expect(ended.stderr).toMatch(/run \S+ waits for approval by anna@example\.com or bob@example\.com: the rehearsal approves it as anna/);
  const run = only(ended);
  expect(reportOf(run).html).toContain("approved by anna@example.com");
  expect(run.verdict).toBe("aborted");
  expect(["guard-breached", "stop-condition"]).toContain(run.reasons[0]?.code);
  expect(run.abort?.effectGoneAt).toBeTruthy();
});

test("Ctrl-C before the run began: it never begins, or is stopped as soon as it has, and the command ends", async () => {
  const running = start(AS_DEPLOYED, { cwd: tiny({ orchestrated: true }) });
  await running.said(/is moved to/);
  process.kill(running.pid, "SIGINT");
  const ended = await running.ended;
  const told = rehearsed(ended);
  expect({ code: ended.code, stopped: told.stopped }).toEqual({ code: 3, stopped: "Ctrl-C" });
  expect(told.runs.map(({ fisExperimentId }) => fisExperimentId)).toEqual(told.runs.map(() => null));
});

test("a stack without an Orchestrator is refused before anything runs, with the next step", async () => {
  const ended = await faultline(AS_DEPLOYED, { cwd: tiny() });
  expect(ended.code).toBe(2);
  expect(JSON.parse(ended.stdout)).toMatchObject({
    error: { code: "no-orchestrator", remedy: expect.stringContaining("new Orchestrator(") },
  });
  expect(ended.stderr).not.toContain("the system is ready");
});
