import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The package's version, read from its package.json. */
export const VERSION = (JSON.parse(readFileSync(findPackage(__dirname), "utf8")) as { version: string }).version;

/** `src/cli` in a checkout under test, `dist/src/cli` when built. */
function findPackage(from: string): string {
  const up = from.includes(`${join("dist", "src")}`) ? ["..", "..", ".."] : ["..", ".."];
  return join(from, ...up, "package.json");
}
