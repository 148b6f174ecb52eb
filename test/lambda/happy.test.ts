import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import { flawIn } from "../../src/journal";
import { typesOf } from "../run/stage";
import { SECONDS } from "../run/world";
import { type Deployed, deployed, quick, REQUEST, RUN } from "./stage";

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

const verdictOf = (d: Deployed) => d.messages.at(-1)?.body.verdict;

test("a scheduled run passes: it is in the journal, its report in the bucket, its message on the topic", async () => {
  const d = quick();
  const execution = await d.finish();
  expect(execution.getStatus()).toBe("SUCCEEDED");
  expect(execution.getResult()).toMatchObject({ runId: RUN, verdict: "passed", fisExperimentId: "EXP1", by: "schedule stop-one" });
  expect(flawIn(await d.entries())).toBeUndefined();
  expect(JSON.parse(d.files.get(`runs/${RUN}/report.json`) ?? "{}")).toMatchObject({ verdict: "passed" });
  expect(d.files.get(`runs/${RUN}/report.html`)).toContain("<!doctype html>");
  expect(d.messages).toHaveLength(1);
  expect(d.messages[0]).toMatchObject({
    subject: `Faultline PASSED: stop-one (${RUN})`,
    body: { kind: "run-ended", verdict: "passed", links: { html: `s3://bucket/runs/${RUN}/report.html` } },
  });
});

test("a guard that is breached stops the run: aborted, and the message says by which guard", async () => {
  const d = quick();
  d.world.value = (metric, at) => (metric === "Errors" && d.world.isBroken(at) ? 60 : d.world.usual(metric, at));
  const execution = await d.finish();
  expect(execution.getResult()).toMatchObject({
    verdict: "aborted",
    reasons: expect.arrayContaining([expect.objectContaining({ code: "guard-breached" })]),
  });
  expect(d.world.experiments.map((experiment) => d.world.status(experiment))).toEqual(["stopped"]);
});

test("a start that FIS throttles is asked for again with the same token: one experiment", async () => {
  const d = quick();
  const ports = d.world.ports();
  let tries = 0;
  const tokens = new Set<string>();
  d.bag = {
    ...d.bag,
    ports: async () => ({
      platform: "aws",
      ports: {
        ...ports,
        injector: {
          ...ports.injector,
          start: async (request, call) => {
            tokens.add(request.clientToken);
            if (++tries < 3) return { ok: false, code: "ThrottlingException", message: "Rate exceeded", retryable: true };
            return ports.injector.start(request, call);
          },
        },
      },
    }),
  };
  const execution = await d.finish();
  expect(execution.getResult()).toMatchObject({ verdict: "passed" });
  expect({ tries, tokens: tokens.size, experiments: d.world.experiments.length }).toEqual({ tries: 3, tokens: 1, experiments: 1 });
});

test("invocations of a few minutes hand over to one another: each is one slice, the fault is never stopped, the journal is whole", async () => {
  const d = deployed({ maxDurationMs: 3_600_000, baselineMs: 60_000, recoveryMs: 60_000 });
  d.world.lasts = 20 * 60 * SECONDS;
  d.bag = { ...d.bag, timeLeft: () => 240_000 };
  const execution = await d.finish();
  expect(execution.getResult()).toMatchObject({ verdict: "passed" });
  const types = typesOf(await d.entries());
  const handed = types.filter((type) => type === "handed-over").length;
  expect(handed).toBeGreaterThanOrEqual(6);
  expect(types.filter((type) => type === "adopted")).toHaveLength(handed);
  // How many slices the local runner gives to one invocation is its own affair.
  expect(execution.getInvocations().length).toBeGreaterThan(1);
  expect(d.world.experiments).toHaveLength(1);
  expect(types).not.toContain("stop-requested");
});

test("a run of twelve hours stays far under the operations that a durable execution may have", async () => {
  // What Lambda leaves is in the time of the run: slices of a quarter of an hour.
  const d = deployed({ maxDurationMs: 13 * 3_600_000, recoveryMs: 300_000, baselineMs: 300_000 }, {}, { speed: 60 });
  d.bag = { ...d.bag, timeLeft: () => 960_000 };
  d.world.lasts = 12 * 3_600 * SECONDS;
  const execution = await d.finish();
  expect(execution.getResult()).toMatchObject({ verdict: "passed" });
  expect(typesOf(await d.entries()).filter((type) => type === "handed-over").length).toBeGreaterThan(40);
  // Each slice checkpoints twice: its start and its retry.
  expect(execution.getHistoryEvents().length).toBeLessThan(500);
  expect(execution.getOperations().length).toBeLessThan(10);
}, 300_000);

test("the same run asked for twice is conducted once: the second execution names the first", async () => {
  const d = quick();
  await d.finish();
  const again = d.again();
  const execution = await d.finish(REQUEST, again);
  expect(execution.getResult()).toMatchObject({ runId: RUN, duplicateOf: expect.any(String) });
  expect(d.world.experiments).toHaveLength(1);
  expect(verdictOf(d)).toBe("passed");
  expect(d.messages).toHaveLength(1);
});
