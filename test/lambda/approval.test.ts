import { CallbackTimeoutError, type DurableContext } from "@aws/durable-execution-sdk-js";
import { LocalDurableTestRunner, WaitingOperationStatus } from "@aws/durable-execution-sdk-js-testing";
import { admit } from "../../src/lambda/admit";
import { answered, consentFor } from "../../src/lambda/approval";
import { type Deployed, quick, RUN } from "./stage";

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

const approval = { by: ["anna@example.com", "bob@example.com"], withinMs: 3_600_000 };

/** Lets the run come to its request for approval, answers it, and lets it end. */
async function answeredWith(d: Deployed, reply: unknown) {
  const done = d.finish();
  const operation = d.runner.getOperation("approval");
  await operation.waitForData(WaitingOperationStatus.SUBMITTED);
  expect(d.world.calls).toHaveLength(0);
  await operation.sendCallbackSuccess(JSON.stringify(reply));
  return done;
}

test("an approved run goes on, and the journal says by whom", async () => {
  const d = quick({}, { approval });
  const execution = await answeredWith(d, { answer: "approved", by: "anna@example.com", note: "game day" });
  expect(execution.getResult()).toMatchObject({ verdict: "passed" });
  const check = (await d.entries()).find(({ event }) => event.type === "preflight-answered");
  expect(check?.event).toMatchObject({ check: "approval", answer: "ok", message: "approved by anna@example.com: game day" });
});

test("the request is written down with what consent is given to, and told on the topic without the callback's id", async () => {
  const d = quick({}, { approval });
  await answeredWith(d, { answer: "approved", by: "anna@example.com" });
  expect(d.asked).toEqual([
    expect.objectContaining({
      runId: RUN,
      experiment: "stop-one",
      planHash: d.world.manifest.plan.hash,
      by: approval.by,
      callbackId: expect.any(String),
    }),
  ]);
  const [message] = d.messages;
  expect(message?.body).toMatchObject({ kind: "approval-requested", how: `faultline approve ${RUN} --remote` });
  expect(JSON.stringify(message)).not.toContain(d.asked[0]?.callbackId);
});

test("a refused run is blocked with the reason, journal and report written; nothing was started", async () => {
  const d = quick({}, { approval });
  const execution = await answeredWith(d, { answer: "refused", by: "bob@example.com", note: "release today" });
  expect(execution.getResult()).toMatchObject({
    verdict: "blocked",
    reasons: [{ message: "approval: refused by bob@example.com: release today" }],
  });
  expect(d.world.experiments).toHaveLength(0);
  expect(d.files.has(`runs/${RUN}/report.html`)).toBe(true);
});

test("a run that nobody answers for is refused when the time is over", async () => {
  const d = quick({}, { approval });
  const admitted = await admit(d.bag, "stop-one");
  if (!admitted.ok) throw new Error(admitted.message);
  const { waitForCallback, asked } = late();
  const parts = { bag: d.bag, runId: RUN, experiment: "stop-one", by: "test", admitted, holder: "arn" };
  const consent = await consentFor({ waitForCallback } as unknown as DurableContext, parts, null);
  expect(consent).toMatchObject({
    answer: "refused",
    message: expect.stringMatching(/^neither approved nor refused by anna@example.com or bob@example.com within/),
  });
  expect(asked).toEqual([{ seconds: 3_600 }]);
});

/** The local runner never lets a callback time out; this is the SDK's own error when Lambda has. */
function late() {
  const asked: unknown[] = [];
  const waitForCallback = async (_: string, submit: (id: string) => Promise<void>, config: { timeout: unknown }) => {
    asked.push(config.timeout);
    await submit("callback-1");
    throw new CallbackTimeoutError("Callback timed out");
  };
  return { waitForCallback, asked };
}

test("an experiment that was changed after its approval is blocked: consent was given to something else", async () => {
  const d = quick({}, { approval });
  const done = d.finish();
  const operation = d.runner.getOperation("approval");
  await operation.waitForData(WaitingOperationStatus.SUBMITTED);
  const { manifest } = d.world;
  d.files.set("manifests/stop-one.json", JSON.stringify({ ...manifest, plan: { ...manifest.plan, hash: "other" } }));
  await operation.sendCallbackSuccess(JSON.stringify({ answer: "approved", by: "anna@example.com" }));
  expect((await done).getResult()).toMatchObject({ verdict: "blocked" });
  expect(d.world.experiments).toHaveLength(0);
});

test.each([
  ["of somebody who is not named", { answer: "approved", by: "mallory" }],
  ["without a name", { answer: "approved" }],
  ["of another kind", { answer: "maybe", by: "anna@example.com" }],
  ["that is no object", 42],
])("an answer %s is no consent", (_, reply) => {
  expect(answered(JSON.stringify(reply), approval.by).answer).toBe("refused");
  expect(answered("{", approval.by).answer).toBe("refused");
});
