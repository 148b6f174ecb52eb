import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import { EXIT, FaultlineError, messageOf } from "../../words";

/** The function's entry in this package: the source in a checkout, the compiled file where Faultline is a dependency. */
const ENTRY = join(__dirname, "../../lambda/handler");

/** The file in the archive, and the export in it, that Lambda calls. */
export const HANDLER = "index.handler";

let archive: pulumi.asset.Archive | undefined;

/**
 * The function's code: one file with everything in it, so that what runs does not depend on the SDK of Lambda's runtime. Bundled once per
 * program, without Docker or network. Equal sources give equal bytes: a second `pulumi up` finds nothing to do.
 */
export function functionCode(): pulumi.asset.Archive {
  archive ??= new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset(bundle(ENTRY)) });
  return archive;
}

/** Bundles an entry into a file that lives as long as this process: Pulumi reads it while the program runs. Returns its path. */
export function bundle(entry: string): string {
  const folder = mkdtempSync(join(tmpdir(), "faultline-function-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, "index.js");
  try {
    buildSync({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      target: "node22",
      format: "cjs",
      mainFields: ["module", "main"],
      minify: true,
      // Paths in the file would differ between machines.
      absWorkingDir: __dirname,
      sourcemap: false,
      legalComments: "none",
      keepNames: true,
      logLevel: "silent",
    });
  } catch (thrown) {
    throw new FaultlineError("no-function-code", `the function's code could not be bundled: ${messageOf(thrown)}`, {
      exitCode: EXIT.errored,
      remedy: "Install Faultline again (npm ci): its files or esbuild's program for this machine are missing.",
      facts: { entry },
      cause: thrown,
    });
  }
  return outfile;
}
