import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import * as scheduler from "@aws-sdk/client-scheduler";
import * as sqs from "@aws-sdk/client-sqs";
import { awsConfig, sandbox } from "../support";

jest.setTimeout(60_000);

test("a schedule that outlives a restart fires what is due later, and once", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "schedules-"));
  const account = "123456789012";
  const before = await sandbox({ speed: 60, dataDir });
  const iam = new IAMClient(awsConfig(before));
  const queues = new sqs.SQSClient(awsConfig(before));
  const client = new scheduler.SchedulerClient(awsConfig(before));
  const document = (one: object) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...one }] });
  const trust = document({ Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole" });
  await iam.send(new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument: trust }));
  const PolicyDocument = document({ Action: "sqs:SendMessage", Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ RoleName: "r", PolicyName: "p", PolicyDocument }));
  await queues.send(new sqs.CreateQueueCommand({ QueueName: "work" }));
  const at = new Date(before.cloud.clock.now() + 600_000).toISOString().slice(0, 19);
  await client.send(
    new scheduler.CreateScheduleCommand({
      Name: "later",
      ScheduleExpression: `at(${at})`,
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: `arn:aws:sqs:us-east-1:${account}:work`, RoleArn: `arn:aws:iam::${account}:role/r`, Input: "now" },
    }),
  );
  for (const one of [iam, queues, client]) one.destroy();
  await before.stop();
  const read = async (after: Awaited<ReturnType<typeof sandbox>>) => {
    const again = new sqs.SQSClient(awsConfig(after));
    const QueueUrl = `${after.url}/${account}/work`;
    const deadline = Date.now() + 40_000;
    for (;;) {
      const { Attributes } = await again.send(new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
      if (Attributes?.ApproximateNumberOfMessages !== "0" || Date.now() > deadline) {
        again.destroy();
        return Attributes?.ApproximateNumberOfMessages;
      }
      await after.cloud.clock.sleep(10_000);
    }
  };
  const second = await sandbox({ speed: 60, dataDir });
  expect(await read(second)).toBe("1");
  await second.stop();
  const third = await sandbox({ speed: 60, dataDir });
  await third.cloud.clock.sleep(60_000);
  expect(await read(third)).toBe("1");
  await third.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
