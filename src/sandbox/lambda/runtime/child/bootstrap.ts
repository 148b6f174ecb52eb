import { format } from "node:util";
import { endWithParent } from "../../../plane/child/lifeline";
import { callApi } from "./api";
import { loadHandler, type UserHandler } from "./handler";
import { sandboxNow, type TimeScale } from "./time";

/** Lambda's errors on the wire: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function shown(problem: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (!(problem instanceof Error)) return { errorType: typeof problem, errorMessage: String(problem), trace: [] };
  return { errorType: problem.name, errorMessage: problem.message, trace: (problem.stack ?? "").split("\n") };
}

const header = (headers: Readonly<Record<string, string | string[] | undefined>>, name: string): string => {
  const value = headers[name];
  return typeof value === "string" ? value : "";
};

function contextOf(headers: Readonly<Record<string, string | string[] | undefined>>, now: () => number) {
  const deadline = Number(header(headers, "lambda-runtime-deadline-ms"));
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: header(headers, "lambda-runtime-aws-request-id"),
    invokedFunctionArn: header(headers, "lambda-runtime-invoked-function-arn"),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    tenantId: undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
  };
}

function run(handler: UserHandler, event: unknown, context: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const result = handler(event, context, (error, value) => (error === null || error === undefined ? resolve(value) : reject(error)));
    if (typeof result === "object" && result !== null && "then" in result) Promise.resolve(result).then(resolve, reject);
    else if (handler.length < 3) resolve(result);
  });
}

const LEVELS = { log: "INFO", info: "INFO", debug: "DEBUG", warn: "WARN", error: "ERROR" } as const;

/** Puts what a function logs into lines, or JSON objects, that bear the request's id, as Lambda's runtime for Node does. */
function nameLines(requestId: () => string, now: () => number): void {
  const asJson = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON";
  for (const name of Object.keys(LEVELS) as (keyof typeof LEVELS)[]) {
    const original = console[name].bind(console);
    const level = LEVELS[name];
    console[name] = (...parts: unknown[]) => {
      const timestamp = new Date(now()).toISOString();
      if (!asJson) return original(`${timestamp}\t${requestId() || "undefined"}\t${level}\t`, ...parts);
      const [only] = parts;
      const message = parts.length === 1 && typeof only === "object" && only !== null && !(only instanceof Error) ? only : format(...parts);
      original(JSON.stringify({ timestamp, level, requestId: requestId(), message }));
    };
  }
}

async function main(): Promise<void> {
  const [, , scaleText = ""] = process.argv;
  process.argv.splice(2);
  endWithParent();
  // The way to the sandbox is the runtime's: a function has no such thing in AWS.
  Object.assign(process, { send: undefined });
  const now = () => sandboxNow(JSON.parse(scaleText) as TimeScale);
  const host = process.env.AWS_LAMBDA_RUNTIME_API ?? "";
  let current = "";
  nameLines(() => current, now);

  let handler: UserHandler;
  try {
    handler = await loadHandler(process.env.LAMBDA_TASK_ROOT ?? ".", process.env._HANDLER ?? "");
  } catch (problem) {
    console.error(problem);
    await callApi(host, "POST", "/init/error", JSON.stringify(shown(problem)), {
      "lambda-runtime-function-error-type": shown(problem).errorType,
    });
    process.exit(1);
  }
  const lastWords = (type: string) => async (problem: unknown) => {
    console.error(problem);
    const report = { ...shown(problem), errorType: type };
    if (current) await callApi(host, "POST", `/invocation/${current}/error`, JSON.stringify(report)).catch(() => undefined);
    process.exit(129);
  };
  process.on("uncaughtException", lastWords("Runtime.UncaughtException"));
  process.on("unhandledRejection", lastWords("Runtime.UnhandledPromiseRejection"));

  for (;;) {
    const next = await callApi(host, "GET", "/invocation/next");
    if (next.status !== 200) process.exit(0);
    current = header(next.headers, "lambda-runtime-aws-request-id");
    try {
      const result = await run(handler, JSON.parse(next.body.toString("utf8")), contextOf(next.headers, now));
      const text = result === undefined ? "null" : (JSON.stringify(result) ?? "null");
      await callApi(host, "POST", `/invocation/${current}/response`, text);
    } catch (problem) {
      console.error("Invoke Error", problem);
      const report = shown(problem);
      await callApi(host, "POST", `/invocation/${current}/error`, JSON.stringify(report), {
        "lambda-runtime-function-error-type": report.errorType,
      });
    }
    current = "";
  }
}

void main();
