import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, type CreateFunctionCommandInput, LambdaClient } from "@aws-sdk/client-lambda";
import { buildSync } from "esbuild";
import type { Sandbox } from "../../../src/sandbox/kernel/start";
import { awsConfig, sandbox } from "../support";
import { zipOf } from "./zip";

export interface LambdaWorld {
  readonly cloud: Sandbox & { readonly log: string[] };
  readonly lambda: LambdaClient;
  /** A role that Lambda may take; its policy allows these actions on everything. */
  role(name: string, actions: readonly string[]): Promise<string>;
  create(name: string, code: string | Buffer, more?: Partial<CreateFunctionCommandInput>): Promise<string>;
}

export const LOGGING = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
export const DURABLE = ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"];

export async function lambdaWorld(options: Parameters<typeof sandbox>[0] = {}): Promise<LambdaWorld> {
  const cloud = await sandbox(options);
  const lambda = new LambdaClient(awsConfig(cloud));
  const iam = new IAMClient(awsConfig(cloud));
  const role = async (name: string, actions: readonly string[]) => {
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] };
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "own", PolicyDocument: JSON.stringify(policy) }));
    return Role?.Arn ?? "";
  };
  let standard: Promise<string> | undefined;
  const create = async (name: string, code: string | Buffer, more: Partial<CreateFunctionCommandInput> = {}) => {
    standard ??= role("function", [...LOGGING, ...DURABLE]);
    const made = await lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: more.Role ?? (await standard),
        Code: { ZipFile: typeof code === "string" ? zipOf({ "index.js": code }) : code },
        ...more,
      }),
    );
    return made.FunctionArn ?? "";
  };
  return { cloud, lambda, role, create };
}

/** A durable function's source bundled as its author would: one file with the SDK in it. */
export function bundled(source: string): Buffer {
  const built = buildSync({
    stdin: { contents: source, resolveDir: __dirname, loader: "ts" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    write: false,
    logLevel: "silent",
    banner: { js: "const importMetaUrl = require('url').pathToFileURL(__filename).href;" },
    define: { "import.meta.url": "importMetaUrl" },
  });
  return zipOf({ "index.js": Buffer.from(built.outputFiles[0]?.contents ?? []) });
}

export const textOf = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString("utf8");

/** Asks again until there is an answer; the bound is real time and generous. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined, what: string, withinMs = 60_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`still no ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
