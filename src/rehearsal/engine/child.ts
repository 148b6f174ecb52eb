import { type ChildProcess, spawn } from "node:child_process";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import type { Program } from "./program";

/** An error of the program, as told by the runner. */
export interface ProgramError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Node's code, for example `MODULE_NOT_FOUND`. */
  readonly code?: string;
  /** The program ended itself with Pulumi's `RunError`. */
  readonly runError?: boolean;
}

export type RunnerMessage = { readonly kind: "done" } | { readonly kind: "error"; readonly error: ProgramError };

/** How a program ended. */
export type ProgramEnd =
  | { readonly kind: "done" }
  | { readonly kind: "error"; readonly error: ProgramError }
  | { readonly kind: "died"; readonly exitCode: number | null; readonly signal: string | null; readonly stderr: string };

export interface ProgramProcess {
  /** Lets the program begin, with these variables added to its environment. The process loads the SDK's loader meanwhile. */
  begin(env: Readonly<Record<string, string>>): void;
  readonly ended: Promise<ProgramEnd>;
  /** Ends the process and resolves when it is gone. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly program: Program;
  readonly debug: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine: (stream: "stdout" | "stderr", line: string) => void;
}

/**
 * What Node runs first: TypeScript is loaded by tsx, but packages are loaded as Node does. Otherwise tsx reads each of their files
 * and Node each of their source maps, which doubles the time to load Pulumi's SDK. An ES module among the packages is tsx's again.
 */
const BOOT = `
const Module = require("node:module");
const [tsx, runner] = process.argv.slice(1);
const plain = Module._extensions[".js"];
require(tsx);
const translated = Module._extensions[".js"];
Module._extensions[".js"] = (module, file) => {
  if (!/[\\\\/]node_modules[\\\\/]/.test(file)) return translated(module, file);
  process.setSourceMapsEnabled(false);
  try {
    return plain(module, file);
  } catch (error) {
    if (error.code !== "ERR_REQUIRE_ESM") throw error;
    return translated(module, file);
  } finally {
    process.setSourceMapsEnabled(true);
  }
};
require(runner);
`;

/** Frames of an Error: Pulumi's SDK makes thousands of them, and each frame costs. */
const STACK_FRAMES = 4;

/** Starts the program in a Node process of its own, TypeScript or JavaScript, without a build. */
export function startProgram({ program, debug, env, onLine }: StartOptions): ProgramProcess {
  const runner = join(__dirname, `runner${extname(__filename)}`);
  const frames = debug ? 50 : STACK_FRAMES;
  const esm = program.esm ? ["--import", pathToFileURL(require.resolve("tsx/esm")).href] : [];
  const child = spawn(
    process.execPath,
    [
      "--no-warnings",
      `--stack-trace-limit=${frames}`,
      ...esm,
      "--eval",
      BOOT,
      require.resolve("tsx/cjs"),
      runner,
      JSON.stringify({ ...program, debug }),
    ],
    { cwd: program.dir, env, stdio: ["ignore", "pipe", "pipe", "ipc"], windowsHide: true },
  );
  const gone = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  return {
    begin: (env) => {
      // A process that is gone already is told by `ended`.
      if (child.connected) child.send(env, () => undefined);
    },
    ended: watch(child, onLine),
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await gone;
    },
  };
}

function watch(child: ChildProcess, onLine: StartOptions["onLine"]): Promise<ProgramEnd> {
  const lastErrors: string[] = [];
  for (const stream of ["stdout", "stderr"] as const) {
    const source = child[stream];
    if (!source) continue;
    createInterface({ input: source }).on("line", (line) => {
      if (stream === "stderr") lastErrors.push(line);
      if (lastErrors.length > 20) lastErrors.shift();
      onLine(stream, line);
    });
  }
  return new Promise((resolve) => {
    let said: ProgramEnd | undefined;
    child.on("message", (message) => {
      said ??= message as RunnerMessage;
    });
    child.once("error", (error) => resolve({ kind: "died", exitCode: null, signal: null, stderr: error.message }));
    child.once("close", (exitCode, signal) => {
      const tell = () => resolve(said ?? { kind: "died", exitCode, signal, stderr: lastErrors.join("\n") });
      // Its last message may still be on the way: the channel closes when all have been read.
      if (child.connected) child.once("disconnect", tell);
      else tell();
    });
  });
}
