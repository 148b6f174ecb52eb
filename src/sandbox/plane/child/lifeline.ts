import { readdirSync, readFileSync } from "node:fs";

/**
 * Ends this process and its whole group as soon as the sandbox is gone, however it went: the channel to it closes with its process.
 * Called by the leader of a group; its children are told through their own pipes or killed with the group.
 */
export function endWithParent(): void {
  process.on("disconnect", endGroup);
  if (!process.connected) endGroup();
}

let mark: string | undefined;

/** From now on whatever bears this text in its environment belongs to this process. */
export function ownAllMarked(text: string): void {
  mark = text;
}

/** Kills everything that belongs to this process, also what left the group, then the group, this process included. */
export function endGroup(): never {
  for (const pid of strays(process.pid, mark)) tryKill(pid);
  tryKill(-process.pid);
  process.exit(137);
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already, or (a group) this process does not lead one.
  }
}

/**
 * What belongs to a process: all below it, and all whose environment bears its mark, because a program that made itself a daemon is
 * below nobody. From /proc; where there is none, the group has to do.
 */
export function strays(root: number, marked: string | undefined): number[] {
  const children = new Map<number, number[]>();
  const found = new Set<number>();
  let entries: string[] = [];
  try {
    entries = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  } catch {
    return [];
  }
  for (const entry of entries) {
    const pid = Number(entry);
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "latin1");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), pid]);
      if (marked !== undefined && readFileSync(`/proc/${entry}/environ`, "utf8").includes(marked)) found.add(pid);
    } catch {
      // It ended while we looked, or it is somebody else's.
    }
  }
  const look = [root];
  for (let pid = look.pop(); pid !== undefined; pid = look.pop()) {
    for (const child of children.get(pid) ?? []) {
      found.add(child);
      look.push(child);
    }
  }
  return [...found].filter((pid) => pid !== process.pid && pid !== root);
}
