import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** What Linux's /proc says about one process. */
export interface ProcessFacts {
  readonly pid: number;
  readonly group: number;
  /** The kernel's name for it, at most 15 characters. */
  readonly name: string;
  /** Processor time used so far, in milliseconds. */
  readonly cpuMs: number;
}

/** Clock ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;

/** All processes of these groups; `undefined` where there is no /proc. */
export function processesOf(groups: ReadonlySet<number>): ProcessFacts[] | undefined {
  let entries: string[];
  try {
    entries = readdirSync("/proc");
  } catch {
    return undefined;
  }
  const found: ProcessFacts[] = [];
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue;
    const facts = read(Number(entry));
    if (facts && groups.has(facts.group)) found.push(facts);
  }
  return found;
}

function read(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const end = stat.lastIndexOf(")");
    const [, , group, , , , , , , , , user = "0", system = "0"] = stat.slice(end + 2).split(" ");
    return { pid, group: Number(group), name: stat.slice(stat.indexOf("(") + 1, end), cpuMs: (Number(user) + Number(system)) * TICK_MS };
  } catch {
    return undefined; // It ended while we looked.
  }
}

/** Whether a process bears a name: the kernel's name for it, its program, or the script that its program runs. */
export function bearsName(facts: ProcessFacts, wanted: string): boolean {
  if (facts.name === wanted.slice(0, 15)) return true;
  try {
    const [program = "", script = ""] = readFileSync(`/proc/${facts.pid}/cmdline`, "utf8").split("\0");
    return basename(program) === wanted || basename(script) === wanted;
  } catch {
    return false;
  }
}
