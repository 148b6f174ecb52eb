// A fleet on a virtual clock. Prints one JSON object on stdout and a summary on stderr; exits with 1 when an invariant is broken.
//   npm run sim
//   npm run sim -- --accounts 20 --services 20 --weeks 4 --seed other
import { parseArgs } from "node:util";
import { conducted } from "./conducted.mjs";
import { simulate } from "./fleet.mjs";
import { OPERATIONS, PRICES } from "./prices.mjs";

const DEFAULTS = { accounts: "200", services: "20", weeks: "12", seed: "fleet" };
const HELP = `npm run sim [-- ${Object.entries(DEFAULTS)
  .map(([name, value]) => `--${name} ${value}`)
  .join(" ")}]`;

/** What was asked for; what is not an option is told, and ends this. */
function asked() {
  const options = Object.fromEntries(Object.entries(DEFAULTS).map(([name, value]) => [name, { type: "string", default: value }]));
  try {
    return parseArgs({ options: { ...options, help: { type: "boolean", short: "h", default: false } } }).values;
  } catch (problem) {
    console.error(`${problem instanceof Error ? problem.message : problem}\n${HELP}`);
    process.exit(2);
  }
}

const values = asked();
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const wrong = ["accounts", "services", "weeks"].filter((name) => !/^[1-9]\d{0,3}$/.test(values[name]));
if (wrong.length > 0) {
  console.error(wrong.map((name) => `--${name} is a whole number from 1 to 9999, not ${values[name]}`).join("\n"));
  process.exit(2);
}
const [accounts, services, weeks] = [values.accounts, values.services, values.weeks].map(Number);

const began = process.hrtime.bigint();
const real = await conducted();
// A Monday; clocks change in New York on the 14th, in Berlin on the 28th of March, in Sydney on the 4th of April.
const from = Date.UTC(2027, 2, 1);
const fleet = simulate({ accounts, services, weeks, seed: values.seed, kinds: real.kinds, from });
const seconds = Number(process.hrtime.bigint() - began) / 1e9;

const operations = {};
const dollars = {};
const pay = (what, count, price) => {
  dollars[what] = (dollars[what] ?? 0) + count * price.dollars;
};
for (const [call, count] of Object.entries(fleet.calls)) {
  const [operation, price] = OPERATIONS[call];
  if (operation) operations[operation] = (operations[operation] ?? 0) + count;
  if (price) pay(operation ?? call, count, PRICES[price]);
}
pay("fis action-minutes", fleet.actionMinutes, PRICES.fisActionMinute);
pay("scheduler invocations", fleet.schedulerInvocations, PRICES.schedulerInvocation);
pay("lambda duration", (fleet.functionMs / 1_000) * 0.25, PRICES.lambdaGbSecond);
const total = Object.values(dollars).reduce((a, b) => a + b, 0);
const broken = [...real.broken, ...fleet.broken];
const { calls: _, broken: __, ...numbers } = fleet;
const rounded = Object.fromEntries(Object.entries(dollars).map(([what, sum]) => [what, Math.round(sum * 100) / 100]));
const profile = Object.fromEntries(
  Object.entries(real.kinds).map(([kind, { verdict, durationMs, experiments }]) => [kind, { verdict, durationMs, experiments }]),
);
console.log(
  JSON.stringify({
    fleet: { accounts, services, weeks, seed: values.seed, from: new Date(from).toISOString() },
    conducted: { runs: real.runs, kinds: profile },
    ...numbers,
    operations,
    dollars: { ...rounded, total: Math.round(total * 100) / 100 },
    prices: PRICES,
    notCounted: [
      "storage",
      "data transfer",
      "alarms and custom metrics by the month",
      "log ingestion",
      "checkpoints of durable functions",
      "reports in S3",
    ],
    broken,
    seconds: Math.round(seconds * 10) / 10,
  }),
);

const list = (table) =>
  Object.entries(table)
    .map(([key, count]) => `    ${key}: ${count}`)
    .join("\n");
console.error(`
${accounts} accounts × ${services} services, ${weeks} weeks from ${new Date(from).toISOString().slice(0, 10)}, in ${seconds.toFixed(1)} s
  ${real.runs} runs by the real conductor give what each kind of run takes
  asked for ${fleet.asked}, started ${fleet.started}, FIS experiments ${fleet.experiments}
  finished:\n${list(fleet.finished)}
  refused:\n${list(fleet.refused)}
  longest wait ${fleet.longestWait.hours} h (${fleet.longestWait.service}), places lost to others and waited for again ${fleet.quotaRetries}
  API calls:\n${list(operations)}
  dollars (${PRICES.region}, prices as of ${PRICES.asOf}): ${total.toFixed(2)}\n${list(rounded)}
  ${broken.length === 0 ? "Every invariant held." : `BROKEN:\n    ${broken.slice(0, 20).join("\n    ")}`}
`);
process.exit(broken.length === 0 ? 0 : 1);
