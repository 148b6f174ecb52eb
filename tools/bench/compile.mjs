// What checking costs: `compile` of definitions with three faults, and `validate` of templates as text, at two sizes; the ratio shows whether it is linear.
//   node tools/bench/compile.mjs [--small 1000] [--large 10000]
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { machine } from "./lib/machine.mjs";
import { rounded } from "./lib/numbers.mjs";

const { values: options } = parseArgs({
  strict: false,
  options: { small: { type: "string", default: "1000" }, large: { type: "string", default: "10000" } },
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

function timed(count, work) {
  const before = performance.now();
  for (let number = 0; number < count; number++) work(number);
  return performance.now() - before;
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
    [`ms for ${sizes[0]}`]: rounded(small),
    [`ms for ${sizes[1]}`]: rounded(large),
    "time for one, large against small": rounded(large / sizes[1] / (small / sizes[0]), 2),
  };
}
console.log(JSON.stringify({ bench: "compile", machine: machine(), ...results }, null, 2));
