import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import { readRequest, runIdOf } from "../../src/lambda/request";
import { type Deployed, quick, REQUEST, RUN, spoilt } from "./stage";

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

test("a template that was deleted while the run was scheduled blocks it by name", async () => {
  const d = quick();
  d.world.templateChange = () => undefined;
  const execution = await d.finish();
  expect(execution.getResult()).toMatchObject({
    verdict: "blocked",
    reasons: [{ code: "check-refused", message: expect.stringContaining("template") }],
  });
  expect(d.world.experiments).toHaveLength(0);
});

test.each([
  ["of an older version", JSON.stringify({ version: 0 }), "manifest-version"],
  ["that is missing", undefined, "not-deployed"],
  ["that is damaged", "{", "unreadable"],
])("a Manifest %s is refused by name, the run is explained, nothing was started", async (_, text, code) => {
  const d = quick();
  if (text === undefined) d.files.delete("manifests/stop-one.json");
  else d.files.set("manifests/stop-one.json", text);
  const execution = await d.finish();
  expect(execution.getResult()).toMatchObject({ verdict: "blocked", reasons: [{ code }] });
  expect(d.messages.at(-1)?.body).toMatchObject({ verdict: "blocked", reasons: [{ code, message: expect.stringContaining("pulumi up") }] });
  expect(d.world.calls).toHaveLength(0);
});

test("a run outside of its windows is blocked with the window", async () => {
  const d = quick({}, { windows: [{ from: "01:00", to: "02:00", timezone: "Europe/Berlin" }] });
  const execution = await d.finish();
  expect(execution.getResult()).toMatchObject({
    verdict: "blocked",
    reasons: [{ message: expect.stringContaining("outside of 01:00 to 02:00 Europe/Berlin") }],
  });
  expect(d.world.experiments).toHaveLength(0);
});

test("DynamoDB that is away in the middle of the fault and stays away: the fault is stopped, the execution fails and says so", async () => {
  const d = quick();
  d.bag = {
    ...d.bag,
    store: async () =>
      spoilt(d.store, () => {
        if (d.world.experiment && d.time.now() > d.world.experiment.startedAt + 10_000) throw new Error("DynamoDB is not available");
      }),
  };
  const execution = await d.finish();
  expect(execution.getStatus()).toBe("FAILED");
  expect(execution.getError().errorMessage).toContain("DynamoDB is not available");
  expect(d.world.experiments.map((experiment) => d.world.status(experiment))).toEqual(["stopped"]);
  expect(d.messages.at(-1)?.body).toMatchObject({ verdict: "errored", reasons: [{ code: "run-broken" }], fisExperimentId: "EXP1" });
});

test("a safety lever that somebody engaged while the run was scheduled blocks it by name", async () => {
  const d = quick();
  d.world.lever = "engaged";
  const execution = await d.finish();
  expect(execution.getResult()).toMatchObject({
    verdict: "blocked",
    reasons: [{ code: "check-refused", message: expect.stringContaining("safety-lever: the safety lever of the account is engaged") }],
  });
  expect(d.world.experiments).toHaveLength(0);
  expect(d.messages.at(-1)?.body).toMatchObject({ kind: "run-ended", verdict: "blocked" });
});

test.each([
  ["the safety lever, which somebody engages", (d: Deployed) => void d.world.ports().injector.engageSafetyLever("outage"), "safety-lever"],
  ["a stop condition that FIS saw first", (d: Deployed) => void d.world.stopByCondition(), "stopped-early"],
  ["somebody in the console", (d: Deployed) => void d.world.ports().injector.stop("EXP1"), "stopped-outside"],
])("a fault that %s ends: the run is aborted, and told with who ended it", async (_, end, code) => {
  const d = quick();
  let isEnded = false;
  d.world.disturb = () => {
    if (isEnded || !d.world.experiment || d.time.now() < d.world.experiment.startedAt + 15_000) return;
    isEnded = true;
    end(d);
  };
  const execution = await d.finish();
  const told = { verdict: "aborted", reasons: expect.arrayContaining([expect.objectContaining({ code })]) };
  expect(execution.getResult()).toMatchObject(told);
  expect(d.messages.at(-1)?.body).toMatchObject(told);
  expect(d.world.experiments.map((experiment) => d.world.status(experiment))).toEqual(["stopped"]);
});

