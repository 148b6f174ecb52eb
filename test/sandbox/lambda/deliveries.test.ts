import * as events from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AddPermissionCommand, CreateAliasCommand, PutFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import * as sns from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { awsConfig } from "../support";
import { DURABLE, type LambdaWorld, LOGGING, lambdaWorld, until } from "./world";

jest.setTimeout(120_000);
const account = "123456789012";
const ECHO = "exports.handler = async (event) => event;";

let world: LambdaWorld;
let sqs: SQSClient;
let topics: sns.SNSClient;
let bus: events.EventBridgeClient;
let schedules: SchedulerClient;
let iam: IAMClient;
let role: string;
beforeAll(async () => {
  world = await lambdaWorld({ speed: 120 });
  sqs = new SQSClient(awsConfig(world.cloud));
  topics = new sns.SNSClient(awsConfig(world.cloud));
  bus = new events.EventBridgeClient(awsConfig(world.cloud));
  schedules = new SchedulerClient(awsConfig(world.cloud));
  iam = new IAMClient(awsConfig(world.cloud));
  role = await world.role("sender", [...LOGGING, ...DURABLE, "sqs:SendMessage"]);
});
afterAll(() => {
  for (const one of [sqs, topics, bus, schedules, iam, world.lambda]) one.destroy();
});

/** A queue that takes what these services send. */
async function queue(QueueName: string) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const arn = `arn:aws:sqs:us-east-1:${account}:${QueueName}`;
  const Principal = { Service: ["events.amazonaws.com", "sns.amazonaws.com"] };
  const Policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: arn }] };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(Policy) } }));
  const receive = () =>
    until(async () => {
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"], VisibilityTimeout: 3_600 }),
      );
      return Messages?.[0];
    }, `message in ${QueueName}`);
  return { arn, receive };
}

/** A function whose alias `live` tells the queue what it was called with. */
async function told(name: string) {
  const { arn, receive } = await queue(`${name}-done`);
  await world.create(name, ECHO, { Role: role, Timeout: 300, Publish: true });
  const alias = await world.lambda.send(new CreateAliasCommand({ FunctionName: name, Name: "live", FunctionVersion: "1" }));
  const DestinationConfig = { OnSuccess: { Destination: arn } };
  await world.lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: name, Qualifier: "live", DestinationConfig }));
  const payload = async () => (JSON.parse((await receive()).Body ?? "{}") as { requestPayload?: unknown }).requestPayload;
  return { arn: alias.AliasArn ?? "", payload };
}

async function scheduleRole(RoleName: string, ...Statement: object[]): Promise<string> {
  const trust = [{ Effect: "Allow", Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: trust });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
  return Role?.Arn ?? "";
}

const allow = (Action: string, Resource: string) => ({ Effect: "Allow", Action, Resource });
/** Ten seconds of this machine: a schedule that is made after its time would never fire. */
const soon = () => new Date(world.cloud.cloud.clock.now() + 1_200_000).toISOString().slice(0, 19);
const change = (status: "completed" | "stopped", id: string) =>
  world.cloud.cloud.bus.emit("experiment-state-changed", {
    ...{ scope: `${account}/us-east-1`, experimentId: id, arn: `arn:aws:fis:us-east-1:${account}:experiment/${id}` },
    ...{ status, previous: "running", reason: "It ended." },
  });

test("a schedule starts the alias of a function, in its role", async () => {
  const { arn, payload } = await told("conductor");
  const RoleArn = await scheduleRole("may-start", allow("lambda:InvokeFunction", arn));
  const Input = '{"kind":"run","scheduledAt":"<aws.scheduler.scheduled-time>"}';
  const at = soon();
  await schedules.send(
    new CreateScheduleCommand({
      ...{ Name: "run", ScheduleExpression: `at(${at})`, FlexibleTimeWindow: { Mode: "OFF" } },
      Target: { Arn: arn, RoleArn, Input },
    }),
  );
  expect(await payload()).toEqual({ kind: "run", scheduledAt: `${at}Z` });
});

