import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** Every process that this one has started, and that those have started. */
export function descendants(pid: number): readonly Process[] {
  const all = execFileSync("ps", ["-Ao", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, id, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return id === undefined ? [] : [{ pid: Number(id), parent: Number(parent), command: command ?? "" }];
    });
  const below = (id: number): readonly Process[] => all.filter(({ parent }) => parent === id).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

function isAlive({ pid }: Process): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Those that are still there after some seconds; empty as soon as none is. */
export async function leftAfter(seconds: number, processes: readonly Process[]): Promise<readonly Process[]> {
  const until = Date.now() + seconds * 1_000;
  for (;;) {
    const left = processes.filter(isAlive);
    if (left.length === 0 || Date.now() > until) return left;
    await sleep(50);
  }
}