test("an experiment that FIS fails is errored with FIS's reason, and nothing is left running", async () => {
  const d = quick();
  d.world.disturb = () => {
    if (d.world.experiment) d.world.experiment.failure ??= { code: "AuthorizationFailure", reason: "Unable to assume role young." };
  };
  const execution = await d.finish();
  const reason = { code: "experiment-failed", message: expect.stringContaining("AuthorizationFailure: Unable to assume role young") };
  expect(execution.getResult()).toMatchObject({ verdict: "errored", reasons: expect.arrayContaining([expect.objectContaining(reason)]) });
  expect(d.world.experiments.map((experiment) => d.world.status(experiment))).toEqual(["failed"]);
});

test("DynamoDB that is away before anything began: nothing is started, the execution fails, and people are told why", async () => {
  const d = quick();
  d.bag = { ...d.bag, store: () => Promise.reject(new Error("DynamoDB is not available")) };
  const execution = await d.finish();
  expect(execution.getStatus()).toBe("FAILED");
  expect(d.world.calls).toHaveLength(0);
  expect(d.messages.map(({ body }) => body)).toMatchObject([
    {
      kind: "run-ended",
      runId: RUN,
      verdict: "errored",
      reasons: [{ code: "not-begun", message: expect.stringContaining("DynamoDB is not available") }],
    },
  ]);
});

test("S3 that is away when the report is to be written: the verdict is told without it, and the execution fails for an alarm to see", async () => {
  const d = quick();
  d.bag = { ...d.bag, write: () => Promise.reject(new Error("S3 is not available")) };
  const execution = await d.finish();
  expect(execution.getStatus()).toBe("FAILED");
  expect(execution.getError().errorMessage).toContain("S3 is not available");
  expect(d.messages.map(({ body }) => body)).toMatchObject([{ kind: "run-ended", verdict: "passed", links: { html: null, json: null } }]);
  expect((await d.entries()).at(-1)?.event.type).toBe("run-ended");
});

test("a topic that is away: the run is in the journal, its report in the bucket, and the execution fails for an alarm to see", async () => {
  const d = quick();
  d.bag = { ...d.bag, publish: () => Promise.reject(new Error("SNS is not available")) };
  const execution = await d.finish();
  expect(execution.getStatus()).toBe("FAILED");
  expect((await d.entries()).at(-1)?.event.type).toBe("run-ended");
  expect([...d.files.keys()].filter((key) => key.startsWith(`runs/${RUN}/`))).toHaveLength(2);
});

test("DynamoDB that is away for a moment between two slices: the run goes on to its verdict", async () => {
  const d = quick();
  let opened = 0;
  d.bag = {
    ...d.bag,
    timeLeft: () => 85_000,
    store: async () => {
      opened++;
      // The first is for the claim, the second for the first slice.
      if (opened === 3 || opened === 4) throw new Error("DynamoDB is not available");
      return d.store;
    },
  };
  const execution = await d.finish();
  expect(execution.getResult()).toMatchObject({ verdict: "passed" });
  expect(d.world.experiments).toHaveLength(1);
});

test("a function with too short a time-out is refused by name, and nothing is started", async () => {
  const d = quick();
  d.bag = { ...d.bag, timeLeft: () => 30_000 };
  const execution = await d.finish();
  expect(execution.getStatus()).toBe("FAILED");
  expect(execution.getError().errorMessage).toContain("invocation");
  expect(d.world.experiments).toHaveLength(0);
});

describe("a request", () => {
  test("names its run by when it was scheduled, so that it is the same run however often it comes", () => {
    const request = readRequest(REQUEST);
    expect(request.kind === "run" && runIdOf(request)).toBe(RUN);
    expect(runIdOf({ version: 1, kind: "run", experiment: "a", runId: "mine", by: "x" })).toBe("mine");
  });

  test("that is none is refused with every problem at once", () => {
    expect(() => readRequest({ version: 2, kind: "run", experiment: "a/b", runId: "../x", by: "" })).toThrow(/4 problems/);
    expect(() => readRequest(null)).toThrow(/problems/);
    expect(() => readRequest({ version: 1, kind: "run", experiment: "a", by: "x" })).toThrow(/scheduledAt/);
  });

  test("that says to be drawn says for which group and day", () => {
    const request = { ...REQUEST, drawn: { group: "shop/1", date: "2026-01-05" } };
    expect(readRequest(request)).toEqual(request);
    expect(() => readRequest({ ...REQUEST, drawn: { group: "shop" } })).toThrow(/drawn/);
  });
});
