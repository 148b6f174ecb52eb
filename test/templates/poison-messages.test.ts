import { spawnSync } from "node:child_process";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { poisonMessagesDocument } from "../../templates/poison-messages/document";
import { Automated, courseOf, PATIENCE_MS, ROLE } from "../sandbox/ssm/automation/world";

jest.setTimeout(4 * PATIENCE_MS);
const installed = spawnSync("python3", ["-c", "import boto3"]).status === 0;
if (!installed) console.warn("Python with boto3 is not installed here: the runbook of the bad messages is not tried.");
const trying = installed ? test : test.skip;

let at: Automated;
let orders: string;
let aside: string;
let working = true;
let worker: Promise<void>;

/** Takes what it can read out of the queue, and leaves the rest, until `working` is false. */
async function work(): Promise<void> {
  while (working) {
    const { Messages = [] } = await at.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: orders, MaxNumberOfMessages: 10, VisibilityTimeout: 5 }),
    );
    for (const { Body, ReceiptHandle } of Messages) {
      if (Body === "good") await at.sqs.send(new DeleteMessageCommand({ QueueUrl: orders, ReceiptHandle }));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

beforeEach(async () => {
  at = await Automated.begin();
  aside = await at.queue("orders-dlq");
  const deadLetterTargetArn = "arn:aws:sqs:us-east-1:123456789012:orders-dlq";
  orders = await at.queue("orders", { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: "2" }) });
  await at.role("runbook", ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"]);
  await at.document("poison", poisonMessagesDocument(orders, aside));
  working = true;
  worker = work();
});
afterEach(async () => {
  working = false;
  await worker;
  at.close();
  await at.sandbox.stop();
});

const start = (HoldFor: string) =>
  at.start("poison", { AutomationAssumeRole: [ROLE], Messages: ["12"], Bodies: ["{", "null"], HoldFor: [HoldFor] });
const say = (QueueUrl: string, MessageBody: string) => at.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));

async function until(test: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await test())) {
    if (Date.now() > end) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

trying("bad messages arrive, are put aside beside a good one, and are swept; what others put aside stays", async () => {
  await say(aside, "of somebody else");
  const id = await start("PT15M");
  await at.during(id, "hold");
  await say(orders, "good");
  await until(async () => (await at.messages(aside)) === 13 && (await at.messages(orders)) === 0);
  const now = await at.end(id);
  expect(now.FailureMessage).toBeUndefined();
  expect(courseOf(now)).toEqual(["send: Success", "hold: Success", "sweep: Success", "sweepAgain: Success"]);
  expect(await at.messages(aside)).toBe(1);
});

trying("a stop while it holds leaves nothing behind", async () => {
  const id = await start("PT100H");
  await at.during(id, "hold");
  await until(async () => (await at.messages(aside)) === 12);
  await at.stop(id);
  const now = await at.end(id);
  expect([now.AutomationExecutionStatus, ...courseOf(now)]).toEqual([
    "Cancelled",
    "send: Success",
    "hold: Cancelled",
    "sweep: Success",
    "sweepAgain: Success",
  ]);
  expect(await at.messages(aside)).toBe(0);
});

trying("a stop that meets the sweep leads to the second one", async () => {
  const id = await start("PT10M");
  await at.during(id, "sweep");
  await at.stop(id);
  const now = await at.end(id);
  expect([now.AutomationExecutionStatus, ...courseOf(now).slice(2)]).toEqual(["Cancelled", "sweep: Cancelled", "sweepAgain: Success"]);
  expect([await at.messages(orders), await at.messages(aside)]).toEqual([0, 0]);
});

trying("a role that may not send sends nothing; one that may not delete fails, and says what it left", async () => {
  await at.allow("runbook", ["sqs:ReceiveMessage", "sqs:DeleteMessage"]);
  const mute = await at.end(await start("PT1M"));
  expect(courseOf(mute)).toEqual(["send: Failed", "hold: Pending", "sweep: Success", "sweepAgain: Success"]);
  expect(mute.FailureMessage).toMatch(/AccessDenied.*SendMessage/);
  await at.allow("runbook", ["sqs:SendMessage", "sqs:ReceiveMessage"]);
  const id = await start("PT15M");
  await at.during(id, "hold");
  await until(async () => (await at.messages(aside)) === 12);
  const clumsy = await at.end(id);
  expect([clumsy.AutomationExecutionStatus, ...courseOf(clumsy)]).toEqual([
    "Failed",
    "send: Success",
    "hold: Success",
    "sweep: Failed",
    "sweepAgain: Failed",
  ]);
  expect(clumsy.FailureMessage).toMatch(/AccessDenied.*DeleteMessage/);
});
