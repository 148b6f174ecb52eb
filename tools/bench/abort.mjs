// How fast a breach stops a fault: from the moment at which the breach is true in the data to the stop accepted, and to the effect gone,
// over many aborted runs in real milliseconds. Each run has a sandbox without machines, a system whose metrics are put by
// PutMetricData, an experiment that terminates an instance, and the conductor with AWS's own clients.
//   node tools/bench/abort.mjs [--runs 20] [--speed 10] [--at-once 2]
// The orchestrator's own waits go with the run's clock, so at a higher speed they are shorter than in AWS; the network's are never scaled.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./lib/machine.mjs";
import { quantile, rounded } from "./lib/numbers.mjs";

const self = fileURLToPath(import.meta.url);
const { values: options } = parseArgs({
  strict: false,
  options: {
    role: { type: "string", default: "main" },
    runs: { type: "string", default: "20" },
    speed: { type: "string", default: "10" },
    "at-once": { type: "string", default: "2" },
  },
});
await { main, run }[options.role]();

async function main() {
  const found = [];
  let left = Number(options.runs);
  const worker = async () => {
    while (left-- > 0) found.push(await one());
  };
  await Promise.all(Array.from({ length: Number(options["at-once"]) }, worker));
  const seen = found.filter((times) => times !== undefined);
  const of = (name) => seen.flatMap((times) => (times[name] === null ? [] : [times[name]]));
  const told = (name) => ({ count: of(name).length, p50Ms: rounded(quantile(of(name), 0.5)), p99Ms: rounded(quantile(of(name), 0.99)) });
  const results = { breachToDecision: told("decision"), breachToStopAccepted: told("accepted"), breachToEffectGone: told("gone") };
  const stoppedBy = {
    orchestrator: seen.filter(({ by }) => by === "orchestrator").length,
    fis: seen.filter(({ by }) => by === "fis").length,
  };
  console.log(
    JSON.stringify({ bench: "abort", machine: machine(), speed: Number(options.speed), runs: seen.length, stoppedBy, results }, null, 2),
  );
  if (seen.length < Number(options.runs)) {
    console.error(`${Number(options.runs) - seen.length} runs were not stopped by their guard.`);
    process.exitCode = 1;
  }
}

/** One run in a process of its own; its times, or nothing when it was not stopped. */
function one() {
  return new Promise((done) => {
    const args = ["--import", "tsx", self, "--role", "run", "--speed", options.speed];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"], timeout: 120_000 });
    let text = "";
    child.stdout.on("data", (part) => {
      text += part;
    });
    child.on("close", () => done(text.startsWith("{") ? JSON.parse(text) : undefined));
  });
}

async function run() {
  // The helpers of the tests end what they started in a hook of jest's.
  globalThis.afterAll = () => undefined;
  const load = createRequire(import.meta.url);
  const { openShop } = load("../../test/adapters/shop.ts");
  const { conduct } = load("../../src/run/index.ts");
  const { abortOf } = load("../../src/analysis/index.ts");
  const speed = Number(options.speed);
  const shop = await openShop(speed);
  shop.errors = (isDegraded) => (isDegraded ? 90 : 0.1);
  const { manifest, ports, store } = shop;
  const entries = [];
  const onEntry = (entry) => {
    entries.push(entry);
    if (entry.event.type !== "phase-entered" || entry.event.phase !== "recovery") return;
    const times = abortOf(entries);
    if (!times) process.exit(1);
    const since = (at) => (at === null || times.breachAt === null ? null : Math.max(0, at - times.breachAt) / speed);
    const by = entries.some(({ event }) => event.type === "stop-requested") ? "orchestrator" : "fis";
    const told = { by, decision: since(times.decidedAt), accepted: since(times.stopAcceptedAt), gone: since(times.effectGoneAt) };
    process.stdout.write(JSON.stringify(told), () => process.exit(0));
  };
  const host = { name: "bench", holder: `bench/${process.pid}` };
  await conduct({ runId: "bench", manifest, platform: "sandbox", version: "bench", ports, store, host, by: "bench", onEntry });
  process.exit(1);
}
