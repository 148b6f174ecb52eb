// What an Orchestrator costs before it runs: the size of the function's code, how long a cold process takes to load it, and how long a program with an
// Orchestrator and N experiments takes to evaluate, with the memory of the whole. Needs a build (npm run build).
//   node tools/bench/deploy.mjs [--experiments 1,100,1000] [--imports 9]
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./lib/machine.mjs";
import { quantile, rounded } from "./lib/numbers.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const load = createRequire(import.meta.url);
const { bundle } = load(join(root, "dist/src/provision/orchestrator/code/bundle.js"));
const { functionEntry } = load(join(root, "dist/src/provision/orchestrator/code/entry.js"));
const { evaluate } = load(join(root, "dist/src/rehearsal/index.js"));
const { awsProvider } = load(join(root, "dist/src/rehearsal/index.js"));

const { values: options } = parseArgs({
  strict: false,
  options: { experiments: { type: "string", default: "1,100,1000" }, imports: { type: "string", default: "9" } },
});

async function code() {
  const before = performance.now();
  const file = await bundle(functionEntry());
  const bundleMs = performance.now() - before;
  const measure = `const before = performance.now(); require(${JSON.stringify(file)}); process.stdout.write(String(performance.now() - before));`;
  const imports = Array.from({ length: Number(options.imports) }, () => {
    const { stdout, status } = spawnSync(process.execPath, ["--no-warnings", "-e", measure], { encoding: "utf8" });
    if (status !== 0) throw new Error("the function's code does not load");
    return Number(stdout);
  });
  return {
    bytes: statSync(file).size,
    bundleMs: rounded(bundleMs),
    coldImportMs: { p50: rounded(quantile(imports, 0.5)), best: rounded(Math.min(...imports)) },
  };
}

const program = (count) => `
import { Experiment, ec2, Orchestrator } from "faultline";
const metric = { namespace: "AWS/ApplicationELB", name: "RequestCount", dimensions: { LoadBalancer: "app/shop/1" }, statistic: "Sum", unit: "Count" } as const;
const experiments = Array.from({ length: ${count} }, (_, index) => new Experiment("experiment-" + index, {
  hypothesis: "The system survives it", owner: "team@example.com", runbook: "https://runbooks.example.com/it",
  steadyState: { requests: { metric, is: { above: "1 requests" } } }, guards: { requests: { metric, breachedWhen: { below: "1 requests" } } },
  blastRadius: { atMost: "1 instance" }, traffic: { metric, atLeast: "1/s" }, recovery: { within: "5m" }, maxDuration: "30m",
  faults: { end: ec2.terminateInstances({ instances: { tags: { Service: "web" }, select: "1 of them" } }) },
}));
export const orchestrator = new Orchestrator("chaos", { experiments: experiments.map((experiment) => ({ experiment, schedule: { at: "rate(7 days)" } as const })) }).deployment;
`;

async function evaluation(count) {
  const folder = mkdtempSync(join(tmpdir(), "faultline-bench-"));
  try {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: bench\nruntime: nodejs\nmain: index.ts\n");
    writeFileSync(join(folder, "Pulumi.bench.yaml"), "config:\n  aws:region: us-east-1\n");
    writeFileSync(join(folder, "index.ts"), program(count));
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(join(root, "node_modules/@pulumi"), join(folder, "node_modules/@pulumi"));
    symlinkSync(root, join(folder, "node_modules/faultline"));
    const before = performance.now();
    const done = await evaluate({ programDir: folder, stack: "bench", provider: awsProvider({}), preview: true, env: process.env });
    const ms = performance.now() - before;
    done.close();
    if (done.failures.length > 0) throw new Error(String(done.failures[0]?.message));
    const resources = done.registrations.filter(({ kind }) => kind === "resource").length;
    return { experiments: count, resources, seconds: rounded(ms / 1_000), engineMemoryMb: Math.round(process.memoryUsage().rss / 2 ** 20) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const evaluations = [];
for (const count of options.experiments.split(",").map(Number)) evaluations.push(await evaluation(count));
console.log(JSON.stringify({ bench: "deploy", machine: machine(), code: await code(), evaluations }, null, 2));
