import {
  AddPermissionCommand,
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  GetRuntimeManagementConfigCommand,
  InvokeCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { type LambdaWorld, lambdaWorld, textOf } from "./world";
import { zipOf } from "./zip";

let world: LambdaWorld;
beforeAll(async () => {
  world = await lambdaWorld();
});

const returning = (value: string) => `exports.handler = async () => ${JSON.stringify(value)};`;
const answerOf = async (FunctionName: string) =>
  JSON.parse(textOf((await world.lambda.send(new InvokeCommand({ FunctionName }))).Payload)) as unknown;

test("what is created is read back with Lambda's defaults", async () => {
  const arn = await world.create("plain", returning("one"), { Tags: { Team: "a" }, Environment: { Variables: { WHERE: "here" } } });
  const { Configuration, Tags, Code } = await world.lambda.send(new GetFunctionCommand({ FunctionName: arn }));
  expect(Configuration).toMatchObject({
    FunctionName: "plain",
    FunctionArn: arn,
    Version: "$LATEST",
    Timeout: 3,
    MemorySize: 128,
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: "PassThrough" },
    LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/plain" },
    Environment: { Variables: { WHERE: "here" } },
  });
  expect(Configuration?.DurableConfig).toBeUndefined();
  expect(Tags).toEqual({ Team: "a" });
  expect(Code?.RepositoryType).toBe("S3");
  const named = { FunctionName: "plain" };
  expect((await world.lambda.send(new GetFunctionCodeSigningConfigCommand(named))).FunctionName).toBe("plain");
  expect((await world.lambda.send(new GetRuntimeManagementConfigCommand(named))).UpdateRuntimeOn).toBe("Auto");
  await expect(world.create("plain", returning("two"))).rejects.toMatchObject({ name: "ResourceConflictException" });
});

test("versions stay as they were published and aliases lead to them", async () => {
  const published = await world.create("versions", returning("one"), { Publish: true });
  expect(published).toMatch(/:function:versions:1$/);
  const arn = published.replace(/:1$/, "");
  await world.lambda.send(new CreateAliasCommand({ FunctionName: "versions", Name: "live", FunctionVersion: "1" }));
  await world.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "versions", ZipFile: zipOf({ "index.js": returning("two") }) }));
  expect(await answerOf("versions:1")).toBe("one");
  expect(await answerOf(`${arn}:live`)).toBe("one");
  expect(await answerOf("versions")).toBe("two");
  const { Version } = await world.lambda.send(new PublishVersionCommand({ FunctionName: "versions" }));
  expect((await world.lambda.send(new PublishVersionCommand({ FunctionName: "versions" }))).Version).toBe(Version);
  const { AliasArn } = await world.lambda.send(new UpdateAliasCommand({ FunctionName: "versions", Name: "live", FunctionVersion: "2" }));
  expect(AliasArn).toBe(`${arn}:live`);
  expect(await answerOf("versions:live")).toBe("two");
  const { Versions = [] } = await world.lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "versions" }));
  expect(Versions.map((one) => one.Version)).toEqual(["$LATEST", "1", "2"]);
  await expect(world.lambda.send(new DeleteFunctionCommand({ FunctionName: "versions", Qualifier: "2" }))).rejects.toMatchObject({
    name: "ResourceConflictException",
  });
  await world.lambda.send(new DeleteAliasCommand({ FunctionName: "versions", Name: "live" }));
  await expect(world.lambda.send(new GetAliasCommand({ FunctionName: "versions", Name: "live" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await world.lambda.send(new DeleteFunctionCommand({ FunctionName: "versions" }));
  await expect(world.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "versions" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("durable execution is set when a function is created and never after", async () => {
  await world.create("later", returning("x"));
  const durable = { DurableConfig: { ExecutionTimeout: 60 } };
  await expect(world.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "later", ...durable }))).rejects.toMatchObject({
    name: "InvalidParameterValueException",
  });
  await world.create("always", returning("x"), durable);
  const changed = await world.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "always", Timeout: 20, DurableConfig: { RetentionPeriodInDays: 3 } }),
  );
  expect(changed).toMatchObject({ Timeout: 20, DurableConfig: { ExecutionTimeout: 60, RetentionPeriodInDays: 3 } });
});

