import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { EXIT, type ExitCode, FaultlineError } from "../../words";
import { findRoot } from "../version";

/** A sandbox in a process of its own. */
export interface SandboxProcess {
  readonly url: string;
  readonly pid: number;
  /** Resolves with a reason when it ends, also when nobody asked it to. */
  readonly ended: Promise<string>;
  /** Ends it and everything that it started; resolves when it is gone. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 20_000;
const GONE_WITHIN_MS = 10_000;

/** Starts `faultline sandbox` on a free port. It ends by itself when this process does, however that ends. */
export async function spawnSandbox(options: {
  readonly speed: number;
  readonly seed?: number;
  readonly env: NodeJS.ProcessEnv;
  readonly onLog: (line: string) => void;
}): Promise<SandboxProcess> {
  const args = ["sandbox", "--json", "--until-stdin-closes", "--speed", String(options.speed)];
  if (options.seed !== undefined) args.push("--seed", String(options.seed));
  const child = spawn(process.execPath, [join(findRoot(), "bin", "faultline.js"), ...args], {
    env: options.env,
    stdio: ["pipe", "pipe", "pipe"],
    // In a group of its own: Ctrl-C in a terminal goes to a whole group, and the sandbox must outlive the run that is being stopped.
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ? `it was ended by ${signal}` : `it ended with code ${code}`));
    child.once("error", (problem) => resolve(problem.message));
  });
  lines(child, options.onLog);
  const ready = await firstLine(child, ended);
  return { url: ready.url, pid: ready.pid, ended, stop: () => stop(child, ended) };
}

async function firstLine(child: ChildProcess, ended: Promise<string>): Promise<{ url: string; pid: number }> {
  let text = "";
  const line = new Promise<string>((resolve) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
  const timeout = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), READY_WITHIN_MS).unref();
  });
  const first = await Promise.race([line, ended.then((reason) => ({ reason })), timeout]);
  if (typeof first === "string") return readyOrRefused(first);
  child.kill("SIGKILL");
  throw new FaultlineError(
    "sandbox-not-ready",
    `The sandbox did not start: ${first?.reason ?? `not ready after ${READY_WITHIN_MS / 1_000} seconds`}.`,
    {
      exitCode: EXIT.errored,
      remedy: "Run `faultline sandbox` by itself and read what it says.",
    },
  );
}

/** A sandbox that refuses its options says so in place of its address. */
function readyOrRefused(line: string): { url: string; pid: number } {
  const told = JSON.parse(line) as
    | { readonly url: string; readonly pid: number }
    | { readonly error: { readonly code: string; readonly message: string; readonly remedy: string }; readonly exitCode: ExitCode };
  if (!("error" in told)) return told;
  const { code, message, remedy } = told.error;
  throw new FaultlineError(code, message, { exitCode: told.exitCode, remedy });
}

function lines(child: ChildProcess, onLine: (line: string) => void): void {
  let rest = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) onLine(line);
  });
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), GONE_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
