import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { GetDurableExecutionCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { type RuntimeApi, runtimeApi } from "../../../src/sandbox/lambda/runtime/api";
import { spawnBootstrap } from "../../../src/sandbox/lambda/runtime/spawn";
import { awsConfig, sandbox } from "../support";
import { bundled, lambdaWorld, textOf, until } from "./world";
import { zipOf } from "./zip";

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const folder = mkdtempSync(join(tmpdir(), "lambda-life-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Listed {
  readonly processes: { readonly functionName: string; readonly pid?: number; readonly busy: boolean }[];
}
const processesOf = async (url: string) => ((await (await fetch(`${url}/_faultline/functions`)).json()) as Listed).processes;

test("processes are named, and end with the sandbox", async () => {
  const { cloud, lambda, create } = await lambdaWorld();
  await create("pid", "exports.handler = async () => process.pid;");
  const pid = JSON.parse(textOf((await lambda.send(new InvokeCommand({ FunctionName: "pid" }))).Payload)) as number;
  expect(await processesOf(cloud.url)).toEqual([{ functionName: "pid", version: "$LATEST", pid, busy: false }]);
  await cloud.stop();
  expect(alive(pid)).toBe(false);
});

test("a process whose sandbox is gone ends by itself", async () => {
  const root = join(folder, "orphan");
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, "index.js"), "exports.handler = async () => 1; setInterval(() => {}, 1000);");
  const nothing = () => undefined;
  const up = new Promise<RuntimeApi>((resolve, reject) => {
    const made = runtimeApi({ ready: () => void made.then(resolve, reject), responded: nothing, failed: nothing, initFailed: nothing });
    made.then(({ host }) => {
      const variables = { AWS_LAMBDA_RUNTIME_API: host, LAMBDA_TASK_ROOT: root, _HANDLER: "index.handler", PATH: process.env.PATH ?? "" };
      child = spawnBootstrap(variables, root, 128, { machine: Date.now(), sandbox: Date.now(), speed: 1 });
    }, reject);
  });
  let child: ReturnType<typeof spawnBootstrap> | undefined;
  const api = await up;
  const exited = new Promise<string | null>((resolve) => child?.once("exit", (_code, signal) => resolve(signal)));
  // What the kernel does to the channel when the sandbox's process dies.
  child?.disconnect();
  expect(await exited).toBe("SIGKILL");
  api.close();
}, 60_000);

test("a reset ends processes and forgets functions", async () => {
  const { cloud, lambda, create } = await lambdaWorld();
  await create("gone", "exports.handler = async () => process.pid;");
  const pid = JSON.parse(textOf((await lambda.send(new InvokeCommand({ FunctionName: "gone" }))).Payload)) as number;
  await cloud.reset();
  expect(alive(pid)).toBe(false);
  expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
});

test("an execution goes on in the sandbox that is started on the data of one that ended in the middle of it", async () => {
  const dataDir = join(folder, "data");
  const source = `
    import { appendFileSync, existsSync } from "node:fs";
    import { withDurableExecution } from "@aws/durable-execution-sdk-js";
    export const handler = withDurableExecution(async (event, context) => {
      const first = await context.step("first", async () => { appendFileSync(event.file, "first\\n"); return 1; });
      const second = await context.step("second", async () => {
        if (!existsSync(event.file + ".go")) await new Promise((resolve) => setInterval(() => {}, 1000));
        return 2;
      });
      await context.wait("w", { seconds: 30 });
      return first + second;
    });`;
  const file = join(folder, "file");
  const first = await lambdaWorld({ speed: 60, dataDir });
  await first.create("survivor", bundled(source), { Publish: true, Timeout: 900, DurableConfig: { ExecutionTimeout: 86_400 } });
  const { DurableExecutionArn } = await first.lambda.send(
    new InvokeCommand({ FunctionName: "survivor:1", InvocationType: "Event", Payload: Buffer.from(JSON.stringify({ file })) }),
  );
  await until(() => {
    try {
      return readFileSync(file, "utf8") || undefined;
    } catch {
      return undefined;
    }
  }, "first step");
  await first.cloud.stop();
  writeFileSync(`${file}.go`, "");
  const second = await sandbox({ speed: 60, dataDir });
  const lambda = new LambdaClient(awsConfig(second));
  const execution = await until(async () => {
    const one = await lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn }));
    return one.Status === "RUNNING" ? undefined : one;
  }, "end of the execution");
  expect(execution).toMatchObject({ Status: "SUCCEEDED", Result: "3" });
}, 90_000);

const version = spawnSync("aws", ["--version"], { encoding: "utf8" });
const cli = version.status === 0;
(cli ? test : test.skip)(
  "the AWS CLI creates and invokes a function",
  async () => {
    const { cloud, role } = await lambdaWorld();
    const zip = join(folder, "fn.zip");
    const out = join(folder, "out.json");
    writeFileSync(zip, zipOf({ "app/main.js": "exports.run = async (event) => 'hello ' + event.name;" }));
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ENDPOINT_URL: cloud.url,
    };
    const aws = async (...args: string[]) =>
      JSON.parse((await promisify(execFile)("aws", [...args, "--output", "json"], { env })).stdout) as unknown;
    const arn = await role("cli", ["logs:PutLogEvents"]);
    const options = ["--runtime", "nodejs22.x", "--handler", "app/main.run", "--role", arn, "--zip-file", `fileb://${zip}`];
    expect(await aws("lambda", "create-function", "--function-name", "cli", ...options)).toMatchObject({
      FunctionName: "cli",
      State: "Active",
    });
    // Version 2 takes payloads in base64 unless it is told otherwise; version 1 knows nothing else than text.
    const format = `${version.stdout}`.startsWith("aws-cli/1") ? [] : ["--cli-binary-format", "raw-in-base64-out"];
    const payload = [...format, "--payload", '{"name":"cli"}'];
    expect(await aws("lambda", "invoke", "--function-name", "cli", ...payload, out)).toMatchObject({ StatusCode: 200 });
    expect(readFileSync(out, "utf8")).toBe('"hello cli"');
  },
  90_000,
);
