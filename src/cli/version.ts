import { readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** The folder of the package: `src/cli` lies two floors below it in a checkout under test, three when built. */
export function findRoot(): string {
  return join(__dirname, ...(__dirname.includes(`${sep}dist${sep}src`) ? ["..", "..", ".."] : ["..", ".."]));
}

/** The package's version, read from its package.json. */
export const VERSION = (JSON.parse(readFileSync(join(findRoot(), "package.json"), "utf8")) as { version: string }).version;
