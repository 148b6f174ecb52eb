import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as events from "@aws-sdk/client-eventbridge";
import * as sqs from "@aws-sdk/client-sqs";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { awsConfig, sandbox } from "../support";

jest.setTimeout(120_000);
const account = "123456789012";
const queueArn = `arn:aws:sqs:us-east-1:${account}:inbox`;
const ruleArn = `arn:aws:events:us-east-1:${account}:rule/tick`;

async function open(box: Sandbox) {
  const bus = new events.EventBridgeClient({ ...awsConfig(box), maxAttempts: 1 });
  const queues = new sqs.SQSClient({ ...awsConfig(box), maxAttempts: 1 });
  const QueueUrl = `${box.url}/${account}/inbox`;
  return {
    bus,
    queue: async () => {
      const Statement = [
        { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: queueArn },
      ];
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
      await queues.send(new sqs.CreateQueueCommand({ QueueName: "inbox", Attributes: { Policy } }));
    },
    /** The first message that comes, taken out of the queue. */
    message: async (): Promise<Record<string, unknown>> => {
      const deadline = Date.now() + 60_000;
      for (;;) {
        const { Messages } = await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
        const [found] = Messages ?? [];
        if (found) {
          await queues.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: found.ReceiptHandle }));
          return JSON.parse(found.Body ?? "") as Record<string, unknown>;
        }
        if (Date.now() > deadline) throw new Error("nothing came");
      }
    },
    close: () => {
      bus.destroy();
      queues.destroy();
    },
  };
}
const put = (more: Partial<events.PutRuleCommandInput>) => new events.PutRuleCommand({ Name: "tick", ...more });

test("a rule with a rate fires after each interval, also after a restart, and not while it is disabled", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "rules-"));
  const before = await sandbox({ speed: 600, dataDir });
  const first = await open(before);
  await first.queue();
  const made = before.cloud.clock.now();
  await first.bus.send(put({ ScheduleExpression: "rate(10 minutes)" }));
  await first.bus.send(new events.PutTargetsCommand({ Rule: "tick", Targets: [{ Id: "q", Arn: queueArn }] }));
  expect(await first.bus.send(new events.DescribeRuleCommand({ Name: "tick" }))).toMatchObject({
    ...{ ScheduleExpression: "rate(10 minutes)", State: "ENABLED", EventBusName: "default" },
  });
  const event = await first.message();
  expect(event).toMatchObject({ source: "aws.events", "detail-type": "Scheduled Event", resources: [ruleArn], detail: {}, account });
  expect(Date.parse(String(event.time))).toBeGreaterThanOrEqual(Math.floor((made + 600_000) / 1_000) * 1_000);
  first.close();
  await before.stop();

  const after = await sandbox({ speed: 600, dataDir });
  const second = await open(after);
  const [one, two] = [await second.message(), await second.message()].map(({ time }) => Date.parse(String(time)));
  expect(((two ?? 0) - (one ?? 0)) % 600_000).toBe(0);
  await second.bus.send(new events.DisableRuleCommand({ Name: "tick" }));
  const due = () => [...after.cloud.state.table<{ due?: number }>("events.rules").everywhere()].map(({ record }) => record.due);
  expect(due()).toEqual([undefined]);
  await second.bus.send(new events.EnableRuleCommand({ Name: "tick" }));
  expect(due()).toEqual([expect.any(Number)]);
  second.close();
  await after.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test("a change of something else does not put off when a rule is due", async () => {
  const box = await sandbox();
  const { bus, close } = await open(box);
  const due = () => [...box.cloud.state.table<{ due?: number }>("events.rules").everywhere()].map(({ record }) => record.due);
  await bus.send(put({ ScheduleExpression: "cron(0 3 * * ? *)" }));
  await bus.send(put({ Name: "tock", ScheduleExpression: "rate(7 days)" }));
  const before = due();
  await bus.send(put({ Name: "tock", ScheduleExpression: "rate(7 days)", Description: "weekly" }));
  expect(due()).toEqual(before);
  await bus.send(put({ Name: "tock", ScheduleExpression: "rate(1 day)" }));
  expect(due()).not.toEqual(before);
  close();
});

test("schedules that EventBridge does not take are refused in its words", async () => {
  const { bus, close } = await open(await sandbox());
  for (const ScheduleExpression of [
    "cron(INVALID)",
    "rate(1 minutes)",
    "rate(2 minute)",
    "rate(0 minutes)",
    "at(2030-01-01T00:00:00)",
    "daily",
  ]) {
    await expect(bus.send(put({ ScheduleExpression }))).rejects.toThrow(/^Parameter ScheduleExpression is not valid\.$/);
  }
  await bus.send(new events.CreateEventBusCommand({ Name: "own" }));
  await expect(bus.send(put({ EventBusName: "own", ScheduleExpression: "rate(1 minute)" }))).rejects.toThrow(
    "ScheduleExpression is supported only on the default event bus.",
  );
  await expect(bus.send(put({}))).rejects.toThrow("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  close();
});

test("tags of what is not there are refused by its name", async () => {
  const { bus, close } = await open(await sandbox());
  const tags = (resource: string) =>
    bus.send(new events.ListTagsForResourceCommand({ ResourceARN: `arn:aws:events:us-east-1:${account}:${resource}` }));
  await expect(tags("rule/gone")).rejects.toThrow("Rule gone does not exist on EventBus default.");
  await expect(tags("rule/own/gone")).rejects.toThrow("Rule gone does not exist on EventBus own.");
  await expect(tags("event-bus/gone")).rejects.toThrow("Event bus gone does not exist.");
  close();
});
