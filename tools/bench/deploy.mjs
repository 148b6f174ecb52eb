// What deploying costs: evaluating a program with 1, 100 and 1,000 experiments (wall time, peak memory of all processes), the function's bundle
// (size, cold import), and the AWS API calls of one rehearsed run by operation.
//   node tools/bench/deploy.mjs [--experiments 1,100,1000] [--imports 11] [--only instance-termination] [--speed 30] [--no-run]
// Memory is the sum of each process's proportional share (PSS), where the kernel tells it (Linux). Needs a build (npm run build).
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./lib/machine.mjs";
import { quantile, rounded } from "./lib/numbers.mjs";

const { values: options } = parseArgs({
  strict: false,
  allowNegative: true,
  options: {
    experiments: { type: "string", default: "1,100,1000" },
    imports: { type: "string", default: "11" },
    only: { type: "string", default: "instance-termination" },
    speed: { type: "string", default: "30" },
    run: { type: "boolean", default: true },
    bin: { type: "string", default: fileURLToPath(new URL("../../bin/faultline.js", import.meta.url)) },
  },
});
const root = dirname(dirname(options.bin));
const require = createRequire(options.bin);

/** A file of a process, or nothing: it may end between two looks. */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** The memory of a process and all that it started, in kilobytes. */
function familyKilobytes(pid) {
  let pids = [];
  try {
    pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return 0;
  }
  const parentOf = (one) =>
    read(one, "stat")
      .replace(/^.*\) /s, "")
      .split(" ")[1];
  const parents = new Map(pids.map((one) => [one, parentOf(one)]));
  const found = new Set([String(pid)]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const [one, parent] of parents) if (found.has(parent)) found.add(one);
  }
  return [...found].reduce((sum, one) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(one, "smaps_rollup"))?.[1] ?? 0), 0);
}

const PROGRAM = (count) => `
const { Experiment, manifests, ec2 } = require("faultline");
const metric = { namespace: "Shop", name: "Errors", statistic: "Sum", unit: "Count" };
const all = Array.from({ length: ${count} }, (_, index) => new Experiment("experiment-" + index, {
  hypothesis: "Nobody notices",
  owner: "team@example.com",
  runbook: "https://example.com/runbook",
  steadyState: { errors: { metric, is: { below: "1 error" } } },
  guards: { errors: { metric, breachedWhen: { above: "10 errors" } } },
  faults: { terminate: ec2.terminateInstances({ instances: { tags: { Service: "web" }, select: "1 of them" } }) },
  blastRadius: { atMost: "1 instance" },
  traffic: { metric: { ...metric, name: "Requests" }, atLeast: "1/s" },
  recovery: { within: "5m" },
  maxDuration: "10m",
}));
exports.faultline = manifests(...all);
`;

async function evaluation(count) {
  const dir = mkdtempSync(join(tmpdir(), "faultline-bench-"));
  try {
    writeFileSync(join(dir, "Pulumi.yaml"), "name: bench\nruntime: nodejs\n");
    writeFileSync(join(dir, "Pulumi.local.yaml"), "config:\n  aws:region: us-east-1\n");
    writeFileSync(join(dir, "index.js"), PROGRAM(count));
    mkdirSync(join(dir, "node_modules"));
    symlinkSync(root, join(dir, "node_modules/faultline"));
    symlinkSync(join(dirname(require.resolve("@pulumi/pulumi/package.json")), ".."), join(dir, "node_modules/@pulumi"));
    const before = performance.now();
    const child = spawn(process.execPath, [options.bin, "rehearse", dir, "--list", "--json"], { stdio: ["ignore", "pipe", "pipe"] });
    let [text, errors, peak] = ["", "", 0];
    child.stdout.on("data", (part) => {
      text += part;
    });
    child.stderr.on("data", (part) => {
      errors += part;
    });
    const timer = setInterval(() => {
      peak = Math.max(peak, familyKilobytes(child.pid));
    }, 250);
    const code = await new Promise((done) => child.on("close", done));
    clearInterval(timer);
    if (code !== 0) throw new Error(`evaluating ${count} experiments ended with ${code}: ${errors}`);
    const registrations = JSON.parse(text).registrations.length;
    return {
      experiments: count,
      registrations,
      seconds: rounded((performance.now() - before) / 1_000, 2),
      peakMb: Math.round(peak / 1_024),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function functionBundle() {
  const code = join(root, "dist/src/provision/orchestrator/code");
  const [{ functionEntry }, { bundle }] = [require(join(code, "entry.js")), require(join(code, "bundle.js"))];
  const file = await bundle(functionEntry());
  const measure = `const { performance: p } = require("node:perf_hooks"); const t = p.now(); require(${JSON.stringify(file)}); process.stdout.write(String(p.now() - t));`;
  const times = [];
  for (let index = 0; index < Number(options.imports); index++) {
    const env = { ...process.env, AWS_REGION: "us-east-1", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", measure], { encoding: "utf8", env });
    if (status !== 0) throw new Error(`the bundle cannot be loaded: ${stderr}`);
    times.push(Number(stdout));
  }
  return {
    bytes: statSync(file).size,
    coldImportMs: { median: rounded(quantile(times, 0.5)), least: rounded(Math.min(...times)), imports: times.length },
  };
}

/** The calls that a rehearsal makes from the moment when its system is ready: those of the run. */
async function callsPerRun() {
  const store = mkdtempSync(join(tmpdir(), "faultline-bench-"));
  const args = ["rehearse", root, "--stack", "local", "--only", options.only, "--speed", options.speed, "--store", store];
  const child = spawn(process.execPath, [options.bin, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part) => {
      text += part;
    });
  }
  let ended;
  const end = new Promise((done) => child.on("close", done)).then((code) => {
    ended = code;
  });
  let last = 0;
  const found = {};
  while (ended === undefined) {
    await Promise.race([end, new Promise((done) => setTimeout(done, 200))]);
    const url = /sandbox ready at (http:\S+?),/.exec(text)?.[1];
    if (url === undefined) continue;
    const isRun = text.includes("the system is ready");
    const seen = await fetch(`${url}/_faultline/calls?since=${last}`).then(
      (reply) => reply.json(),
      () => undefined,
    );
    if (seen === undefined) continue;
    last = seen.last;
    for (const { service, operation, by } of isRun ? seen.calls : []) {
      if (by === "wire") found[`${service}:${operation}`] = (found[`${service}:${operation}`] ?? 0) + 1;
    }
  }
  rmSync(store, { recursive: true, force: true });
  const operations = Object.fromEntries(Object.entries(found).sort(([, a], [, b]) => b - a));
  const total = Object.values(found).reduce((sum, count) => sum + count, 0);
  return { experiment: options.only, speed: Number(options.speed), exitCode: ended, total, operations };
}

const evaluations = [];
for (const count of options.experiments.split(",").map(Number)) evaluations.push(await evaluation(count));
const result = {
  bench: "deploy",
  machine: machine(),
  evaluations,
  function: await functionBundle(),
  ...(options.run ? { run: await callsPerRun() } : {}),
};
console.log(JSON.stringify(result, null, 2));
