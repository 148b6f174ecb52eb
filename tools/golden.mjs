// Makes the golden journals in templates/: real rehearsals of the reference program, recorded under neutral names, so that no name of a
// user or machine and no path is in them. An entry's hash covers its text: the names cannot be replaced afterwards.
//   node tools/golden.mjs                        all of them
//   node tools/golden.mjs az-power-interruption  those of this scenario, or of a stack
//   --seed 7   --speed 30   --dist DIR
// It needs a build (npm run build) and a quiet machine, and refuses a verdict other than the one the file stands for.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "7" },
    speed: { type: "string" },
    dist: { type: "string", default: join(root, "dist") },
  },
});

const goldens = [
  { scenario: "instance-termination", stack: "local", verdict: "passed", file: "journal.json" },
  { scenario: "eks-pod-delete", stack: "local", verdict: "passed", file: "journal.json" },
  { scenario: "az-power-interruption", stack: "local", verdict: "passed", file: "journal.json" },
  { scenario: "az-power-interruption", stack: "local-weak", verdict: "aborted", file: "journal.aborted.json" },
  { dir: "stacks/goldens", scenario: "ec2-instance-failure", stack: "local", verdict: "passed", file: "journal.json" },
  ...[
    { scenario: "az-application-slowdown", speed: 15 },
    { scenario: "cross-az-traffic-slowdown", speed: 15 },
    { scenario: "dependency-down", stack: "local-apart" },
    { scenario: "ec2-cpu-stress" },
    { scenario: "ec2-instance-failure" },
    // Delays are real time: much faster, and 400 ms would be longer than a health check waits.
    { scenario: "ec2-network-latency", stack: "local-patient", speed: 5 },
    { scenario: "eks-cpu-stress" },
    { scenario: "eks-network-latency", stack: "local-patient" },
    { scenario: "one-node-of-ten" },
    { scenario: "one-pod-of-ten" },
    { scenario: "retry-storm" },
    { scenario: "service-failure" },
    { scenario: "spot-interruption", stack: "local-spot" },
  ].map((golden) => ({ dir: "stacks/goldens", stack: "local", verdict: "passed", file: "journal.json", ...golden })),
  { dir: "stacks/queue", scenario: "poison-messages", stack: "local", verdict: "passed", file: "journal.json", speed: 10 },
]
  .map((golden) => ({ dir: ".", speed: 30, ...golden, ...(options.speed === undefined ? {} : { speed: Number(options.speed) }) }))
  .filter(({ scenario, stack }) => [scenario, stack].some((name) => positionals.includes(name)) || positionals.length === 0);
if (goldens.length === 0) throw new Error(`There is no scenario or stack ${positionals.join(", ")}.`);

const load = createRequire(join(resolve(options.dist), "src/"));
const { output } = load("./cli/output.js");
const { openJournal } = load("./cli/ports.js");
const { rehearsal } = load("./cli/rehearse/rehearsal.js");

/** The world of the command line, but for the names of its user and its machine. */
const context = {
  out: output({ json: false, stdout: process.stderr, stderr: process.stderr, colour: false, ci: true }),
  env: process.env,
  cwd: root,
  debug: false,
  by: "golden@example",
  host: `example/${process.pid}`,
  onInterrupt: (listener) => {
    let count = 0;
    const heard = () => listener(++count);
    process.on("SIGINT", heard);
    return () => process.off("SIGINT", heard);
  },
};

const programOf = ({ dir, stack, speed }) => `${dir} ${stack} ${speed}`;
for (const program of new Set(goldens.map(programOf))) {
  const wanted = goldens.filter((golden) => programOf(golden) === program);
  const [{ dir, stack, speed }] = wanted;
  const storeDir = mkdtempSync(join(tmpdir(), "faultline-golden-"));
  try {
    const only = wanted.map(({ scenario }) => scenario);
    await rehearsal(context, { dir, stack, storeDir, only, speed, seed: Number(options.seed) });
    const store = await openJournal(storeDir);
    const runs = await store.list();
    for (const { scenario, verdict, file } of wanted) {
      const run = runs.find(({ experiment }) => experiment === scenario);
      if (run?.verdict === verdict) write(join(root, "templates", scenario, file), await store.read(run.runId));
      else refuse(`${scenario} on ${stack} was ${run?.verdict ?? "not run"}, not ${verdict}: ${file} is left as it is.`);
    }
    await store.close();
  } finally {
    rmSync(storeDir, { recursive: true, force: true });
  }
}

/** One entry a line, so that a difference shows what happened otherwise. */
function write(file, entries) {
  writeFileSync(file, `[\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]\n`);
  console.error(`${file}: ${entries.length} entries`);
}

function refuse(why) {
  console.error(why);
  process.exitCode = 1;
}
