import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import * as scheduler from "@aws-sdk/client-scheduler";
import * as sqs from "@aws-sdk/client-sqs";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { awsConfig, sandbox } from "../support";

jest.setTimeout(60_000);
let box: Sandbox;
let client: scheduler.SchedulerClient;
let queues: sqs.SQSClient;
let iam: IAMClient;
const account = "123456789012";
const roleArn = `arn:aws:iam::${account}:role/schedules`;
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`;

beforeEach(async () => {
  // A minute of the sandbox is half a second.
  box = await sandbox({ speed: 120 });
  client = new scheduler.SchedulerClient(awsConfig(box));
  queues = new sqs.SQSClient(awsConfig(box));
  iam = new IAMClient(awsConfig(box));
  const Principal = { Service: "scheduler.amazonaws.com" };
  const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] };
  await iam.send(new CreateRoleCommand({ RoleName: "schedules", AssumeRolePolicyDocument: JSON.stringify(trust) }));
  for (const QueueName of ["work", "dead"]) await queues.send(new sqs.CreateQueueCommand({ QueueName }));
});
afterEach(() => {
  for (const one of [client, queues, iam]) one.destroy();
});

const allow = (Resource: string[]) => {
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource }] });
  return iam.send(new PutRolePolicyCommand({ RoleName: "schedules", PolicyName: "send", PolicyDocument }));
};
const input = (more: Partial<scheduler.CreateScheduleCommandInput> = {}): scheduler.CreateScheduleCommandInput => ({
  Name: "nightly",
  ScheduleExpression: "rate(1 hour)",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: queueArn("work"), RoleArn: roleArn },
  ...more,
});
const create = (more: Partial<scheduler.CreateScheduleCommandInput> = {}) => client.send(new scheduler.CreateScheduleCommand(input(more)));
const QueueUrlOf = (name: string) => `${box.url}/${account}/${name}`;
const receive = async (name: string) => {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const reply = await queues.send(
      new sqs.ReceiveMessageCommand({
        QueueUrl: QueueUrlOf(name),
        WaitTimeSeconds: 20,
        VisibilityTimeout: 43_200,
        MessageAttributeNames: ["All"],
      }),
    );
    const [message] = reply.Messages ?? [];
    if (message) return message;
    if (Date.now() > deadline) throw new Error(`nothing came to ${name}`);
  }
};
const soon = (ms: number) => new Date(box.cloud.clock.now() + ms).toISOString().slice(0, 19);

test("a schedule reads back as it was made, with the defaults that the provider expects", async () => {
  await allow([queueArn("work")]);
  await client.send(new scheduler.CreateScheduleGroupCommand({ Name: "game-days", Tags: [{ Key: "team", Value: "sre" }] }));
  const { ScheduleArn } = await create({ GroupName: "game-days", ClientToken: "t" });
  expect(ScheduleArn).toBe(`arn:aws:scheduler:us-east-1:${account}:schedule/game-days/nightly`);
  expect(await client.send(new scheduler.GetScheduleCommand({ Name: "nightly", GroupName: "game-days" }))).toMatchObject({
    State: "ENABLED",
    ScheduleExpressionTimezone: "UTC",
    ActionAfterCompletion: "NONE",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: { RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } },
  });
  expect((await create({ GroupName: "game-days", ClientToken: "t" })).ScheduleArn).toBe(ScheduleArn);
  await expect(create({ GroupName: "game-days", ClientToken: "u" })).rejects.toMatchObject({ name: "ConflictException" });
  const { Schedules } = await client.send(new scheduler.ListSchedulesCommand({ GroupName: "game-days" }));
  expect(Schedules?.map(({ Name }) => Name)).toEqual(["nightly"]);
  const arn = `arn:aws:scheduler:us-east-1:${account}:schedule-group/game-days`;
  expect((await client.send(new scheduler.ListTagsForResourceCommand({ ResourceArn: arn }))).Tags).toEqual([{ Key: "team", Value: "sre" }]);
  await client.send(new scheduler.DeleteScheduleGroupCommand({ Name: "game-days" }));
  await expect(client.send(new scheduler.GetScheduleGroupCommand({ Name: "game-days" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("lists go on where a page ended", async () => {
  for (const Name of ["a", "b", "c"]) await create({ Name, State: "DISABLED" });
  const first = await client.send(new scheduler.ListSchedulesCommand({ MaxResults: 2 }));
  const second = await client.send(new scheduler.ListSchedulesCommand({ MaxResults: 2, NextToken: first.NextToken }));
  expect([...(first.Schedules ?? []), ...(second.Schedules ?? [])].map(({ Name }) => Name)).toEqual(["a", "b", "c"]);
  expect(second.NextToken).toBeUndefined();
});

test.each([
  ["an expression", { ScheduleExpression: "cron(0 10 * * *)" }, "Invalid Schedule Expression"],
  ["a time zone", { ScheduleExpressionTimezone: "Mars/Olympus" }, "Mars/Olympus"],
  ["a window without length", { FlexibleTimeWindow: { Mode: "FLEXIBLE" } }, "MaximumWindowInMinutes"],
  ["a target that only reads", { Target: { Arn: "arn:aws:scheduler:::aws-sdk:ec2:describeInstances", RoleArn: roleArn } }, "only reads"],
  ["a role that is not there", { Target: { Arn: queueArn("work"), RoleArn: `${roleArn}x` } }, "assume the role"],
] as const)("%s that AWS refuses is refused", async (_what, more, message) => {
  await expect(create(more)).rejects.toMatchObject({ name: "ValidationException", message: expect.stringContaining(message) });
});

test("what is due is sent once, in the role, with its context, and the schedule goes when it is complete", async () => {
  await allow([queueArn("work")]);
  const Input = '{"at":"<aws.scheduler.scheduled-time>","try":"<aws.scheduler.attempt-number>","by":"<aws.scheduler.schedule-arn>"}';
  const at = soon(900_000);
  const { ScheduleArn } = await create({
    ScheduleExpression: `at(${at})`,
    ActionAfterCompletion: "DELETE",
    Target: { Arn: queueArn("work"), RoleArn: roleArn, Input },
  });
  expect(JSON.parse((await receive("work")).Body ?? "")).toEqual({ at: `${at}Z`, try: "1", by: ScheduleArn });
  await expect(client.send(new scheduler.GetScheduleCommand({ Name: "nightly" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  const { Attributes } = await queues.send(new sqs.GetQueueAttributesCommand({ QueueUrl: QueueUrlOf("work"), AttributeNames: ["All"] }));
  expect(Attributes?.ApproximateNumberOfMessages).toBe("0");
});

test("a role that may not send fails into the dead-letter queue", async () => {
  await allow([queueArn("dead")]);
  await create({
    ScheduleExpression: `at(${soon(900_000)})`,
    Target: { Arn: queueArn("work"), RoleArn: roleArn, Input: "hello", DeadLetterConfig: { Arn: queueArn("dead") } },
  });
  const message = await receive("dead");
  expect(message.Body).toBe("hello");
  expect(message.MessageAttributes?.ERROR_CODE?.StringValue).toBe("AccessDeniedException");
  expect(message.MessageAttributes?.TARGET_ARN?.StringValue).toBe(queueArn("work"));
});

test("a universal target calls the operation that it names", async () => {
  await allow([queueArn("work")]);
  const Input = JSON.stringify({ QueueUrl: QueueUrlOf("work"), MessageBody: "universal" });
  const Target = { Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", RoleArn: roleArn, Input };
  await create({ ScheduleExpression: `at(${soon(900_000)})`, Target });
  expect((await receive("work")).Body).toBe("universal");
});
