import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { EXIT, FaultlineError, messageOf } from "../../../words";
import { plainKeys } from "./plain-keys";

/**
 * Ways to find credentials that Lambda does not have: a function's are in its environment, where the SDK looks first. The SDK would load each of these only
 * when it is tried.
 */
const NOT_IN_LAMBDA = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-login",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

/** Bundles an entry into a file that lives as long as this process: Pulumi reads it while the program runs. Returns its path. */
export async function bundle(entry: string): Promise<string> {
  // A folder of our own that nobody can guess: what lies in it becomes code in AWS.
  const folder = mkdtempSync(join(tmpdir(), "faultline-function-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, "index.js");
  try {
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      target: "node22",
      format: "cjs",
      mainFields: ["module", "main"],
      external: NOT_IN_LAMBDA,
      plugins: [plainKeys],
      minify: true,
      // Paths in the file would differ between machines.
      absWorkingDir: __dirname,
      sourcemap: false,
      legalComments: "none",
      logLevel: "silent",
    });
  } catch (thrown) {
    throw new FaultlineError("no-function-code", `the function's code could not be bundled: ${messageOf(thrown)}`, {
      exitCode: EXIT.errored,
      remedy: "Install Faultline again (npm ci): its files, or esbuild's program for this machine, are missing.",
      facts: { entry },
      cause: thrown,
    });
  }
  return outfile;
}
