import { InvokeCommand, PutFunctionEventInvokeConfigCommand, StopDurableExecutionCommand } from "@aws-sdk/client-lambda";
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { awsConfig } from "../support";
import { bundled, DURABLE, type LambdaWorld, LOGGING, lambdaWorld, until } from "./world";

let world: LambdaWorld;
let sqs: SQSClient;
let role: string;
beforeAll(async () => {
  world = await lambdaWorld({ speed: 600 });
  sqs = new SQSClient(awsConfig(world.cloud));
  role = await world.role("sender", [...LOGGING, ...DURABLE, "sqs:SendMessage"]);
});

async function queue(name: string) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  const receive = () =>
    until(async () => {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"] }));
      return Messages?.[0];
    }, `message in ${name}`);
  return { arn: Attributes?.QueueArn ?? "", receive };
}

const FAILS = "exports.handler = async (event) => { throw new Error('always ' + event.n); };";
const send = (FunctionName: string, n: number) =>
  world.lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: Buffer.from(JSON.stringify({ n })) }));

test("an event that fails three times is in the dead-letter queue as it was", async () => {
  const { arn, receive } = await queue("dead");
  await world.create("fails", FAILS, { Role: role, DeadLetterConfig: { TargetArn: arn }, Timeout: 300 });
  expect((await send("fails", 7)).StatusCode).toBe(202);
  const { Body, MessageAttributes } = await receive();
  expect(JSON.parse(Body ?? "")).toEqual({ n: 7 });
  expect(MessageAttributes?.ErrorMessage?.StringValue).toBe("always 7");
}, 90_000);

test("an event that fails goes to the destination with what the function said", async () => {
  const { arn, receive } = await queue("failures");
  await world.create("told", FAILS, { Role: role, Timeout: 300 });
  await world.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "told",
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: arn } },
    }),
  );
  await send("told", 8);
  expect(JSON.parse((await receive()).Body ?? "")).toMatchObject({
    requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 2 },
    requestPayload: { n: 8 },
    responseContext: { functionError: "Unhandled" },
    responsePayload: { errorMessage: "always 8" },
  });
}, 90_000);

test("a durable execution that was stopped leaves its event in the dead-letter queue", async () => {
  const { arn, receive } = await queue("stopped");
  const source = `
    import { withDurableExecution } from "@aws/durable-execution-sdk-js";
    export const handler = withDurableExecution(async (event, context) => context.wait("long", { days: 100 }));`;
  const durable = { DurableConfig: { ExecutionTimeout: 31_622_400 }, Timeout: 300, Publish: true };
  await world.create("stoppable", bundled(source), { Role: role, DeadLetterConfig: { TargetArn: arn }, ...durable });
  const { DurableExecutionArn } = await send("stoppable:1", 10);
  await world.lambda.send(new StopDurableExecutionCommand({ DurableExecutionArn, Error: { ErrorMessage: "by hand" } }));
  const { Body, MessageAttributes } = await receive();
  expect(JSON.parse(Body ?? "")).toEqual({ n: 10 });
  expect(MessageAttributes?.ErrorMessage?.StringValue).toBe("by hand");
}, 90_000);

test("a destination that the role may not write to gets nothing, and the operator is told", async () => {
  const { arn } = await queue("closed");
  await world.create("unheard", FAILS, { DeadLetterConfig: { TargetArn: arn }, Timeout: 300 });
  await world.lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: "unheard", MaximumRetryAttempts: 0 }));
  await send("unheard", 9);
  const line = await until(() => world.cloud.log.find((one) => one.includes("could not be delivered")), "line for the operator");
  expect(line).toContain("sqs:SendMessage");
}, 90_000);
