import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { DeleteFunctionCommand, DeleteFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { flawIn, lastOf } from "../../src/journal";
import { openShop, type Shop } from "../adapters/shop";
import { folder, json } from "../cli/faultline";
import { until } from "../sandbox/lambda/world";
import { conductorIn, PATIENT_MS } from "./sandbox-conductor";

jest.setTimeout(400_000);

const shops: Shop[] = [];
afterAll(async () => {
  await Promise.all(shops.map((shop) => shop.close()));
});

/** The fault would last an hour of the sandbox's time: no test waits for its end. */
const LONG_MS = 3_600_000;

/** An alarm that never goes off. */
async function deafen(shop: Shop, AlarmName: string): Promise<void> {
  await shop.clients.cloudwatch.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName, Namespace: "Test", MetricName: "Errors", Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1e9 },
      ...{ ComparisonOperator: "GreaterThanThreshold", TreatMissingData: "notBreaching" },
    }),
  );
}

async function open(options?: Parameters<typeof conductorIn>[1]) {
  const shop = await openShop(6, LONG_MS);
  shops.push(shop);
  // On a machine that stands still for a second its metric has a gap: what is shown here is the other alarm.
  await deafen(shop, "errors-high");
  return conductorIn(shop, options);
}

test("a function that dies in the fault and is not invoked again: the dead-man's alarm lets FIS stop the fault; invoked at last, it tells so", async () => {
  const conductor = await open();
  const { runId, id } = await conductor.begin();
  await conductor.kill();
  const stopped = await until(
    async () => {
      // A connection may break while a machine stands still: it is asked again.
      const seen = await conductor.experiment(id).catch(() => undefined);
      return seen?.status === "stopped" ? seen : undefined;
    },
    "end of the experiment",
    PATIENT_MS,
  );
  expect(stopped.reason).toMatch(/stop condition/i);
  expect(lastOf(await conductor.store.read(runId), "judged")).toBeUndefined();

  await conductor.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "conductor" }));
  const entries = await conductor.entry(runId, "run-ended");
  const { kind, reasons } = lastOf(entries, "judged")?.event.verdict ?? {};
  expect([kind, reasons?.[0]]).toEqual(["aborted", expect.objectContaining({ code: "dead-man" })]);
  expect(lastOf(entries, "stop-attributed")?.event).toMatchObject({ to: "dead-man" });
  expect(flawIn(entries)).toBeUndefined();
});

test("a function that hangs in the fault until its time-out: the fault is over by then, and the next invocation tells why", async () => {
  const conductor = await open({ timeoutSeconds: 180 });
  const { runId, id } = await conductor.begin();
  conductor.freeze();
  await until(
    async () => ((await conductor.experiment(id).catch(() => undefined))?.status === "stopped" ? true : undefined),
    "end of the experiment",
    PATIENT_MS,
  );
  expect(lastOf(await conductor.store.read(runId), "judged")).toBeUndefined();
  const entries = await conductor.entry(runId, "run-ended");
  const { kind, reasons } = lastOf(entries, "judged")?.event.verdict ?? {};
  expect([kind, reasons?.[0]]).toEqual(["aborted", expect.objectContaining({ code: "dead-man" })]);
  expect(flawIn(entries)).toBeUndefined();
});

test("a function that is gone for good: stop --remote stops the fault at FIS, history and report say how far the run came, and resume --remote judges it", async () => {
  const conductor = await open();
  const { shop } = conductor;
  const { runId, id } = await conductor.begin();
  await conductor.kill();
  // Deaf as well, so that only the command can be what stops it.
  await deafen(shop, "heartbeat");
  await conductor.lambda.send(new DeleteFunctionCommand({ FunctionName: "conductor" }));
  expect(await conductor.experiment(id)).toMatchObject({ status: "running" });

  const file = join(folder(), "deployment.json");
  writeFileSync(file, JSON.stringify(conductor.deployment));
  const remote = ["--remote", "--deployment", file, "--endpoint-url", shop.box.url];
  const { code, told } = await json(["stop", runId, "--reason", "enough", ...remote]);
  expect({ code, told }).toMatchObject({ code: 0, told: { runId, stopped: true, fisExperimentId: id } });
  const seen = await conductor.experiment(id);
  expect(seen.status).toBe("stopped");
  expect(seen.reason).not.toMatch(/stop condition/i);

  const { told: history } = await json<{ runs: object[] }>(["history", ...remote]);
  expect(history.runs[0]).toMatchObject({ runId, fisExperimentId: id });
  const { told: report } = await json<{ report: { html: string } }>(["report", runId, ...remote, "--store", folder()]);
  expect(readFileSync(report.report.html, "utf8")).toContain("enough");

  const resumed = await json(["resume", runId, ...remote, "--store", folder()]);
  expect({ code: resumed.code, told: resumed.told }).toMatchObject({
    code: 3,
    told: {
      verdict: "aborted",
      reasons: expect.arrayContaining([expect.objectContaining({ code: "stopped-by-person" })]),
      fisExperimentId: id,
    },
  });
  expect((await json<{ runs: object[] }>(["history", ...remote])).told.runs[0]).toMatchObject({ runId, verdict: "aborted" });
});
