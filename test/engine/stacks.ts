import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The stacks of this repository, by their configuration files. */
export const STACKS: readonly string[] = readdirSync(join(__dirname, "../../stacks")).flatMap(
  (file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [],
);
