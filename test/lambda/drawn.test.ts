import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import type { ChaosSettings } from "../../src/schedule";
import { chaotic, drawnRequest, PLAN_DAY, write } from "./chaos-stage";
import type { Deployed } from "./stage";

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

/** Plans the day, then starts what was drawn. */
async function drawn(change: Partial<ChaosSettings>, between: (d: Deployed) => void = () => undefined) {
  const d = chaotic(change);
  await d.finish(PLAN_DAY);
  between(d);
  const execution = await d.finish(drawnRequest(d), d.again());
  return { d, execution, reasons: JSON.stringify((execution.getResult() as { reasons?: unknown } | undefined)?.reasons ?? null) };
}

test("a drawn run starts where nobody tells of an outage: without a gate in the settings its guards' alarms are asked", async () => {
  const { d, execution } = await drawn({});
  expect(execution.getResult()).toMatchObject({ verdict: "passed", by: "randomised chaos" });
  const answers = (await d.store.read(drawnRequest(d).runId ?? "")).flatMap(({ event }) =>
    event.type === "preflight-answered" ? [[event.check, event.answer, event.message]] : [],
  );
  expect(answers.slice(0, 2)).toEqual([
    ["drawn", "ok", expect.stringContaining("drawn for shop/")],
    ["outage-gate", "ok", expect.stringContaining("nobody tells of an outage: alarm ")],
  ]);
});

const answering = (get: () => Promise<number>) => (d: Deployed) => {
  d.bag = { ...d.bag, get };
};

const STATUS = { outageGate: { status: [{ url: "https://status.example.com/all?key=s3cret" }] } };

test.each([
  ["an alarm that does not exist", { outageGate: { alarms: ["checkout-5xx"] } }, () => undefined, "there is no such alarm"],
  ["a status of 503", STATUS, answering(async () => 503), "there is an outage: it answered 503"],
  ["a status that wants a login", STATUS, answering(async () => 302), "nobody knows"],
  ["a status that does not answer in time", STATUS, answering(() => Promise.reject(new Error("no answer"))), "no answer"],
])("%s blocks it with the reason, and nothing is started", async (_, change, between, says) => {
  const { d, execution, reasons } = await drawn(change, between);
  expect(execution.getResult()).toMatchObject({ verdict: "blocked" });
  expect(reasons).toContain(says);
  expect(reasons).not.toContain("s3cret");
  expect(d.world.experiments).toHaveLength(0);
  expect(d.messages.at(-1)?.body).toMatchObject({ kind: "run-ended", verdict: "blocked" });
});

test.each([
  ["an outage that begins", async () => 503, "there is an outage: it answered 503"],
  ["a status that falls silent", () => Promise.reject(new Error("no answer")), "nobody knows whether there is an outage: no answer"],
])("%s while the baseline is watched: the gate is asked again, and nothing is started", async (_, later, says) => {
  let asked = 0;
  const { d, execution, reasons } = await drawn(
    STATUS,
    answering(async () => (++asked === 1 ? 200 : later())),
  );
  expect(execution.getResult()).toMatchObject({ verdict: "blocked" });
  expect(reasons).toContain(`start/outage-gate: `);
  expect(reasons).toContain(says);
  expect([asked, d.world.experiments.length]).toEqual([2, 0]);
});

test("a leash that is put on while the baseline is watched holds: nothing is started", async () => {
  const { d, execution, reasons } = await drawn({}, (changed) => {
    changed.world.disturb = () => {
      if (changed.world.calls.some(({ call }) => call === "template")) write(changed, { leashed: true });
    };
  });
  expect(execution.getResult()).toMatchObject({ verdict: "blocked" });
  expect(reasons).toContain("start/drawn: randomised chaos is on its leash now");
  expect(d.world.experiments).toHaveLength(0);
});

test("a status that answers 200 lets it start", async () => {
  const { execution } = await drawn(STATUS);
  expect(execution.getResult()).toMatchObject({ verdict: "passed" });
});

test.each([
  ["put on the leash", { leashed: true }, "on its leash"],
  ["given a blackout", { blackouts: [{ from: "2026-01-05" }] }, "a blackout"],
  ["freed of the app", { apps: { shop: { enabled: false } } }, "takes no part"],
  ["freed of the member", { apps: { shop: { enabled: true, exceptions: [{ region: "us-*" }] } } }, "takes no part"],
])("settings that were %s since the plan block what it drew", async (_, change, says) => {
  const { d, execution, reasons } = await drawn({}, (changed) => write(changed, change));
  expect(execution.getResult()).toMatchObject({ verdict: "blocked" });
  expect(reasons).toContain(says);
  expect(d.world.experiments).toHaveLength(0);
});

test("an Orchestrator that has no randomised chaos any more blocks what an old plan drew", async () => {
  const { execution, reasons } = await drawn({}, (d) => void d.files.delete("chaos/settings.json"));
  expect(execution.getResult()).toMatchObject({ verdict: "blocked" });
  expect(reasons).toContain("no settings of randomised chaos");
});
