// What deploying costs: evaluating a program with 1, 100 and 1,000 experiments (wall time, processor's time and peak memory of all processes), the function's bundle
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

/** A process and all that it started, now. */
function familyOf(pid) {
  let pids = [];
  try {
    pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
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
  return [...found];
}

const TICKS_PER_SECOND = 100;

/** Looks at a process and all that it starts until it is told to end: the peak of their memory, and the time of the processor that they took. */
function watch(pid) {
  let peak = 0;
  const ticks = new Map();
  const look = () => {
    const family = familyOf(pid);
    peak = Math.max(
      peak,
      family.reduce((sum, one) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(one, "smaps_rollup"))?.[1] ?? 0), 0),
    );
    for (const one of family) {
      const fields = read(one, "stat")
        .replace(/^.*\) /s, "")
        .split(" ");
      if (fields.length > 12) ticks.set(one, Number(fields[11]) + Number(fields[12]));
    }
  };
  const timer = setInterval(look, 200);
  return () => {
    clearInterval(timer);
    const spent = [...ticks.values()].reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
    return { cpuSeconds: rounded(spent, 2), peakMb: Math.round(peak / 1_024) };
  };
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
    let [text, errors] = ["", ""];
    child.stdout.on("data", (part) => {
      text += part;
    });
    child.stderr.on("data", (part) => {
      errors += part;
    });
    const seen = watch(child.pid);
    const code = await new Promise((done) => child.on("close", done));
    const { cpuSeconds, peakMb } = seen();
    if (code !== 0) throw new Error(`evaluating ${count} experiments ended with ${code}: ${errors}`);
    const registrations = JSON.parse(text).registrations.length;
    return {
      experiments: count,
      registrations,
      seconds: rounded((performance.now() - before) / 1_000, 2),
      // Of all processes together, where the kernel tells it (Linux): on a machine with other work only this says something.
      cpuSeconds,
      peakMb,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function functionBundle() {
  const code = join(root, "dist/src/provision/orchestrator/code");
  const [{ functionEntry }, { bundle }] = [require(join(code, "entry.js")), require(join(code, "bundle.js"))];
  const file = await bundle(functionEntry());
  const measure = `const { performance: p } = require("node:perf_hooks"); const t = p.now(), c = process.cpuUsage(); require(${JSON.stringify(file)}); const { user, system } = process.cpuUsage(c); process.stdout.write(JSON.stringify([p.now() - t, (user + system) / 1000]));`;
  const [times, spent] = [[], []];
  for (let index = 0; index < Number(options.imports); index++) {
    const env = { ...process.env, AWS_REGION: "us-east-1", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", measure], { encoding: "utf8", env });
    if (status !== 0) throw new Error(`the bundle cannot be loaded: ${stderr}`);
    const [ms, cpuMs] = JSON.parse(stdout);
    times.push(ms);
    spent.push(cpuMs);
  }
  return {
    bytes: statSync(file).size,
    coldImportMs: {
      median: rounded(quantile(times, 0.5)),
      least: rounded(Math.min(...times)),
      cpuMedian: rounded(quantile(spent, 0.5)),
      imports: times.length,
    },
    // What the design allows. Only the size is the same on every machine: a test holds it.
    allowed: { bytes: 1_500_000, coldImportMs: 150 },
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
  if (Object.keys(found).length === 0) throw new Error(`the rehearsal ended with ${ended} before its run: ${text.slice(-2_000)}`);
  const operations = Object.fromEntries(Object.entries(found).sort(([, a], [, b]) => b - a));
  const total = Object.values(found).reduce((sum, count) => sum + count, 0);
  return { experiment: options.only, speed: Number(options.speed), exitCode: ended, total, operations };
}

const evaluations = [];
for (const count of options.experiments.split(",").map(Number)) evaluations.push(await evaluation(count));
const [first, , ...more] = evaluations;

/** What each experiment costs beyond the first, at one size against a smaller one: 1 where it is linear, the ratio of the sizes where it is quadratic. */
const spent = (one) => one.cpuSeconds || one.seconds;
const each = (one) => (spent(one) - spent(first)) / (one.experiments - first.experiments);
const growth = more.map((one) => ({ experiments: one.experiments, ratio: rounded(each(one) / each(evaluations[1]), 2) }));
const result = {
  bench: "deploy",
  machine: machine(),
  evaluations,
  "time for one more experiment, large against small": growth,
  function: await functionBundle(),
  ...(options.run ? { run: await callsPerRun() } : {}),
};
console.log(JSON.stringify(result, null, 2));
