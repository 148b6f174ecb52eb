// How long `faultline --help` takes to start, against bare Node (`node -e 0`): medians of interleaved pairs, and their ratio.
//   node tools/bench/help.mjs [--pairs 21] [--bin bin/faultline.js]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./lib/machine.mjs";
import { quantile, rounded } from "./lib/numbers.mjs";

const { values: options } = parseArgs({
  strict: false,
  options: {
    pairs: { type: "string", default: "21" },
    bin: { type: "string", default: fileURLToPath(new URL("../../bin/faultline.js", import.meta.url)) },
  },
});

function milliseconds(args) {
  const before = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}`);
  return performance.now() - before;
}

const bare = [];
const help = [];
for (let pair = 0; pair < Number(options.pairs); pair++) {
  bare.push(milliseconds(["-e", "0"]));
  help.push(milliseconds([options.bin, "--help"]));
}
const [bareMs, helpMs] = [quantile(bare, 0.5), quantile(help, 0.5)];
const ratio = rounded(
  quantile(
    help.map((ms, index) => ms / bare[index]),
    0.5,
  ),
  2,
);
console.log(
  JSON.stringify(
    { bench: "help", machine: machine(), pairs: bare.length, bareMs: rounded(bareMs), helpMs: rounded(helpMs), ratio },
    null,
    2,
  ),
);
