import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runResult } from "../../src/run";
import { abortedRun, manifest, passedRun } from "../report/journal";
import { faultline, folder, json, start } from "./faultline";
import { open, storeOf } from "./stored";

const PASSED = "20260105-120000-aaaaaa";
const ABORTED = "20260106-120000-bbbbbb";

const later = (entries: ReturnType<typeof passedRun>) => entries.map((entry) => ({ ...entry, at: entry.at + 86_400_000 }));
const both = () => storeOf({ [PASSED]: passedRun(), [ABORTED]: later(abortedRun()) });

/** The beginning of a run whose conductor is gone: the fault is on. */
const cutOff = () =>
  passedRun().slice(
    0,
    passedRun().findIndex(({ event }) => event.type === "experiment-observed"),
  );

test("history tells the runs, the newest first, to people and to machines", async () => {
  const store = await both();
  const { code, stdout } = await faultline(["history", "--store", store]);
  const rows = stdout.trimEnd().split("\n");
  expect({ code, rows: rows.length }).toEqual({ code: 0, rows: 3 });
  expect(rows[1]).toMatch(new RegExp(`^${ABORTED} +zone-loss +2026-01-06T12:00:00.000Z +aborted +EXP1$`));
  expect(rows[2]).toMatch(new RegExp(`^${PASSED} +zone-loss +2026-01-05T12:00:00.000Z +passed +EXP1$`));

  const { told } = await json<{ runs: object[] }>(["history", "zone-loss", "--limit", "1", "--store", store]);
  expect(told).toEqual({
    runs: [
      {
        runId: ABORTED,
        experiment: "zone-loss",
        startedAt: "2026-01-06T12:00:00.000Z",
        endedAt: expect.stringMatching(/^2026-01-06T/),
        verdict: "aborted",
        fisExperimentId: "EXP1",
      },
    ],
  });
  expect((await json(["history", "other", "--store", store])).told).toEqual({ runs: [] });
});

test("an empty history is no error", async () => {
  const store = folder();
  expect(await faultline(["history", "--store", store])).toMatchObject({ code: 0, stdout: "No run yet.\n" });
});

test("report writes both files again, for the newest run, an id, or the beginning of one", async () => {
  const store = await both();
  const { code, told } = await json<{ runId: string; report: { html: string; json: string } }>(["report", "--store", store]);
  expect({ code, told }).toEqual({
    code: 0,
    told: {
      runId: ABORTED,
      report: { html: join(store, "reports", ABORTED, "report.html"), json: join(store, "reports", ABORTED, "report.json") },
    },
  });
  const earlier = await json<{ runId: string; report: { html: string; json: string } }>(["report", "20260105", "--store", store]);
  expect(earlier.told.runId).toBe(PASSED);
  expect(readFileSync(earlier.told.report.html, "utf8")).toContain("<!doctype html>");
  expect(JSON.parse(readFileSync(earlier.told.report.json, "utf8"))).toMatchObject({ runId: PASSED, verdict: expect.anything() });
});

test.each([
  { given: [], runs: [], says: "no run yet" },
  { given: ["nope"], runs: [PASSED], says: 'no run "nope"' },
  { given: ["2026"], runs: [PASSED, ABORTED], says: "the beginning of 2 runs" },
])("a run that is not meant clearly is refused: $says", async ({ given, says, runs }) => {
  const store = await storeOf(Object.fromEntries(runs.map((runId) => [runId, passedRun()])));
  for (const command of ["report", "watch", "stop", "resume"]) {
    const { code, stderr, told } = await json([command, ...given, "--store", store]);
    expect({ code, told }).toMatchObject({ code: 2, told: { error: { code: "unknown-run" }, exitCode: 2 } });
    expect(stderr).toContain(says);
    expect(stderr).toContain("faultline history");
  }
});

test("watch tells a run that is over to its end, and gives its exit code", async () => {
  const store = await both();
  const plain = await faultline(["watch", ABORTED, "--store", store]);
  expect(plain.code).toBe(3);
  expect(plain.stdout).toMatch(/^ {2}\+6m 6s +FIS accepted it as EXP1$/m);
  expect(plain.stdout).toContain("ABORTED  zone-loss");
  const { told, code } = await json(["watch", PASSED, "--store", store]);
  expect(code).toBe(0);
  expect(told).toEqual(JSON.parse(JSON.stringify(runResult(passedRun().map((entry) => ({ ...entry, runId: PASSED }))))));
});

