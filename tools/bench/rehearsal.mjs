// What a rehearsal of one experiment takes: wall time, and the peak of the memory of all its processes together.
//   node tools/bench/rehearsal.mjs [--only instance-termination] [--every 200]
// Memory is the sum of each process's proportional share (PSS), where the kernel tells it (Linux). Needs a build (npm run build).
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./lib/machine.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { values: options } = parseArgs({
  strict: false,
  options: {
    only: { type: "string", default: "instance-termination" },
    every: { type: "string", default: "200" },
    bin: { type: "string", default: join(root, "bin/faultline.js") },
  },
});

/** A file of a process, or nothing: it may end between two looks. */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** The process and all that it started, itself or through others. */
function family(pid) {
  const children = new Map();
  for (const other of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const parent = read(other, "stat")
      .replace(/^.*\) /s, "")
      .split(" ")[1];
    children.set(parent, [...(children.get(parent) ?? []), other]);
  }
  const found = [String(pid)];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found;
}

function kilobytes(pid) {
  return Number(/^Pss:\s+(\d+)/m.exec(read(pid, "smaps_rollup"))?.[1] ?? 0);
}

const store = mkdtempSync(join(tmpdir(), "faultline-bench-"));
const before = performance.now();
const args = [options.bin, "rehearse", "--stack", "local", "--only", options.only, "--store", store, "--json"];
const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
let text = "";
child.stdout.on("data", (part) => {
  text += part;
});
let peak = { mb: 0, processes: 0 };
const look = setInterval(() => {
  const pids = family(child.pid);
  const mb = Math.round(pids.reduce((sum, pid) => sum + kilobytes(pid), 0) / 1_024);
  if (mb > peak.mb) peak = { mb, processes: pids.length };
}, Number(options.every));
const exitCode = await new Promise((done) => child.on("close", done));
clearInterval(look);
rmSync(store, { recursive: true, force: true });
const wallSeconds = Number(((performance.now() - before) / 1_000).toFixed(1));
const { runs } = JSON.parse(text);
const verdicts = runs.map(({ experiment, verdict }) => ({ experiment, verdict }));
console.log(JSON.stringify({ bench: "rehearsal", machine: machine(), wallSeconds, peak, exitCode, verdicts }, null, 2));
