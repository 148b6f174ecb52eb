import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  ListDurableExecutionsByFunctionCommand,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from "@aws-sdk/client-lambda";
import { bundled, type LambdaWorld, LOGGING, lambdaWorld, textOf, until } from "./world";

/** Writes a line for each side effect, so that a test can count them; `die` names the effect after (or before) which it kills itself once. */
const SOURCE = `
  import { appendFileSync, existsSync, writeFileSync } from "node:fs";
  import { withDurableExecution } from "@aws/durable-execution-sdk-js";
  const effect = (event, name) => {
    const dies = event.die === name && !existsSync(event.folder + "/died");
    if (dies) writeFileSync(event.folder + "/died", "");
    if (dies && event.when === "before") process.kill(process.pid, "SIGKILL");
    appendFileSync(event.folder + "/effects", name + "\\n");
    if (dies) process.kill(process.pid, "SIGKILL");
    return name;
  };
  export const handler = withDurableExecution(async (event, context) => {
    if (event.idle) { await context.wait("long", { hours: 5 }); return "late"; }
    const first = await context.step("first", async () => effect(event, "first"));
    await context.wait("pause", { seconds: 30 });
    const child = await context.runInChildContext("child", async (inner) => {
      const a = await inner.step("a", async () => effect(event, "a"));
      return a + "!";
    });
    const both = await context.parallel("both", [
      async (branch) => { await branch.wait("w", { seconds: 20 }); return branch.step("left", async () => effect(event, "left")); },
      async (branch) => branch.step("right", async () => effect(event, "right")),
    ]);
    const count = await context.waitForCondition("count", async (state) => ({ n: state.n + 1 }), {
      initialState: { n: 0 },
      waitStrategy: (state) => (state.n >= 3 ? { shouldContinue: false } : { shouldContinue: true, delay: { seconds: 10 } }),
    });
    let tries = 0;
    const stubborn = await context.step("stubborn", async (step) => {
      if (!existsSync(event.folder + "/stubborn")) { writeFileSync(event.folder + "/stubborn", ""); throw new Error("not yet"); }
      return effect(event, "stubborn");
    }, { retryStrategy: (error, attempt) => ({ shouldRetry: attempt < 4, delay: { seconds: 5 } }) });
    const answer = event.callback
      ? await context.waitForCallback("ask", async (id) => { writeFileSync(event.folder + "/callback", id); }, { timeout: { hours: 1 } })
      : "none";
    return { first, child, both: both.getResults(), count, stubborn, answer };
  });
`;

let world: LambdaWorld;
let code: Buffer;
const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "durable-"));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});
const effects = (at: string) => readFileSync(join(at, "effects"), "utf8").trim().split("\n");

beforeAll(async () => {
  world = await lambdaWorld({ speed: 60 });
  code = bundled(SOURCE);
  await world.create("durable", code, {
    Publish: true,
    Timeout: 900,
    MemorySize: 512,
    DurableConfig: { ExecutionTimeout: 86_400, RetentionPeriodInDays: 1 },
  });
}, 60_000);

const begin = (event: object, name?: string) =>
  world.lambda.send(
    new InvokeCommand({
      FunctionName: "durable:1",
      InvocationType: "Event",
      Payload: Buffer.from(JSON.stringify(event)),
      ...(name === undefined ? {} : { DurableExecutionName: name }),
    }),
  );
const ended = (arn: string | undefined) =>
  until(async () => {
    const execution = await world.lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn: arn }));
    return execution.Status === "RUNNING" ? undefined : execution;
  }, "end of the execution");

const RESULT = { first: "first", child: "a!", both: ["left", "right"], count: { n: 3 }, stubborn: "stubborn" };
const ONCE = ["a", "first", "left", "right", "stubborn"];

test("steps, waits, child contexts, parallel branches, conditions, retries and callbacks end with their results", async () => {
  const at = folder();
  const { DurableExecutionArn: arn, StatusCode } = await begin({ folder: at, callback: true }, "whole");
  expect(StatusCode).toBe(202);
  expect(arn).toMatch(/^arn:aws:lambda:us-east-1:\d{12}:function:durable:1\/durable-execution\/whole\/[\w-]+$/);
  const id = await until(
    () => (existsSync(join(at, "callback")) ? readFileSync(join(at, "callback"), "utf8") || undefined : undefined),
    "callback",
  );
  await world.lambda.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId: id, Result: Buffer.from('"go"') }));
  const execution = await ended(arn);
  expect(execution).toMatchObject({ Status: "SUCCEEDED", Version: "1" });
  expect(JSON.parse(execution.Result ?? "")).toEqual({ ...RESULT, answer: '"go"' });
  expect(effects(at).sort()).toEqual(ONCE);
  const lasted = (execution.EndTimestamp?.getTime() ?? 0) - (execution.StartTimestamp?.getTime() ?? 0);
  expect(lasted).toBeGreaterThanOrEqual(75_000);
  const { Events = [] } = await world.lambda.send(
    new GetDurableExecutionHistoryCommand({ DurableExecutionArn: arn, IncludeExecutionData: true, MaxItems: 500 }),
  );
  const types = Events.map(({ EventType }) => EventType);
  for (const type of [
    "ExecutionStarted",
    "StepSucceeded",
    "WaitSucceeded",
    "ContextSucceeded",
    "CallbackSucceeded",
    "InvocationCompleted",
  ]) {
    expect(types).toContain(type);
  }
  expect(types.at(-1) === "ExecutionSucceeded" || types.at(-2) === "ExecutionSucceeded").toBe(true);
}, 90_000);

