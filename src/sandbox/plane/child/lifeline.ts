import { readdirSync, readFileSync } from "node:fs";

/**
 * Ends this process and its whole group as soon as the sandbox is gone, however it went: the channel to it closes with its process.
 * Called by the leader of a group; its children are told through their own pipes or killed with the group.
 */
export function endWithParent(): void {
  process.on("disconnect", endGroup);
  if (!process.connected) endGroup();
}

/** Kills everything that descends from this process, also what left the group, then the group, this process included. */
export function endGroup(): never {
  for (const pid of descendants(process.pid)) tryKill(pid);
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

/** Process ids below one, from /proc; where there is none, the group has to do. */
export function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  try {
    for (const entry of readdirSync("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, "latin1");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
      } catch {
        // Ended while we looked.
      }
    }
  } catch {
    return [];
  }
  const found: number[] = [];
  const look = [root];
  for (let pid = look.pop(); pid !== undefined; pid = look.pop()) {
    const below = children.get(pid) ?? [];
    found.push(...below);
    look.push(...below);
  }
  return found;
}