test("a schedule whose role may not invoke the function lands in the dead letters, and says so", async () => {
  const { arn } = await told("guarded");
  const dead = await queue("schedule-dead");
  const RoleArn = await scheduleRole("may-not-start", allow("sqs:SendMessage", dead.arn));
  await schedules.send(
    new CreateScheduleCommand({
      ...{ Name: "refused", ScheduleExpression: `at(${soon()})`, FlexibleTimeWindow: { Mode: "OFF" } },
      Target: { Arn: arn, RoleArn, Input: '{"n":1}', DeadLetterConfig: { Arn: dead.arn } },
    }),
  );
  const { Body, MessageAttributes } = await dead.receive();
  expect(Body).toBe('{"n":1}');
  expect(MessageAttributes?.ERROR_CODE?.StringValue).toBe("AccessDeniedException");
  expect(MessageAttributes?.TARGET_ARN?.StringValue).toBe(arn);
});

test("the end of an experiment reaches a topic's queue and a function; without its permission, the rule's dead letters", async () => {
  const { arn, payload } = await told("watcher");
  const news = await queue("news");
  const dead = await queue("rule-dead");
  const { TopicArn = "" } = await topics.send(new sns.CreateTopicCommand({ Name: "news" }));
  const Statement = [{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish", Resource: TopicArn }];
  const AttributeValue = JSON.stringify({ Version: "2012-10-17", Statement });
  await topics.send(new sns.SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
  await topics.send(new sns.SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: news.arn }));
  const pattern = { source: ["aws.fis"], "detail-type": ["FIS Experiment State Change"], detail: { "new-state": { status: ["stopped"] } } };
  const { RuleArn } = await bus.send(new events.PutRuleCommand({ Name: "ends", EventPattern: JSON.stringify(pattern) }));
  const Targets = [
    { Id: "topic", Arn: TopicArn },
    { Id: "function", Arn: arn, InputPath: "$.detail", DeadLetterConfig: { Arn: dead.arn } },
  ];
  await bus.send(new events.PutTargetsCommand({ Rule: "ends", Targets }));

  change("completed", "EXPother");
  change("stopped", "EXPrefused");
  const { MessageAttributes } = await dead.receive();
  expect(MessageAttributes?.ERROR_CODE?.StringValue).toBe("NO_PERMISSIONS");
  const notice = JSON.parse((await news.receive()).Body ?? "{}") as { Message: string };
  expect(JSON.parse(notice.Message)).toMatchObject({
    "detail-type": "FIS Experiment State Change",
    detail: { "experiment-id": "EXPrefused" },
  });

  const permission = {
    StatementId: "rule",
    Action: "lambda:InvokeFunction",
    Principal: "events.amazonaws.com",
    SourceArn: String(RuleArn),
  };
  await world.lambda.send(new AddPermissionCommand({ FunctionName: "watcher", Qualifier: "live", ...permission }));
  change("stopped", "EXPtold");
  expect(await payload()).toMatchObject({ "experiment-id": "EXPtold", "new-state": { status: "stopped" } });
});

test("a topic calls a function that admits it", async () => {
  const { arn, payload } = await told("listener");
  const { TopicArn = "" } = await topics.send(new sns.CreateTopicCommand({ Name: "calls" }));
  const permission = { StatementId: "topic", Action: "lambda:InvokeFunction", Principal: "sns.amazonaws.com", SourceArn: TopicArn };
  await world.lambda.send(new AddPermissionCommand({ FunctionName: "listener", Qualifier: "live", ...permission }));
  await topics.send(new sns.SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint: arn }));
  await topics.send(new sns.PublishCommand({ TopicArn, Message: "hello" }));
  expect(await payload()).toMatchObject({ Records: [{ EventSource: "aws:sns", Sns: { Message: "hello", TopicArn } }] });
});
