const { execFileSync } = require("node:child_process");
const { join } = require("node:path");

const line = "─".repeat(100);

/** Builds the command line before the first test, or says why there is none and that nothing was tested. */
module.exports = () => {
  const script = join(__dirname, "../../tools/pulumi-cli/build.mjs");
  const text = execFileSync(process.execPath, [script, "--json"], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const { pulumi, skipped } = JSON.parse(text);
  if (pulumi) process.env.FAULTLINE_TEST_PULUMI = pulumi;
  else console.error(`\n${line}\nSKIPPED: nothing was tried with Pulumi's own engine: ${skipped}\n${line}\n`);
};
