import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as events from "@aws-sdk/client-eventbridge";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { awsConfig, sandbox } from "../support";

jest.setTimeout(60_000);
let box: Sandbox;
let bus: events.EventBridgeClient;
let topics: sns.SNSClient;
let queues: sqs.SQSClient;
const account = "123456789012";
const queueArn = `arn:aws:sqs:us-east-1:${account}:inbox`;

beforeEach(async () => {
  box = await sandbox({ speed: 60 });
  bus = new events.EventBridgeClient(awsConfig(box));
  topics = new sns.SNSClient(awsConfig(box));
  queues = new sqs.SQSClient(awsConfig(box));
  await queues.send(new sqs.CreateQueueCommand({ QueueName: "inbox" }));
});
afterEach(() => {
  for (const one of [bus, topics, queues]) one.destroy();
});

const QueueUrlOf = () => `${box.url}/${account}/inbox`;
const admit = (Service: string) => {
  const Statement = [{ Effect: "Allow", Principal: { Service }, Action: "sqs:SendMessage", Resource: queueArn }];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  return queues.send(new sqs.SetQueueAttributesCommand({ QueueUrl: QueueUrlOf(), Attributes: { Policy } }));
};
const receive = async (): Promise<string> => {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const reply = await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl: QueueUrlOf(), WaitTimeSeconds: 20 }));
    const body = reply.Messages?.[0]?.Body;
    if (body !== undefined) return body;
    if (Date.now() > deadline) throw new Error("nothing came");
  }
};

test("a Spot instance's end is recommended, then announced two minutes before", async () => {
  await admit("events.amazonaws.com");
  await bus.send(new events.PutRuleCommand({ Name: "spot", EventPattern: JSON.stringify({ source: ["aws.ec2"] }) }));
  await bus.send(new events.PutTargetsCommand({ Rule: "spot", Targets: [{ Id: "q", Arn: queueArn, InputPath: "$" }] }));
  const interruptAt = box.cloud.clock.now() + 150_000;
  box.cloud.bus.emit("spot-interruption-sent", { scope: `${account}/us-east-1`, instanceId: "i-1", interruptAt });
  const told = [JSON.parse(await receive())];
  while (told.length < 2) {
    const next = JSON.parse(await receive());
    if (next.id !== told[0].id) told.push(next);
  }
  expect(told.map((event) => event["detail-type"])).toEqual([
    "EC2 Instance Rebalance Recommendation",
    "EC2 Spot Instance Interruption Warning",
  ]);
  expect(told.map(({ detail }) => detail)).toEqual([{ "instance-id": "i-1" }, { "instance-id": "i-1", "instance-action": "terminate" }]);
  expect(Date.parse(told[1].time)).toBeGreaterThanOrEqual(Math.floor((interruptAt - 120_000) / 1000) * 1000);
});