test.each(ONCE.flatMap((die) => [[die, "before"] as const, [die, "after"] as const]))(
  "a process killed at %s, %s its effect, is invoked again and the result is the same",
  async (die, when) => {
    const at = folder();
    const { DurableExecutionArn: arn } = await begin({ folder: at, die, when });
    const execution = await ended(arn);
    expect(execution.Status).toBe("SUCCEEDED");
    expect(JSON.parse(execution.Result ?? "")).toEqual({ ...RESULT, answer: "none" });
    // A step runs at least once: only what was under way when the process died may be there twice.
    const seen = effects(at);
    for (const name of ONCE) {
      const times = seen.filter((one) => one === name).length;
      expect(times).toBeGreaterThanOrEqual(1);
      expect(times).toBeLessThanOrEqual(seen.length > ONCE.length && (name === die || name === "right" || name === "left") ? 2 : 1);
    }
  },
  90_000,
);

test("the same name with the same event is the same execution, with another event an error", async () => {
  const first = await begin({ idle: true }, "once");
  const again = await begin({ idle: true }, "once");
  expect(again.DurableExecutionArn).toBe(first.DurableExecutionArn);
  await expect(begin({ idle: true, other: 1 }, "once")).rejects.toMatchObject({ name: "DurableExecutionAlreadyStartedException" });
  const { DurableExecutions = [] } = await world.lambda.send(
    new ListDurableExecutionsByFunctionCommand({ FunctionName: "durable", DurableExecutionName: "once", Statuses: ["RUNNING"] }),
  );
  expect(DurableExecutions).toHaveLength(1);
  await world.lambda.send(
    new StopDurableExecutionCommand({ DurableExecutionArn: first.DurableExecutionArn, Error: { ErrorMessage: "enough" } }),
  );
  expect(await ended(first.DurableExecutionArn)).toMatchObject({ Status: "STOPPED", Error: { ErrorMessage: "enough" } });
});

test("a durable function is invoked by a qualified ARN only, and not waited for beyond fifteen minutes", async () => {
  const invoke = (FunctionName: string) => world.lambda.send(new InvokeCommand({ FunctionName }));
  await expect(invoke("durable")).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "You cannot invoke a durable function using an unqualified ARN.",
  });
  await expect(invoke("durable:1")).rejects.toMatchObject({ message: expect.stringContaining("greater than 15 minutes") });
});

test("an execution that lasts too long is TIMED_OUT", async () => {
  await world.create("brief", code, { Publish: true, Timeout: 60, DurableConfig: { ExecutionTimeout: 120 } });
  const { DurableExecutionArn: arn } = await world.lambda.send(
    new InvokeCommand({ FunctionName: "brief:1", InvocationType: "Event", Payload: Buffer.from('{"idle":true}') }),
  );
  expect(await ended(arn)).toMatchObject({ Status: "TIMED_OUT" });
});

test("a synchronous call gets the result of the whole execution", async () => {
  const source = `
    import { withDurableExecution } from "@aws/durable-execution-sdk-js";
    export const handler = withDurableExecution(async (event, context) => {
      await context.wait("w", { seconds: 60 });
      return context.step("s", async () => event.n * 2);
    });`;
  await world.create("sync", bundled(source), { Publish: true, Timeout: 300, DurableConfig: { ExecutionTimeout: 900 } });
  const { Payload, FunctionError } = await world.lambda.send(
    new InvokeCommand({ FunctionName: "sync:$LATEST", Payload: Buffer.from('{"n":21}') }),
  );
  expect(FunctionError).toBeUndefined();
  expect(textOf(Payload)).toBe("42");
});

test("a role that may not checkpoint fails the execution", async () => {
  const Role = await world.role("mute", LOGGING);
  await world.create("mute", code, { Role, Publish: true, Timeout: 300, DurableConfig: { ExecutionTimeout: 3_600 } });
  const { DurableExecutionArn: arn } = await world.lambda.send(
    new InvokeCommand({ FunctionName: "mute:1", InvocationType: "Event", Payload: Buffer.from(JSON.stringify({ folder: folder() })) }),
  );
  const { Status, Error: problem } = await ended(arn);
  expect(Status).toBe("FAILED");
  expect(problem?.ErrorMessage).toContain("lambda:CheckpointDurableExecution");
});