test("watch follows a run while another process writes it", async () => {
  const entries = passedRun();
  const begun = cutOff().length;
  const dir = await storeOf({ [PASSED]: entries.slice(0, begun) });
  const store = await open(dir);
  try {
    await store.lease(PASSED, "test/1", 60_000);
    const watching = start(["watch", "--store", dir]);
    await watching.said(/1 target: stop-instances-Instances 1 \(us-east-1a\)/);
    for (const { seq, at, event } of entries.slice(begun)) await store.append(PASSED, seq, at, event);
    const { code, stdout } = await watching.ended;
    expect(code).toBe(0);
    expect(stdout).toContain("experiment completed: cut-network completed, stop-instances completed");
    expect(stdout).toContain("PASSED  zone-loss");
  } finally {
    await store.close();
  }
});

test("watch of a run that nobody conducts says so and how to continue it", async () => {
  const store = await storeOf({ [PASSED]: cutOff() });
  const { code, told } = await json(["watch", "--store", store]);
  expect({ code, told }).toMatchObject({
    code: 6,
    told: { error: { code: "run-orphaned", remedy: expect.stringContaining(`faultline resume ${PASSED}`) }, exitCode: 6 },
  });
});

test("stop writes the wish down for whoever conducts the run, with its reason", async () => {
  const dir = await storeOf({ [PASSED]: cutOff() });
  const { code, told } = await json(["stop", "--no-wait", "--reason", "the shop is down", "--store", dir]);
  expect({ code, told }).toMatchObject({ code: 0, told: { runId: PASSED, stopped: false } });
  const store = await open(dir);
  const last = (await store.read(PASSED)).at(-1);
  await store.close();
  expect(last?.event).toMatchObject({ type: "stop-requested", cause: { kind: "person", reason: "the shop is down" } });
});

test("stop of a run that is over is refused", async () => {
  const store = await storeOf({ [PASSED]: passedRun() });
  expect((await json(["stop", "--store", store])).told).toMatchObject({ error: { code: "run-over" }, exitCode: 2 });
});

test("resume of a run that is over gives its result again, and asks neither AWS nor a sandbox", async () => {
  const store = await storeOf({ [ABORTED]: abortedRun() });
  const { code, told } = await json<{ verdict: string; report: { html: string } }>(["resume", "--store", store], {
    env: { AWS_ENDPOINT_URL: "http://127.0.0.1:9" },
  });
  expect({ code, verdict: told.verdict }).toEqual({ code: 3, verdict: "aborted" });
  expect(existsSync(told.report.html)).toBe(true);
});

test("run and resume against an endpoint where no sandbox answers are refused before anything is recorded", async () => {
  const dir = folder({ "manifests.json": JSON.stringify({ "zone-loss": manifest() }) });
  const given = ["--manifests", "manifests.json", "--endpoint-url", "http://127.0.0.1:9"];
  expect((await json(["run", ...given], { cwd: dir })).told).toMatchObject({ error: { code: "no-sandbox" }, exitCode: 6 });
  expect((await json(["history"], { cwd: dir })).told).toEqual({ runs: [] });
  const store = await storeOf({ [PASSED]: cutOff() });
  expect((await json(["resume", "--store", store, "--endpoint-url", "http://127.0.0.1:9"])).told).toMatchObject({
    error: { code: "no-sandbox" },
    exitCode: 6,
  });
});

test("a store that cannot be made is refused with the next step", async () => {
  const dir = folder({ file: "" });
  for (const store of [join(dir, "file"), join(dir, "file/runs"), "/dev/null/runs"]) {
    const { code, stderr, told } = await json(["history", "--store", store]);
    expect({ code, told }).toMatchObject({ code: 6, told: { error: { code: "store-unopenable" }, exitCode: 6 } });
    expect(stderr).toMatch(/another folder/);
    expect(stderr).not.toMatch(/^ +at /m);
  }
});

test("a store that is no journal is refused and left alone", async () => {
  const dir = folder({ "runs.db": "this is no database, it is a text that somebody needs\n".repeat(100) });
  const { told } = await json(["history", "--store", dir]);
  expect(told).toMatchObject({ error: { code: "store-corrupt" }, exitCode: 6 });
  expect(readFileSync(join(dir, "runs.db"), "utf8")).toContain("that somebody needs");
});
