// What checking costs: `compile` of definitions with three faults, and `validate` of templates as text, at two sizes, of which the ratio shows whether
// it is linear; and the TypeScript compiler's check of a user's program, with one experiment and with many.
//   node tools/bench/compile.mjs [--small 1000] [--large 10000] [--experiments 100] [--no-types]
// Needs a build with types (npm run build).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./lib/machine.mjs";
import { rounded } from "./lib/numbers.mjs";

const { values: options } = parseArgs({
  strict: false,
  allowNegative: true,
  options: {
    small: { type: "string", default: "1000" },
    large: { type: "string", default: "10000" },
    experiments: { type: "string", default: "100" },
    types: { type: "boolean", default: true },
  },
});
const load = createRequire(import.meta.url);
const { compile, ec2, fis } = load("../../dist/src/index.js");
const { readExperiments, checkTemplate } = load("../../dist/src/exchange/index.js");

const metric = {
  namespace: "AWS/ApplicationELB",
  name: "RequestCount",
  dimensions: { LoadBalancer: "app/shop/1" },
  statistic: "Sum",
  unit: "Count",
};
const definition = (number) => ({
  hypothesis: `Nobody notices the loss of an instance of team ${number}`,
  owner: "team@example.com",
  runbook: "https://runbooks.example.com/chaos",
  faults: {
    stop: ec2.stopInstances({ instances: { tags: { Team: `team-${number}` }, select: "1 of them" }, restartAfter: "5m" }),
    wait: fis.wait({ duration: "2m", after: ["stop"] }),
    burn: ec2.cpuStress({ instances: { tags: { Team: `team-${number}` }, select: "50%" }, duration: "5m", after: ["wait"] }),
  },
  steadyState: { errors: { metric, is: { below: "100 requests" } } },
  guards: { errors: { metric, breachedWhen: { above: "1000 requests" } } },
  effect: { traffic: { metric, becomes: { below: "10 requests" } } },
  blastRadius: { atMost: "10 instances" },
  traffic: { metric, atLeast: "1/s" },
  recovery: { within: "10m" },
  maxDuration: "30m",
});
const template = (number) =>
  JSON.stringify({
    description: `team ${number}`,
    roleArn: "arn:aws:iam::123456789012:role/fis",
    stopConditions: [{ source: "aws:cloudwatch:alarm", value: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:stop" }],
    targets: {
      web: { resourceType: "aws:ec2:instance", resourceTags: { Team: `team-${number}`, Chaos: "yes" }, selectionMode: "COUNT(1)" },
    },
    actions: {
      stop: { actionId: "aws:ec2:stop-instances", parameters: { startInstancesAfterDuration: "PT5M" }, targets: { Instances: "web" } },
    },
  });

/** Milliseconds by the clock and of the processor: on a machine with other work only the second say something. */
function timed(count, work) {
  const [before, cpuBefore] = [performance.now(), process.cpuUsage()];
  for (let number = 0; number < count; number++) work(number);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ms: rounded(performance.now() - before), cpuMs: rounded((user + system) / 1_000) };
}

function compileOne(number) {
  const compiled = compile(`experiment-${number}`, definition(number));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
}

function checkOne(number) {
  const { templates, findings } = readExperiments(`team-${number}.json`, template(number));
  const found = [...findings, ...templates.flatMap(checkTemplate)];
  if (templates.length !== 1 || found.length > 0) throw new Error(JSON.stringify(found));
}

const sizes = [Number(options.small), Number(options.large)];
const results = {};
for (const [name, work] of Object.entries({ compile: compileOne, validate: checkOne })) {
  timed(50, work);
  const [small, large] = sizes.map((count) => timed(count, work));
  results[name] = {
    [`for ${sizes[0]}`]: small,
    [`for ${sizes[1]}`]: large,
    "time for one, large against small": rounded(large.cpuMs / sizes[1] / (small.cpuMs / sizes[0]), 2),
  };
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A program as a user writes it: strict, every definition a literal of its own. */
function program(count) {
  const experiments = Array.from({ length: count }, (_, number) => {
    const { faults: _faults, ...rest } = definition(number);
    const faults = `{
    stop: ec2.stopInstances({ instances: { tags: { Team: "team-${number}" }, select: "1 of them" }, restartAfter: "5m" }),
    burn: ec2.cpuStress({ instances: { tags: { Team: "team-${number}" }, select: "50%" }, duration: "5m", after: ["stop"] }),
  }`;
    const members = JSON.stringify(rest, null, 2).replace(/\}$/, `, "faults": ${faults}}`);
    return `new Experiment("experiment-${number}", ${members}),`;
  });
  return `import { Experiment, ec2, manifests } from "faultline";
export const faultline = manifests(
${experiments.join("\n")}
);
`;
}

/** Seconds and megabytes, as the compiler itself tells them. */
function typeCheck(count) {
  const dir = mkdtempSync(join(tmpdir(), "faultline-bench-"));
  try {
    const compilerOptions = { target: "es2022", module: "nodenext", strict: true, skipLibCheck: true, noEmit: true, types: ["node"] };
    writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
    writeFileSync(join(dir, "index.ts"), program(count));
    mkdirSync(join(dir, "node_modules"));
    symlinkSync(root, join(dir, "node_modules/faultline"));
    for (const scope of ["@pulumi", "@types"]) symlinkSync(join(root, "node_modules", scope), join(dir, "node_modules", scope));
    const args = [join(root, "node_modules/typescript/bin/tsc"), "-p", dir, "--extendedDiagnostics"];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`the program with ${count} experiments does not compile:\n${stdout.slice(0, 2_000)}`);
    const told = (name) => Number(new RegExp(`^${name}:\\s+([0-9.]+)`, "m").exec(stdout)?.[1]);
    return {
      experiments: count,
      seconds: told("Total time"),
      checkSeconds: told("Check time"),
      memoryMb: Math.round(told("Memory used") / 1_024),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

if (options.types) {
  if (!existsSync(join(root, "dist/src/index.d.ts"))) throw new Error("there are no types in dist: npm run build");
  const [one, many] = [1, Number(options.experiments)].map(typeCheck);
  results.types = { one, many, "seconds for each experiment more": rounded((many.seconds - one.seconds) / (many.experiments - 1), 4) };
}
console.log(JSON.stringify({ bench: "compile", machine: machine(), ...results }, null, 2));
