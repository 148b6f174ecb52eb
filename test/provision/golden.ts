import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The lines recorded in `golden/NAME`; with UPDATE_GOLDEN=1 those of now are recorded: read the difference before you commit it. */
export function recorded(name: string, now: readonly string[]): readonly string[] {
  const file = join(__dirname, "golden", name);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, `${now.join("\n")}\n`);
  if (!existsSync(file))
    throw new Error(`golden/${name} is not there: run this test with UPDATE_GOLDEN=1, read what it recorded, and commit it`);
  return readFileSync(file, "utf8").trimEnd().split("\n");
}