test("a resource policy is added to, read and taken from, and services are held to it", async () => {
  const arn = await world.create("guarded", returning("in"));
  const named = { FunctionName: "guarded" };
  const rule = "arn:aws:events:us-east-1:123456789012:rule/nightly";
  const as = (source: string) => ({
    accountId: arn.split(":")[4] ?? "",
    region: "us-east-1",
    principal: { kind: "service", arn: "events.amazonaws.com", onBehalfOf: { accountId: "123456789012", arn: source } } as const,
  });
  const invoke = (source: string) => world.cloud.cloud.invoke("lambda", "Invoke", { FunctionName: arn }, as(source));
  await expect(world.lambda.send(new GetPolicyCommand(named))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(invoke(rule)).rejects.toMatchObject({ code: "AccessDeniedException" });
  const permission = { ...named, StatementId: "s1", Action: "lambda:InvokeFunction", Principal: "events.amazonaws.com", SourceArn: rule };
  const { Statement } = await world.lambda.send(new AddPermissionCommand(permission));
  expect(JSON.parse(Statement ?? "")).toEqual({
    Sid: "s1",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "lambda:InvokeFunction",
    Resource: arn,
    Condition: { ArnLike: { "AWS:SourceArn": rule } },
  });
  await expect(world.lambda.send(new AddPermissionCommand(permission))).rejects.toMatchObject({ name: "ResourceConflictException" });
  await expect(invoke(rule)).resolves.toMatchObject({ StatusCode: 200 });
  await expect(invoke(`${rule}-other`)).rejects.toMatchObject({ code: "AccessDeniedException" });
  await world.lambda.send(new RemovePermissionCommand({ ...named, StatementId: "s1" }));
  await expect(invoke(rule)).rejects.toMatchObject({ code: "AccessDeniedException" });
});

test("asynchronous settings and tags are read back", async () => {
  const arn = await world.create("settings", returning("x"));
  const named = { FunctionName: "settings" };
  await expect(world.lambda.send(new GetFunctionEventInvokeConfigCommand(named))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await world.lambda.send(new PutFunctionEventInvokeConfigCommand({ ...named, MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }));
  expect(await world.lambda.send(new GetFunctionEventInvokeConfigCommand(named))).toMatchObject({
    FunctionArn: `${arn}:$LATEST`,
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
  });
  await world.lambda.send(new TagResourceCommand({ Resource: arn, Tags: { A: "1", B: "2" } }));
  await world.lambda.send(new UntagResourceCommand({ Resource: arn, TagKeys: ["A"] }));
  expect((await world.lambda.send(new ListTagsCommand({ Resource: arn }))).Tags).toEqual({ B: "2" });
});

test.each([
  ["a runtime that is not Node", { Runtime: "python3.13" as const }, /runtime python3\.13/],
  ["a layer", { Layers: ["arn:aws:lambda:us-east-1:123456789012:layer:x:1"] }, /layers/],
  ["a VPC", { VpcConfig: { SubnetIds: ["subnet-1"] } }, /VPC/],
  ["a role that Lambda may not take", { Role: "arn:aws:iam::123456789012:role/nobody" }, /cannot be assumed by Lambda/],
  ["a reserved variable", { Environment: { Variables: { AWS_REGION: "x" } } }, /reserved keys/],
  ["a time-out beyond fifteen minutes", { Timeout: 901 }, /less than or equal to 900/],
])("%s is refused by name", async (_what, more, message) => {
  await expect(world.create("refused", returning("x"), more)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: expect.stringMatching(message),
  });
});

test("an archive that leads out of its folder, or is none, is refused", async () => {
  for (const bad of [zipOf({ "../evil.js": "x" }), Buffer.from("no zip at all, but long enough to look for one")]) {
    await expect(world.create("bad", bad)).rejects.toMatchObject({ name: "InvalidParameterValueException", message: /unzip/ });
  }
});

test("what Lambda refuses about versions, aliases and permissions is refused in its words", async () => {
  const { lambda } = world;
  const FunctionName = "wording";
  const arn = await world.create(FunctionName, returning("one"));
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
  const permit = (Principal: string) =>
    lambda.send(new AddPermissionCommand({ FunctionName, StatementId: "s", Action: "lambda:InvokeFunction", Principal }));
  const gone = new RemovePermissionCommand({ FunctionName, StatementId: "s" });
  const cases: readonly [Promise<unknown>, string][] = [
    [
      lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "$LATEST" })),
      "$LATEST version cannot be deleted without deleting the function.",
    ],
    [lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "live" })), "Deletion of aliases is not currently supported."],
    [lambda.send(new UpdateAliasCommand({ FunctionName, Name: "other", FunctionVersion: "1" })), `Alias not found: ${arn}:other`],
    [lambda.send(gone), "No policy is associated with the given resource."],
    [permit("somebody"), "The provided principal was invalid. Please check the principal and try again."],
    [
      lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName })),
      "You must specify at least one of error handling or destination setting.",
    ],
    [
      lambda.send(new GetFunctionCommand({ FunctionName: arn.replace("us-east-1", "eu-west-1") })),
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ],
  ];
  for (const [call, words] of cases) await expect(call).rejects.toThrow(words);
  await permit("alexa-appkit.amazon.com");
  await lambda.send(gone);
});
