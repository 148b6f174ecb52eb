import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { EXIT, FaultlineError, messageOf } from "../../words";
import type { Context } from "../context";

export function readText(context: Context, file: string, what: string): string {
  try {
    return readFileSync(resolve(context.cwd, file), "utf8");
  } catch (thrown) {
    throw new FaultlineError("file-not-read", `${what} ${file} cannot be read: ${messageOf(thrown)}`, {
      exitCode: EXIT.usage,
      remedy: "Name a file that is there.",
      cause: thrown,
    });
  }
}

/** Writes a new file; one that is there is never overwritten. */
export function writeNew(context: Context, file: string, text: string): void {
  try {
    writeFileSync(resolve(context.cwd, file), text, { flag: "wx" });
  } catch (thrown) {
    throw new FaultlineError("file-not-written", `${file} cannot be written: ${messageOf(thrown)}`, {
      exitCode: EXIT.usage,
      remedy: "Name a file that is not there yet, in a folder that is.",
      cause: thrown,
    });
  }
}

export function readJson(context: Context, file: string, what: string): unknown {
  const text = readText(context, file, what);
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new FaultlineError("not-json", `${what} ${file} is not JSON: ${messageOf(thrown)}`, {
      exitCode: EXIT.usage,
      remedy: "Name a plan that faultline schedule --preview --out wrote.",
      cause: thrown,
    });
  }
}
