import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { built } from "./built";

/** How a command ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the match as soon as either stream has said it; rejects when the command ends before. */
  said(words: RegExp): Promise<RegExpExecArray>;
}

export interface Where {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const running = new Set<ChildProcess>();
const folders: string[] = [];

/** Starts the real command in a process of its own. Whatever still runs after the tests of the file is ended. */
export function start(args: readonly string[], { cwd = tmpdir(), env = {} }: Where = {}): Running {
  const child = spawn(process.execPath, [join(built(), "bin/faultline.js"), ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", NODE_OPTIONS: undefined, AWS_ENDPOINT_URL: undefined, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const told = { stdout: "", stderr: "" };
  let heard: () => void = () => undefined;
  for (const stream of ["stdout", "stderr"] as const)
    child[stream]?.setEncoding("utf8").on("data", (text: string) => {
      told[stream] += text;
      heard();
    });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve({ code, signal, ...told });
    });
  });
  return {
    pid: child.pid ?? 0,
    child,
    ended,
    said: (words) =>
      new Promise((resolve, reject) => {
        heard = () => {
          const match = words.exec(told.stdout) ?? words.exec(told.stderr);
          if (match) resolve(match);
        };
        heard();
        void ended.then(({ code }) => reject(new Error(`it ended with ${code} and never said ${words}:\n${told.stdout}${told.stderr}`)));
      }),
  };
}

/** Runs the real command to its end. */
export function faultline(args: readonly string[], where: Where = {}): Promise<Ended> {
  return start(args, where).ended;
}

/** Runs a command with `--json`: stdout is one JSON object in one line and nothing else. */
export async function json<T = Told>(args: readonly string[], where: Where = {}): Promise<Ended & { readonly told: T }> {
  const [command = "", ...rest] = args;
  const ended = await faultline([command, "--json", ...rest], where);
  return { ...ended, told: onlyObject(ended.stdout) as T };
}

/** The one JSON object that a text must be, with a line's end. */
export function onlyObject(stdout: string): unknown {
  const lines = stdout.split("\n");
  expect({ lines: lines.length, last: lines.at(-1), stdout }).toMatchObject({ lines: 2, last: "" });
  const value: unknown = JSON.parse(lines[0] ?? "");
  expect(typeof value === "object" && value !== null && !Array.isArray(value)).toBe(true);
  return value;
}

/** What `--json` prints when something went wrong. */
export interface Told {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    readonly facts?: Readonly<Record<string, unknown>>;
    readonly problems?: readonly Readonly<Record<string, unknown>>[];
  };
  readonly exitCode: number;
}

/** A folder with these files; removed after the tests of the file. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), "faultline-test-"));
  folders.push(dir);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

/** A folder with these files, in which Faultline and Pulumi are installed. */
export function project(files: Readonly<Record<string, string>>): string {
  const dir = folder(files);
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(built(), join(dir, "node_modules/faultline"));
  symlinkSync(join(__dirname, "../../node_modules/@pulumi"), join(dir, "node_modules/@pulumi"));
  return dir;
}

afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  for (const dir of folders) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
});