test("an experiment's change of state reaches the target of a matching rule, transformed", async () => {
  await admit("events.amazonaws.com");
  const EventPattern = JSON.stringify({ source: ["aws.fis"], detail: { "new-state": { status: ["completed", "failed"] } } });
  await bus.send(new events.PutRuleCommand({ Name: "fis", EventPattern, Tags: [{ Key: "a", Value: "b" }] }));
  const InputTransformer = {
    InputPathsMap: { id: "$.detail.experiment-id", to: "$.detail.new-state.status" },
    InputTemplate: '{"text":"<id> is <to>","to":<to>}',
  };
  await bus.send(new events.PutTargetsCommand({ Rule: "fis", Targets: [{ Id: "q", Arn: queueArn, InputTransformer }] }));
  const change = { scope: `${account}/us-east-1`, experimentId: "EXP1", arn: `arn:aws:fis:us-east-1:${account}:experiment/EXP1` };
  box.cloud.bus.emit("experiment-state-changed", {
    ...change,
    status: "running",
    previous: "initiating",
    reason: "Experiment is running.",
  });
  box.cloud.bus.emit("experiment-state-changed", { ...change, status: "completed", previous: "running", reason: "Experiment completed." });
  expect(JSON.parse(await receive())).toEqual({ text: "EXP1 is completed", to: "completed" });
  await expect(bus.send(new events.DeleteRuleCommand({ Name: "fis" }))).rejects.toMatchObject({ name: "ValidationException" });
  await bus.send(new events.RemoveTargetsCommand({ Rule: "fis", Ids: ["q"] }));
  await bus.send(new events.DeleteRuleCommand({ Name: "fis" }));
  await expect(bus.send(new events.DescribeRuleCommand({ Name: "fis" }))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("an event of one's own goes by the rules of its bus, and not where the queue's policy does not admit it", async () => {
  await bus.send(new events.CreateEventBusCommand({ Name: "own" }));
  await bus.send(new events.PutRuleCommand({ Name: "r", EventBusName: "own", EventPattern: '{"source":[{"prefix":"my."}]}' }));
  await bus.send(new events.PutTargetsCommand({ Rule: "r", EventBusName: "own", Targets: [{ Id: "q", Arn: queueArn }] }));
  const put = (id: string, EventBusName: string) =>
    bus.send(
      new events.PutEventsCommand({ Entries: [{ Source: "my.app", DetailType: "t", Detail: JSON.stringify({ id }), EventBusName }] }),
    );
  await put("refused", "own");
  await admit("events.amazonaws.com");
  await put("elsewhere", "default");
  await put("wanted", "own");
  expect((JSON.parse(await receive()) as { detail: { id: string } }).detail.id).toBe("wanted");
});

test("an alarm publishes to its topic, and the topic to a queue that admits it", async () => {
  await admit("sns.amazonaws.com");
  const { TopicArn } = await topics.send(new sns.CreateTopicCommand({ Name: "pager", Tags: [{ Key: "team", Value: "sre" }] }));
  const { SubscriptionArn } = await topics.send(new sns.SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queueArn }));
  expect((await topics.send(new sns.GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes?.PendingConfirmation).toBe("false");
  const client = new cloudwatch.CloudWatchClient(awsConfig(box));
  const metric = { Namespace: "N", MetricName: "m", Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1 } as const;
  await client.send(
    new cloudwatch.PutMetricAlarmCommand({
      AlarmName: "errors",
      ...metric,
      AlarmActions: [String(TopicArn)],
      ComparisonOperator: "GreaterThanThreshold",
    }),
  );
  await client.send(new cloudwatch.SetAlarmStateCommand({ AlarmName: "errors", StateValue: "ALARM", StateReason: "by hand" }));
  const notice = JSON.parse(await receive()) as { Subject: string; Message: string };
  expect(notice.Subject).toBe('ALARM: "errors" in us-east-1');
  expect(JSON.parse(notice.Message)).toMatchObject({
    NewStateValue: "ALARM",
    OldStateValue: "INSUFFICIENT_DATA",
    Trigger: { Threshold: 1 },
  });
  const { AlarmHistoryItems } = await client.send(new cloudwatch.DescribeAlarmHistoryCommand({ HistoryItemType: "Action" }));
  expect(AlarmHistoryItems?.[0]?.HistorySummary).toBe(`Successfully executed action ${TopicArn}`);
  client.destroy();
});

test("a filter policy keeps from a queue what it does not want, and raw delivery is the message alone", async () => {
  await admit("sns.amazonaws.com");
  const { TopicArn } = await topics.send(new sns.CreateTopicCommand({ Name: "t" }));
  const Attributes = { RawMessageDelivery: "true", FilterPolicy: '{"kind":["wanted"]}' };
  await topics.send(new sns.SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queueArn, Attributes }));
  for (const kind of ["other", "wanted"]) {
    const MessageAttributes = { kind: { DataType: "String", StringValue: kind } };
    await topics.send(new sns.PublishCommand({ TopicArn, Message: `it is ${kind}`, MessageAttributes }));
  }
  expect(await receive()).toBe("it is wanted");
});

test("a message comes back when nobody deletes it in time, and goes to the dead letters when that happens too often", async () => {
  const dead = await queues.send(new sqs.CreateQueueCommand({ QueueName: "dead" }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn.replace("inbox", "dead"), maxReceiveCount: 1 });
  await queues.send(new sqs.SetQueueAttributesCommand({ QueueUrl: QueueUrlOf(), Attributes: { RedrivePolicy, VisibilityTimeout: "1" } }));
  await queues.send(new sqs.SendMessageCommand({ QueueUrl: QueueUrlOf(), MessageBody: "poison" }));
  expect(await receive()).toBe("poison");
  await box.cloud.clock.sleep(1_500);
  expect((await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl: QueueUrlOf() }))).Messages ?? []).toEqual([]);
  expect((await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl: dead.QueueUrl }))).Messages?.[0]?.Body).toBe("poison");
  await expect(queues.send(new sqs.GetQueueUrlCommand({ QueueName: "none" }))).rejects.toMatchObject({ name: "QueueDoesNotExist" });
});
