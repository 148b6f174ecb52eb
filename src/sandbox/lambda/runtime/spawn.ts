import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { TimeScale } from "./child/time";

/** Heap of the process for a function's memory: what V8 takes beside its heap comes on top, as in AWS. */
const heapOf = (memory: number) => Math.max(64, Math.floor(memory * 0.9));

/** Starts the bootstrap as the leader of its own process group, with no environment but the one given. */
export function spawnBootstrap(
  environment: Readonly<Record<string, string>>,
  folder: string,
  memory: number,
  scale: TimeScale,
): ChildProcess {
  const bootstrap = join(__dirname, "child", "bootstrap");
  // From the TypeScript source (tests) tsx translates our own files and leaves the function's alone.
  const own = __filename.endsWith(".ts")
    ? [
        "-e",
        `require(${JSON.stringify(require.resolve("tsx/cjs/api"))}).require(${JSON.stringify(`${bootstrap}.ts`)}, ${JSON.stringify(__filename)})`,
        "--",
        bootstrap,
      ]
    : [`${bootstrap}.js`];
  return spawn(process.execPath, [`--max-old-space-size=${heapOf(memory)}`, ...own, JSON.stringify(scale)], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
    env: { ...environment },
  });
}
