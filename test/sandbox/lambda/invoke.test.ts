import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { awsConfig } from "../support";
import { type LambdaWorld, lambdaWorld, textOf, until } from "./world";

let world: LambdaWorld;
beforeAll(async () => {
  world = await lambdaWorld();
});

const call = (FunctionName: string, event: unknown = {}, more = {}) =>
  world.lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)), ...more }));

test("a function answers with what its handler returns, warm in the same process", async () => {
  await world.create("echo", "exports.handler = async (event, context) => ({ event, pid: process.pid, name: context.functionName });");
  const first = JSON.parse(textOf((await call("echo", { a: 1 })).Payload)) as { event: unknown; pid: number; name: string };
  const second = JSON.parse(textOf((await call("echo", { a: 2 })).Payload)) as { event: unknown; pid: number };
  expect(first).toMatchObject({ event: { a: 1 }, name: "echo" });
  expect(second).toMatchObject({ event: { a: 2 }, pid: first.pid });
  expect(first.pid).not.toBe(process.pid);
});

test("a function sees its own variables and role and nothing of the user's", async () => {
  process.env.SECRET_OF_THE_USER = "hidden";
  await world.create("env", "exports.handler = async () => process.env;", { Environment: { Variables: { MINE: "yes" } } });
  const seen = JSON.parse(textOf((await call("env")).Payload)) as Record<string, string>;
  delete process.env.SECRET_OF_THE_USER;
  expect(seen).toMatchObject({ MINE: "yes", AWS_REGION: "us-east-1", AWS_ENDPOINT_URL: world.cloud.url, AWS_LAMBDA_FUNCTION_NAME: "env" });
  expect(seen.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/);
  expect(seen.SECRET_OF_THE_USER).toBeUndefined();
});

test("an error, an unknown handler and an exit are told apart as Lambda tells them", async () => {
  await world.create("throws", "exports.handler = async () => { throw new TypeError('no'); };");
  const thrown = await call("throws");
  expect(thrown.FunctionError).toBe("Unhandled");
  expect(JSON.parse(textOf(thrown.Payload))).toMatchObject({ errorType: "TypeError", errorMessage: "no" });
  await world.create("missing", "exports.other = 1;");
  expect(JSON.parse(textOf((await call("missing")).Payload))).toMatchObject({ errorType: "Runtime.HandlerNotFound" });
  await world.create("leaves", "exports.handler = async () => { process.exit(3); };");
  expect(JSON.parse(textOf((await call("leaves")).Payload))).toMatchObject({ errorType: "Runtime.ExitError" });
});

test("a function that takes longer than its time-out is killed", async () => {
  await world.create("slow", "exports.handler = () => new Promise(() => setInterval(() => {}, 1000));", { Timeout: 1 });
  const { FunctionError, Payload, LogResult } = await call("slow", {}, { LogType: "Tail" });
  expect(FunctionError).toBe("Unhandled");
  expect(textOf(Payload)).toContain("Task timed out after 1.00 seconds");
  expect(Buffer.from(LogResult ?? "", "base64").toString()).toContain("Task timed out");
});

test("a process that is killed from outside ends its invocation as one that died", async () => {
  await world.create("victim", "exports.handler = async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); };", {
    Timeout: 60,
  });
  const { FunctionError, Payload } = await call("victim");
  expect(FunctionError).toBe("Unhandled");
  expect(JSON.parse(textOf(Payload))).toMatchObject({
    errorType: "Runtime.ExitError",
    errorMessage: expect.stringContaining("signal: killed"),
  });
});

test("what a function writes is in its log group", async () => {
  await world.create("talks", "exports.handler = async () => { console.log('hello from inside'); };");
  await call("talks");
  const logs = new CloudWatchLogsClient(awsConfig(world.cloud));
  const found = await until(async () => {
    const { events = [] } = await logs
      .send(new FilterLogEventsCommand({ logGroupName: "/aws/lambda/talks" }))
      .catch(() => ({ events: [] }));
    return events.find(({ message }) => message?.includes("hello from inside"));
  }, "line in the log");
  expect(found.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
});

test("a function that logs in JSON has objects with the request's id", async () => {
  await world.create("json", "exports.handler = async () => { console.warn({ a: 1 }); };", { LoggingConfig: { LogFormat: "JSON" } });
  await call("json");
  const logs = new CloudWatchLogsClient(awsConfig(world.cloud));
  const lines = await until(async () => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: "/aws/lambda/json" })).catch(() => ({ events: [] }));
    const all = events.map(({ message }) => JSON.parse(message ?? "") as { type?: string });
    return all.some(({ type }) => type === "platform.report") ? all : undefined;
  }, "report in the log");
  expect(lines).toContainEqual(expect.objectContaining({ level: "WARN", message: { a: 1 }, requestId: expect.stringMatching(/./) }));
});

test("reserved concurrency of zero throttles every call", async () => {
  await world.create("choked", "exports.handler = async () => 1;");
  await world.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "choked", ReservedConcurrentExecutions: 0 }));
  await expect(call("choked")).rejects.toMatchObject({
    name: "TooManyRequestsException",
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
  });
});

test("payloads beyond the quotas and events that are no JSON are refused", async () => {
  await world.create("small", "exports.handler = async () => 1;");
  const big = Buffer.from(JSON.stringify("x".repeat(1_100_000)));
  await expect(
    world.lambda.send(new InvokeCommand({ FunctionName: "small", InvocationType: "Event", Payload: big })),
  ).rejects.toMatchObject({
    name: "RequestTooLargeException",
  });
  await expect(world.lambda.send(new InvokeCommand({ FunctionName: "small", Payload: Buffer.from("{") }))).rejects.toMatchObject({
    name: "InvalidRequestContentException",
  });
});

test("modules of both kinds and handlers with a callback run", async () => {
  const { zipOf } = await import("./zip.js");
  await world.create("esm", zipOf({ "index.mjs": "export const handler = async () => 'esm';" }, true));
  expect(textOf((await call("esm")).Payload)).toBe('"esm"');
  await world.create("callback", "exports.handler = (event, context, done) => { setImmediate(() => done(null, 'called')); };");
  expect(textOf((await call("callback")).Payload)).toBe('"called"');
});
