import { existsSync } from "node:fs";
import { join, sep } from "node:path";

const COMPILED = join("dist", "src", "provision", "orchestrator", "code");

/**
 * The function's entry in this package. Sources where they are there: of ES modules only what is used is bundled; the compiled entry gives the same
 * function with every package in it whole.
 */
export function functionEntry(): string {
  const compiled = __dirname.endsWith(sep + COMPILED);
  const beside = join(__dirname, "../../../lambda/handler");
  const source = join(__dirname, "../../../../..", "src/lambda/handler.ts");
  return compiled && existsSync(source) ? source : beside;
}
