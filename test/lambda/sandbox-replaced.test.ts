import {
  CreateAliasCommand,
  GetDurableExecutionCommand,
  InvokeCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { bundled, lambdaWorld, until } from "../sandbox/lambda/world";

const source = (version: string) => `
  import { withDurableExecution } from "@aws/durable-execution-sdk-js";
  export const handler = withDurableExecution(async (event, context) => {
    const before = await context.step("before", async () => "${version}");
    await context.wait("pause", { minutes: 10 });
    const after = await context.step("after", async () => "${version}");
    return { before, after };
  });
`;

test("an execution whose function is replaced in the middle ends on the version on which it began; the next one begins on the new one", async () => {
  const { lambda, create } = await lambdaWorld({ speed: 60 });
  await create("conductor", bundled(source("old")), {
    Publish: true,
    Timeout: 900,
    MemorySize: 512,
    DurableConfig: { ExecutionTimeout: 86_400, RetentionPeriodInDays: 1 },
  });
  await lambda.send(new CreateAliasCommand({ FunctionName: "conductor", Name: "live", FunctionVersion: "1" }));
  const begin = async () => {
    const { DurableExecutionArn } = await lambda.send(
      new InvokeCommand({ FunctionName: "conductor:live", InvocationType: "Event", Payload: Buffer.from("{}") }),
    );
    return DurableExecutionArn;
  };
  const ended = (arn: string | undefined) =>
    until(async () => {
      const { Status, Result } = await lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn: arn }));
      return Status === "RUNNING" ? undefined : { Status, Result: JSON.parse(Result ?? "null") as unknown };
    }, "end of the execution");
  const first = await begin();
  const { Version } = await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: "conductor", ZipFile: bundled(source("new")), Publish: true }),
  );
  await lambda.send(new UpdateAliasCommand({ FunctionName: "conductor", Name: "live", FunctionVersion: Version }));
  const second = await begin();
  expect(await ended(first)).toEqual({ Status: "SUCCEEDED", Result: { before: "old", after: "old" } });
  expect(await ended(second)).toEqual({ Status: "SUCCEEDED", Result: { before: "new", after: "new" } });
}, 120_000);
