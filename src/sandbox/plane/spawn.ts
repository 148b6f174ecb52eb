import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/**
 * Starts one of our child programs as the leader of its own process group, with a channel that closes when either side ends.
 * Compiled, it is a plain file that Node starts in about 40 ms. From the TypeScript source (tests) tsx translates it, about 150 ms.
 */
export function spawnProgram(program: "machine" | "traffic", heapMb: number): ChildProcess {
  const fromSource = __filename.endsWith(".ts");
  const translator = fromSource ? ["--require", require.resolve("tsx/cjs")] : [];
  return spawn(
    process.execPath,
    [`--max-old-space-size=${heapMb}`, ...translator, join(__dirname, "child", `${program}${fromSource ? ".ts" : ".js"}`)],
    {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      detached: true,
      env: plainEnvironment(process.env),
    },
  );
}

/** What every program may know of the environment it runs in; credentials and options of ours are not among it. */
const HARMLESS = /^(PATH|HOME|LANG|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|USER|LOGNAME|SHELL|TERM)$/;

export function plainEnvironment(from: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(from).filter((entry): entry is [string, string] => HARMLESS.test(entry[0]) && entry[1] !== undefined),
  );
}

/** Kills a whole process group; false when there is none. */
export function killGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}
