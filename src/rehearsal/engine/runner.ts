/**
 * Runs in the child process: loads Pulumi's SDK as the program sees it, then the program inside a stack. It tells its parent about
 * errors by messages and ends when the parent does. Started by `child.ts`, never imported.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { ProgramError, RunnerMessage } from "./child";
import type { Program } from "./program";

const UNAVAILABLE = [1, 14];
const program = JSON.parse(process.argv[3] ?? "{}") as Program & { readonly debug: boolean };
let reported = false;

function tell(message: RunnerMessage, code: number): void {
  if (process.send) process.send(message, () => process.exit(code));
  else process.exit(code);
}

function onError(thrown: unknown): void {
  if (reported) return;
  reported = true;
  const code = (thrown as { code?: unknown } | null)?.code;
  // The engine has ended the deployment and knows why: nothing to add.
  if (typeof code === "number" && UNAVAILABLE.includes(code)) process.exit(1);
  tell({ kind: "error", error: describe(thrown) }, 1);
}

function describe(thrown: unknown): ProgramError {
  if (!(thrown instanceof Error)) return { name: "", message: typeof thrown === "string" ? thrown : JSON.stringify(thrown) };
  const marks = thrown as Error & { __pulumiRunError?: boolean; code?: unknown };
  return {
    name: thrown.name,
    message: thrown.message,
    ...(thrown.stack ? { stack: thrown.stack } : {}),
    ...(typeof marks.code === "string" ? { code: marks.code } : {}),
    ...(marks.__pulumiRunError ? { runError: true } : {}),
  };
}

/** The SDK beside the program; ours where the program has none of its own (it then uses it through Faultline). */
function findSdk(): NodeJS.Require {
  const fromProgram = createRequire(join(program.dir, "index.js"));
  try {
    fromProgram.resolve("@pulumi/pulumi");
    return fromProgram;
  } catch {
    return createRequire(__filename);
  }
}

/** Pulumi's SDK sends each of its debug messages as a call of its own; nobody hears them unless asked for. */
function muteDebug(sdk: NodeJS.Require): void {
  const { EngineClient } = sdk("@pulumi/pulumi/proto/engine_grpc_pb.js") as {
    EngineClient: { prototype: { log(request: { getSeverity(): number }, done: (error: null) => void): unknown } };
  };
  const log = EngineClient.prototype.log;
  EngineClient.prototype.log = function (request, done) {
    if (request.getSeverity() !== 0) return log.call(this, request, done);
    process.nextTick(done, null);
    return undefined;
  };
}

/**
 * Pulumi's SDK writes the stack of each of its promises down, dozens for every resource, and shows them only to who asks for them by this
 * variable. To make them takes as long as all the rest of a large program.
 */
function muteStacks(sdk: NodeJS.Require): void {
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) return;
  const debuggable = sdk("@pulumi/pulumi/runtime/debuggable.js") as {
    debuggablePromise(promise: Promise<unknown>, about: unknown): unknown;
  };
  const plain = debuggable.debuggablePromise;
  debuggable.debuggablePromise = (promise, about) => {
    const frames = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return plain(promise, about);
    } finally {
      Error.stackTraceLimit = frames;
    }
  };
}

async function load(): Promise<unknown> {
  const exported = program.esm
    ? esmOutputs(await nativeImport(pathToFileURL(program.file).href))
    : createRequire(program.file)(program.file);
  return typeof exported === "function" ? (exported as () => unknown)() : exported;
}

/** A default export stands for all outputs, as in Pulumi. */
function esmOutputs(module: Record<string, unknown>): unknown {
  if (!("default" in module)) return { ...module };
  if (Object.keys(module).length === 1) return module.default;
  throw new Error("the program has a default export and named exports: Pulumi takes one or the other as the stack's outputs");
}

/** `import()` that no compiler turns into `require`. */
const nativeImport = new Function("url", "return import(url)") as (url: string) => Promise<Record<string, unknown>>;

/**
 * Ends this process when its parent is gone. A listener does it for a program that waits; a thread of its own for one that computes
 * without end and never gets to its listeners.
 */
function endWithParent(): void {
  process.on("disconnect", () => process.exit(1));
  process.channel?.unref();
  const watch = `const parent = ${process.ppid}; setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 500);`;
  new Worker(watch, { eval: true, execArgv: [], env: {}, stdout: false, stderr: false }).unref();
}

async function main(): Promise<void> {
  process.on("uncaughtException", onError);
  process.on("unhandledRejection", onError);
  endWithParent();
  // Nothing else keeps this process alive until the engine has its say, which may take as long as loading the engine.
  process.channel?.ref();
  Object.assign(process.env, await new Promise<object>((resolve) => process.once("message", resolve)));
  process.channel?.unref();
  process.argv = [process.execPath, program.file];
  const sdk = findSdk();
  if (!program.debug) {
    muteDebug(sdk);
    muteStacks(sdk);
  }
  const runtime = sdk("@pulumi/pulumi/runtime/index.js") as {
    runInPulumiStack(run: () => Promise<unknown>): Promise<unknown>;
    disconnectSync(): void;
  };
  await runtime.runInPulumiStack(load);
  // Everything the program still waits for keeps the event loop alive; when it is empty, the program is done.
  process.once("beforeExit", () => {
    if (reported) return;
    reported = true;
    runtime.disconnectSync();
    tell({ kind: "done" }, 0);
  });
}

main().catch(onError);
